package vn.huetwin.server.wms;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The formats of GetFeatureInfo; QGIS takes the first of them. */
enum InfoFormat {
    GML("application/vnd.ogc.gml", "application/vnd.ogc.gml"),
    GEOJSON("application/geo+json", "application/geo+json"),
    JSON("application/json", "application/json"),
    HTML("text/html", "text/html; charset=UTF-8"),
    TEXT("text/plain", "text/plain; charset=UTF-8");

    private final String mediaType;
    private final String contentType;

    InfoFormat(String mediaType, String contentType) {
        this.mediaType = mediaType;
        this.contentType = contentType;
    }

    static @Nullable InfoFormat find(String name) {
        String plain = name.strip().toLowerCase(Locale.ROOT);
        for (InfoFormat format : values()) {
            if (format.mediaType.equals(plain) || plain.startsWith(format.mediaType + ";")) {
                return format;
            }
        }
        return plain.equals("text/xml") || plain.startsWith("application/vnd.ogc.gml") ? GML : null;
    }

    static List<String> names() {
        return java.util.Arrays.stream(values()).map(f -> f.mediaType).toList();
    }

    String contentType() {
        return contentType;
    }
}
