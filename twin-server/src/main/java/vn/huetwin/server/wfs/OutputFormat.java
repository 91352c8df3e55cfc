package vn.huetwin.server.wfs;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.server.ows.KeyValues;
import vn.huetwin.server.ows.OwsException;

/** In what features are written. */
enum OutputFormat {
    /** The GML of the version that was asked. */
    GML(List.of("xml", "gml"), ""),
    GEOJSON(List.of("application/geo json", "application/json", "json", "geojson"), "application/geo+json"),
    CSV(List.of("text/csv", "csv"), "text/csv"),
    GEOPACKAGE(
            List.of("application/geopackage sqlite3", "geopackage", "geopkg", "gpkg"),
            "application/geopackage+sqlite3"),
    /** The name by which GeoServer offers it. */
    SHAPEFILE(List.of("shape-zip", "shapefile", "application/x-shapefile"), "application/zip");

    private final List<String> names;
    private final String mediaType;

    OutputFormat(List<String> names, String mediaType) {
        this.names = names;
        this.mediaType = mediaType;
    }

    /** @param name null for the default. @throws OwsException InvalidParameterValue */
    static OutputFormat find(WfsVersion version, @Nullable String name) {
        if (name == null) {
            return GML;
        }
        // a plus that stands in an address as it is arrives as a blank
        String plain = name.toLowerCase(Locale.ROOT)
                .replace('+', ' ')
                .replaceAll("\\s*;\\s*", ";")
                .strip();
        if (gml(version).contains(plain)) {
            return GML;
        }
        for (OutputFormat format : values()) {
            if (format.names.contains(plain)) {
                return format;
            }
        }
        throw OwsException.invalid(
                "outputFormat",
                new Text(
                        "Không có định dạng '" + KeyValues.shorten(name) + "'; có: "
                                + String.join(", ", offered(version)),
                        "There is no output format '" + KeyValues.shorten(name) + "'; there are: "
                                + String.join(", ", offered(version))));
    }

    private static List<String> gml(WfsVersion version) {
        return switch (version) {
            case V1_0 -> List.of("gml2", "text/xml", "text/xml;subtype=gml/2.1.2");
            case V1_1 -> List.of("text/xml;subtype=gml/3.1.1", "gml3", "text/xml", "application/gml xml;version=3.1");
            case V2_0 ->
                List.of(
                        "application/gml xml;version=3.2",
                        "text/xml;subtype=gml/3.2",
                        "text/xml;subtype=gml/3.2.1",
                        "application/gml xml",
                        "text/xml",
                        "application/xml",
                        "gml32",
                        "gml3.2");
        };
    }

    /** What capabilities list. */
    static List<String> offered(WfsVersion version) {
        return switch (version) {
            case V1_0 -> List.of("GML2", "SHAPE-ZIP");
            case V1_1 -> List.of("text/xml; subtype=gml/3.1.1", "application/json", "csv", "geopackage", "SHAPE-ZIP");
            case V2_0 ->
                List.of(
                        "application/gml+xml; version=3.2",
                        "text/xml; subtype=gml/3.2",
                        "application/geo+json",
                        "text/csv",
                        "application/geopackage+sqlite3",
                        "SHAPE-ZIP");
        };
    }

    /** Of the answer. */
    String mediaType(WfsVersion version) {
        if (this != GML) {
            return mediaType;
        }
        return switch (version) {
            case V1_0 -> "text/xml; subtype=gml/2.1.2; charset=utf-8";
            case V1_1 -> "text/xml; subtype=gml/3.1.1; charset=utf-8";
            case V2_0 -> "application/gml+xml; version=3.2; charset=utf-8";
        };
    }
}
