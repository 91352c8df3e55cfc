package vn.huetwin.server.wms;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.PrecisionModel;
import vn.huetwin.ontology.feature.Feature;
import vn.huetwin.tiles.map.RasterView;
import vn.huetwin.tiles.map.Screen;
import vn.huetwin.tiles.raster.RasterFile;
import vn.huetwin.tiles.raster.RasterSheet;
import vn.huetwin.tiles.raster.RasterShelf;

/** The numbers of rasters at a place, in the form of a feature so that every format can tell them. */
final class RasterInfo {
    private final RasterShelf shelf;

    RasterInfo(RasterShelf shelf) {
        this.shelf = shelf;
    }

    /**
     * The pixel of the uppermost file that has one.
     *
     * @param place WGS 84
     * @return one feature, or none
     */
    List<Feature> at(RasterView view, Coordinate place, Screen screen) {
        List<RasterSheet> sheets = view.sheets();
        for (int i = sheets.size() - 1; i >= 0; i--) {
            RasterSheet sheet = sheets.get(i);
            if (!sheet.area().contains(place)) {
                continue;
            }
            try {
                RasterFile file = shelf.open(sheet);
                double[] xy = file.crs().fromWgs84(place.x, place.y);
                float[] pixel = file.at(xy[0], xy[1]);
                if (pixel != null) {
                    return List.of(feature(view, sheet, file, pixel, place, screen));
                }
            } catch (IOException e) {
                throw new UncheckedIOException("The raster " + sheet.key() + " cannot be read", e);
            }
        }
        return List.of();
    }

    private static Feature feature(
            RasterView view, RasterSheet sheet, RasterFile file, float[] pixel, Coordinate place, Screen screen) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (int band = 0; band < pixel.length; band++) {
            String name = pixel.length == 1 ? "value" : "band_" + (band + 1);
            if (!Float.isNaN(pixel[band])) {
                values.put(name, number(pixel[band], file.isWhole()));
            }
        }
        putIfKnown(values, "unit", view.raster().unit());
        putIfKnown(values, "time", sheet.time());
        values.put("file", sheet.fileName());
        double[] xy = screen.crs().fromWgs84(place.x, place.y);
        GeometryFactory factory =
                new GeometryFactory(new PrecisionModel(), screen.crs().srid());
        return new Feature(
                view.layer(),
                sheet.key(),
                factory.createPoint(new Coordinate(xy[0], xy[1])),
                values,
                null,
                sheet.time() == null ? Instant.EPOCH : sheet.time(),
                null,
                Instant.EPOCH,
                0,
                null);
    }

    /** A float as it is written: 0.3, not 0.30000001192092896. */
    private static Number number(float value, boolean whole) {
        return whole ? (Number) (long) value : (Number) Double.valueOf(Float.toString(value));
    }

    private static void putIfKnown(Map<String, Object> values, String name, @Nullable Object value) {
        if (value != null) {
            values.put(name, value);
        }
    }
}
