package vn.huetwin.ingest.format;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Envelope;
import vn.huetwin.ingest.format.citymodel.CityModelFile;
import vn.huetwin.ingest.format.osm.OsmFile;
import vn.huetwin.ingest.format.osm.OsmSelection;

/**
 * Opens files of every format.
 *
 * @param encoding   of text files, if it is known; otherwise UTF-8 is demanded
 * @param selections what to take from an OSM extract, one table each
 * @param box        WGS 84 lon/lat; of an OSM extract only what lies there is read; null for all
 * @param crs        EPSG code that the user named, or null; city models are laid out with it
 */
public record FeatureFiles(
        FormatLimits limits,
        @Nullable Charset encoding,
        List<OsmSelection> selections,
        @Nullable Envelope box,
        @Nullable Integer crs) {
    public FeatureFiles(
            FormatLimits limits, @Nullable Charset encoding, List<OsmSelection> selections, @Nullable Envelope box) {
        this(limits, encoding, selections, box, null);
    }

    /** @throws FormatException if it is no file of features, or its beginning is already bad */
    public FeatureFile open(Path path) throws IOException {
        Format format = Format.detect(path);
        return switch (format) {
            case GEOJSON, GEOJSON_SEQUENCE -> new GeoJsonFile(path, limits);
            case CSV -> new CsvFile(path, encoding, limits);
            case GEOPACKAGE -> new GeoPackageFile(path, limits);
            case SHAPEFILE -> new ShapefileFile(path, encoding, limits);
            case OSM_PBF -> new OsmFile(path, selections, box, limits);
            case CITYGML, CITYJSON, CITYJSON_SEQUENCE ->
                CityModelFile.open(path, format, limits, GeoJsonFile.factory(limits), crs);
        };
    }

    static String fileName(Path path) {
        Path name = path.getFileName();
        return name == null ? path.toString() : name.toString();
    }

    /** The name of a file without its extensions. */
    static String baseName(Path path) {
        String name = fileName(path);
        int dot = name.indexOf('.');
        return dot <= 0 ? name : name.substring(0, dot);
    }
}
