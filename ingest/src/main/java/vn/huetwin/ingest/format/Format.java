package vn.huetwin.ingest.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The formats that can be read, told by their first bytes; the name of a file decides only where bytes cannot. */
public enum Format {
    GEOJSON,
    GEOJSON_SEQUENCE,
    CSV,
    GEOPACKAGE,
    SHAPEFILE,
    OSM_PBF,
    CITYGML,
    CITYJSON,
    CITYJSON_SEQUENCE;

    private static final int HEAD = 1 << 14;

    /** @throws FormatException {@code empty-file} or {@code unknown-format} */
    public static Format detect(Path path) throws IOException {
        byte[] head;
        try (InputStream in = Files.newInputStream(path)) {
            head = in.readNBytes(HEAD);
        }
        String name = FeatureFiles.fileName(path).toLowerCase(Locale.ROOT);
        if (head.length == 0) {
            throw new FormatException("empty-file", "Tệp rỗng", "The file is empty");
        }
        String ascii = new String(head, StandardCharsets.ISO_8859_1);
        if (ascii.startsWith("SQLite format 3\0")) {
            return GEOPACKAGE;
        }
        if (ascii.startsWith("PK\3\4") || ascii.startsWith("PK\5\6")) {
            return SHAPEFILE;
        }
        if (head.length > 4 && head[0] == 0 && head[1] == 0 && head[2] == 0x27 && head[3] == 0x0a) {
            return SHAPEFILE;
        }
        if (ascii.indexOf("OSMHeader") >= 0 && ascii.indexOf("OSMHeader") < 32) {
            return OSM_PBF;
        }
        String text = Encoding.peek(head);
        String start = text.stripLeading();
        if (start.isEmpty()) {
            throw new FormatException(
                    "empty-file", "Tệp chỉ có khoảng trắng", "The file holds nothing but white space");
        }
        if (start.charAt(0) == '{' || start.charAt(0) == 0x1e || start.charAt(0) == '[') {
            return json(name, text);
        }
        if (start.charAt(0) == '<') {
            if (text.contains("citygml")) {
                return CITYGML;
            }
            throw new FormatException(
                    "unknown-format",
                    "Tệp XML nhưng không phải CityGML; GML và KML cần đổi sang GeoJSON",
                    "An XML file, but not CityGML; convert GML and KML to GeoJSON");
        }
        if (name.endsWith(".csv") || name.endsWith(".tsv") || name.endsWith(".txt") || looksLikeTable(text)) {
            return CSV;
        }
        throw new FormatException(
                "unknown-format",
                "Không nhận ra định dạng; có thể đọc GeoJSON, CSV, GeoPackage, Shapefile (zip), OSM .pbf, CityGML, CityJSON",
                "The format is not known; GeoJSON, CSV, GeoPackage, Shapefile (zip), OSM .pbf, CityGML and CityJSON can be read");
    }

    private static Format json(String name, String text) {
        boolean sequential = name.endsWith("l") || name.endsWith("seq");
        if (text.contains("\"CityJSONFeature\"") || (text.contains("\"CityJSON\"") && sequential)) {
            return CITYJSON_SEQUENCE;
        }
        if (text.contains("\"CityJSON\"") || text.contains("\"CityObjects\"") || name.endsWith(".city.json")) {
            return CITYJSON;
        }
        boolean lines = name.endsWith(".geojsonl") || name.endsWith(".ndjson") || name.endsWith(".geojsons");
        return lines ? GEOJSON_SEQUENCE : GEOJSON;
    }

    /** Text without control characters whose first line has a separator. */
    private static boolean looksLikeTable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' && c != '\t' && c != '\n' && c != '\r') {
                return false;
            }
        }
        String line = text.lines().findFirst().orElse("");
        return line.indexOf(',') >= 0 || line.indexOf(';') >= 0 || line.indexOf('\t') >= 0 || line.indexOf('|') >= 0;
    }
}
