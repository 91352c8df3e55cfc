package vn.huetwin.server.wms;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.io.geojson.GeoJsonWriter;
import org.locationtech.jts.io.gml2.GMLWriter;
import vn.huetwin.ontology.catalogue.Code;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.crs.Crs;
import vn.huetwin.ontology.feature.Feature;
import vn.huetwin.server.http.HtmlEscape;
import vn.huetwin.server.ows.Xml;

/** Writes what was found at a pixel, coordinates in the system of the map with x before y. */
final class InfoWriter {
    private static final int DECIMALS = 8;
    private final Crs crs;
    private final String language;

    InfoWriter(Crs crs, String language) {
        this.crs = crs;
        this.language = language;
    }

    byte[] write(List<FeatureInfo.Found> found, InfoFormat format) {
        String text = switch (format) {
            case GML -> gml(found);
            case GEOJSON, JSON -> json(found);
            case HTML -> html(found);
            case TEXT -> text(found);
        };
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** GML 2 as clients of WMS read it: a collection of members, each an element named like its layer. */
    private String gml(List<FeatureInfo.Found> found) {
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<wfs:FeatureCollection"
                + " xmlns:wfs=\"http://www.opengis.net/wfs\" xmlns:gml=\"http://www.opengis.net/gml\""
                + " xmlns:hue=\"https://data.huetwin.vn/def#\">\n");
        for (FeatureInfo.Found layer : found) {
            for (Feature feature : layer.features()) {
                String name = "hue:" + layer.view().layer().name();
                xml.append("<gml:featureMember><").append(name).append(" fid=\"");
                Xml.escape(xml, layer.view().layer().name() + "." + feature.key());
                xml.append("\">\n");
                Geometry geometry = feature.geometry();
                if (geometry != null) {
                    GMLWriter writer = new GMLWriter();
                    writer.setSrsName(crs.shortName());
                    xml.append("<hue:geometry>")
                            .append(writer.write(geometry).replaceAll("\\s*\n\\s*", " "))
                            .append("</hue:geometry>\n");
                }
                element(xml, "id", feature.key());
                feature.properties().forEach((property, value) -> element(xml, property, plain(value)));
                xml.append("</").append(name).append("></gml:featureMember>\n");
            }
        }
        return xml.append("</wfs:FeatureCollection>\n").toString();
    }

    private static void element(StringBuilder xml, String name, String value) {
        xml.append("<hue:").append(name).append('>');
        Xml.escape(xml, value);
        xml.append("</hue:").append(name).append(">\n");
    }

    private static String plain(Object value) {
        return value instanceof TemporalAccessor time ? time.toString() : String.valueOf(value);
    }

    /** With the member {@code crs} of GeoJSON 2008 where it is not WGS 84, as QGIS reads it. */
    private String json(List<FeatureInfo.Found> found) {
        GeoJsonWriter geometries = new GeoJsonWriter(DECIMALS);
        geometries.setEncodeCRS(false);
        JsonArray features = new JsonArray();
        for (FeatureInfo.Found layer : found) {
            for (Feature feature : layer.features()) {
                JsonObject properties = new JsonObject();
                feature.properties()
                        .forEach((name, value) -> properties.put(
                                name, value instanceof Number || value instanceof Boolean ? value : plain(value)));
                Geometry geometry = feature.geometry();
                features.add(new JsonObject()
                        .put("type", "Feature")
                        .put("id", layer.view().layer().name() + "." + feature.key())
                        .put("geometry", geometry == null ? null : new JsonObject(geometries.write(geometry)))
                        .put("properties", properties));
            }
        }
        JsonObject collection =
                new JsonObject().put("type", "FeatureCollection").put("features", features);
        if (!crs.isWgs84()) {
            collection.put(
                    "crs",
                    new JsonObject().put("type", "name").put("properties", new JsonObject().put("name", crs.urn())));
        }
        return collection.encode();
    }

    private String html(List<FeatureInfo.Found> found) {
        StringBuilder page = new StringBuilder("<!DOCTYPE html>\n<html lang=\"")
                .append(language)
                .append("\"><head><meta charset=\"utf-8\"><title>GetFeatureInfo</title></head><body>\n");
        for (FeatureInfo.Found layer : found) {
            for (Feature feature : layer.features()) {
                page.append("<table><caption>");
                HtmlEscape.append(page, layer.view().layer().title().in(language) + " " + feature.key());
                page.append("</caption>\n");
                for (String[] row : rows(feature)) {
                    page.append("<tr><th scope=\"row\">");
                    HtmlEscape.append(page, row[0]);
                    page.append("</th><td>");
                    HtmlEscape.append(page, row[1]);
                    page.append("</td></tr>\n");
                }
                page.append("</table>\n");
            }
        }
        return page.append("</body></html>\n").toString();
    }

    private String text(List<FeatureInfo.Found> found) {
        StringBuilder text = new StringBuilder();
        for (FeatureInfo.Found layer : found) {
            text.append("Layer '").append(layer.view().layer().name()).append("'\n");
            for (Feature feature : layer.features()) {
                text.append("  Feature ").append(feature.key()).append(":\n");
                for (Map.Entry<String, Object> value : feature.properties().entrySet()) {
                    text.append("    ")
                            .append(value.getKey())
                            .append(" = '")
                            .append(plain(value.getValue()))
                            .append("'\n");
                }
            }
        }
        return text.toString();
    }

    /** Titles of properties and values, codes by their labels. */
    private List<String[]> rows(Feature feature) {
        List<String[]> rows = new ArrayList<>();
        feature.properties().forEach((name, value) -> {
            Property property = feature.layer().find(name);
            Code code = property == null || property.codeList() == null
                    ? null
                    : property.codeList().find(plain(value));
            rows.add(new String[] {
                property == null ? name : property.title().in(language),
                code == null ? plain(value) : label(code) + " (" + plain(value) + ")"
            });
        });
        return rows;
    }

    private @Nullable String label(Code code) {
        return code.label().in(language);
    }
}
