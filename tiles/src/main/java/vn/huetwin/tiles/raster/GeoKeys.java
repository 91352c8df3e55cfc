package vn.huetwin.tiles.raster;

import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.crs.Crs;
import vn.huetwin.ontology.crs.CrsException;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.ontology.crs.TransverseMercator;

/** Where a GeoTIFF says it lies (OGC 19-008r4, annexes D and E): its CRS, its place, its size on the ground. */
final class GeoKeys {
    private static final int MODEL_TYPE = 1024;
    private static final int RASTER_TYPE = 1025;
    private static final int GEOGRAPHIC = 2048;
    private static final int PROJECTED = 3072;
    private static final int METHOD = 3075;
    private static final int TRANSVERSE_MERCATOR = 1;
    private static final int MERIDIAN = 3080;
    private static final int EASTING = 3082;
    private static final int NORTHING = 3083;
    private static final int CENTRAL_MERIDIAN = 3088;
    private static final int SCALE = 3092;
    private static final int VERTICAL = 4096;
    private static final int VERTICAL_UNITS = 4099;
    private static final int USER_DEFINED = 32767;
    private static final int PIXEL_IS_POINT = 2;

    private final TiffScan scan;
    private final Map<Integer, Integer> codes = new HashMap<>();
    private final Map<Integer, Double> numbers = new HashMap<>();

    GeoKeys(TiffScan scan) throws IOException {
        this.scan = scan;
        double[] keys = scan.numbers(TiffScan.GEO_KEYS);
        double[] doubles = scan.numbers(TiffScan.GEO_DOUBLES);
        for (int i = 4; i + 3 < keys.length; i += 4) {
            int key = (int) keys[i];
            int value = (int) keys[i + 3];
            if (keys[i + 1] == 0) {
                codes.put(key, value);
            } else if (keys[i + 1] == TiffScan.GEO_DOUBLES && value < doubles.length) {
                numbers.put(key, doubles[value]);
            }
        }
    }

    /** @throws RasterException {@code not-georeferenced}, {@code rotated} */
    RasterGrid grid(int width, int height) throws IOException {
        double[] scale = scan.numbers(TiffScan.PIXEL_SCALE);
        double[] ties = scan.numbers(TiffScan.TIE_POINTS);
        double[] matrix = scan.numbers(TiffScan.TRANSFORMATION);
        double pixelWidth;
        double pixelHeight;
        double west;
        double north;
        if (matrix.length >= 8) {
            if (matrix[1] != 0 || matrix[4] != 0) {
                throw turned();
            }
            pixelWidth = matrix[0];
            pixelHeight = -matrix[5];
            west = matrix[3];
            north = matrix[7];
        } else if (scale.length >= 2 && ties.length >= 6) {
            pixelWidth = scale[0];
            pixelHeight = scale[1];
            west = ties[3] - ties[0] * pixelWidth;
            north = ties[4] + ties[1] * pixelHeight;
        } else {
            throw new RasterException(
                    "not-georeferenced",
                    "Tệp không cho biết vị trí trên mặt đất; hãy gắn tọa độ bằng: gdal_translate -a_srs EPSG:9214"
                            + " -a_ullr <tây> <bắc> <đông> <nam> <tệp> <tệp mới>.tif",
                    "The file does not say where it lies; tell it by: gdal_translate -a_srs EPSG:9214"
                            + " -a_ullr <west> <north> <east> <south> <file> <new file>.tif");
        }
        if (codes.getOrDefault(RASTER_TYPE, 1) == PIXEL_IS_POINT) {
            west -= pixelWidth / 2;
            north += pixelHeight / 2;
        }
        if (!(pixelWidth > 0) || !(pixelHeight > 0)) {
            throw turned();
        }
        RasterGrid grid = new RasterGrid(west, north, pixelWidth, pixelHeight, width, height);
        if (!Double.isFinite(grid.bounds().getArea())) {
            throw new RasterException(
                    "bad-place", "Tọa độ của tệp không phải là số", "The place of the file is not a number");
        }
        return grid;
    }

    /** EPSG code of what heights count from; 0 if it does not tell. */
    int vertical() {
        return codes.getOrDefault(VERTICAL, 0);
    }

    /** EPSG code of the unit of heights; 0 if it does not tell. */
    int verticalUnits() {
        return codes.getOrDefault(VERTICAL_UNITS, 0);
    }

    private static RasterException turned() {
        return new RasterException(
                "rotated",
                "Ảnh bị xoay hoặc lật so với hướng bắc; hãy nắn bằng: gdalwarp <tệp> <tệp mới>.tif",
                "The image is turned away from the north; straighten it by: gdalwarp <file> <new file>.tif");
    }

    /**
     * @param declared what a person says it is; goes before what the file says
     * @throws RasterException {@code unknown-crs}
     */
    Crs crs(CrsRegistry systems, @Nullable Crs declared) throws IOException {
        if (declared != null) {
            return declared;
        }
        Integer code = code();
        if (code == null) {
            throw unknown("", "");
        }
        try {
            return systems.get(code);
        } catch (CrsException e) {
            throw unknown(": " + e.text().vi(), ": " + e.text().en());
        }
    }

    private @Nullable Integer code() throws IOException {
        int projected = codes.getOrDefault(PROJECTED, 0);
        int geographic = codes.getOrDefault(GEOGRAPHIC, 0);
        if (codes.getOrDefault(MODEL_TYPE, 0) == 2 || projected == 0) {
            return geographic == 0 || geographic == USER_DEFINED ? null : (Integer) geographic;
        }
        if (projected != USER_DEFINED) {
            return projected;
        }
        if (codes.getOrDefault(METHOD, 0) != TRANSVERSE_MERCATOR) {
            return null;
        }
        String citations = scan.text(TiffScan.GEO_TEXT).toUpperCase(Locale.ROOT);
        boolean vn2000 = geographic == 4756 || citations.replaceAll("[ _-]", "").contains("VN2000");
        if (!vn2000 && geographic != 4326) {
            return null;
        }
        double meridian = numbers.getOrDefault(MERIDIAN, numbers.getOrDefault(CENTRAL_MERIDIAN, Double.NaN));
        return new TransverseMercator(
                        meridian,
                        numbers.getOrDefault(SCALE, Double.NaN),
                        numbers.getOrDefault(EASTING, Double.NaN),
                        numbers.getOrDefault(NORTHING, 0.0))
                .code(vn2000 ? TransverseMercator.Datum.VN_2000 : TransverseMercator.Datum.WGS_84);
    }

    private static RasterException unknown(String vi, String en) {
        return new RasterException(
                "unknown-crs",
                "Không rõ hệ tọa độ của tệp" + vi + "; hãy nêu bằng --crs, ví dụ --crs EPSG:9214",
                "The file has no coordinate reference system that is known here" + en
                        + "; name it by --crs, for example --crs EPSG:9214");
    }
}
