package vn.huetwin.server.ogc;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.Layer;

/** The documents as pages for people: no script, nothing from outside. */
final class Pages {
    static String home(Visit visit) {
        return visit.say("Dữ liệu mở", "Data");
    }

    static String collectionsTitle(Visit visit) {
        return visit.say("Các lớp dữ liệu", "Collections");
    }

    String landing(Visit visit, JsonObject body) {
        Html html = Html.page(visit, body.getString("title")).paragraph(body.getString("description"));
        html.raw("<div class=\"cards\">\n");
        card(
                html,
                visit.address("/collections"),
                collectionsTitle(visit),
                visit.say("Xem, lọc và tải từng lớp", "See, filter and take each layer"));
        card(
                html,
                visit.address("/api?f=html"),
                "API",
                visit.say("Địa chỉ và tham số, cho lập trình viên", "Addresses and parameters, for programmers"));
        card(
                html,
                visit.address("/conformance?f=html"),
                visit.say("Tuân thủ", "Conformance"),
                visit.say("Những phần của chuẩn OGC có ở đây", "The parts of the OGC standards found here"));
        card(
                html,
                visit.site() + "/",
                visit.say("Bản đồ 3D", "3D map"),
                visit.say("Cùng dữ liệu ấy trong trình xem", "The same data in the viewer"));
        html.raw("</div>\n");
        JsonObject contact = body.getJsonObject("contact");
        if (contact != null) {
            List<String> lines = new ArrayList<>();
            for (String member : List.of("name", "person", "address", "phone", "email", "url")) {
                if (contact.getString(member) != null) {
                    lines.add(contact.getString(member));
                }
            }
            html.heading(2, visit.say("Đơn vị vận hành", "Who runs it")).paragraph(String.join(" · ", lines));
        }
        html.heading(2, visit.say("Dùng trong QGIS, ArcGIS, GDAL", "Use it in QGIS, ArcGIS, GDAL"));
        html.paragraph(visit.say(
                "QGIS: Lớp › Thêm lớp › WFS / OGC API - Features, rồi nhập địa chỉ:",
                "QGIS: Layer › Add Layer › WFS / OGC API - Features, then enter the address:"));
        html.paragraph(visit.say(
                "Bản đồ, ảnh trực giao, độ sâu ngập, địa hình: Lớp › Thêm lớp › WMS, địa chỉ " + visit.site() + "/wms",
                "Maps, orthophotos, flood depths, terrain: Layer › Add Layer › WMS, at " + visit.site() + "/wms"));
        return html.raw("<pre>")
                .text(visit.address(""))
                .raw("\n\nogrinfo OAPIF:")
                .text(visit.address(""))
                .raw("</pre>\n")
                .end();
    }

    private static void card(Html html, String href, String title, String text) {
        html.raw("<a class=\"card\" href=\"")
                .text(href)
                .raw("\"><b>")
                .text(title)
                .raw("</b><span>")
                .text(text)
                .raw("</span></a>\n");
    }

    String conformance(Visit visit, JsonObject body) {
        Html html =
                Html.page(visit, visit.say("Các lớp tuân thủ", "Conformance classes"), home(visit), visit.address(""));
        html.raw("<ul>\n");
        for (Object each : body.getJsonArray("conformsTo")) {
            html.raw("<li><code>").text(each.toString()).raw("</code></li>\n");
        }
        return html.raw("</ul>\n").end();
    }

    String collections(Visit visit, JsonObject body) {
        Html html = Html.page(visit, collectionsTitle(visit), home(visit), visit.address(""));
        html.raw("<div class=\"cards\">\n");
        for (Object each : body.getJsonArray("collections")) {
            JsonObject layer = (JsonObject) each;
            card(
                    html,
                    visit.address("/collections/" + layer.getString("id")),
                    layer.getString("title"),
                    layer.getString("description"));
        }
        return html.raw("</div>\n").end();
    }

    String collection(Visit visit, Layer layer, JsonObject body) {
        Html html = Html.page(
                visit,
                body.getString("title"),
                home(visit),
                visit.address(""),
                collectionsTitle(visit),
                visit.address("/collections"));
        String path = "/collections/" + layer.name();
        html.paragraph(body.getString("description")).raw("<p class=\"actions\">");
        html.raw("<a class=\"button\" href=\"")
                .text(visit.address(path + "/items"))
                .raw("\">")
                .text(visit.say("Xem các đối tượng", "See the features"))
                .raw("</a> ");
        html.link(visit.site() + "/#layers=" + layer.name(), visit.say("Trên bản đồ", "On the map"))
                .raw(" ");
        html.link(visit.address(path + "/schema"), visit.say("Lược đồ", "Schema"))
                .raw(" ");
        html.link(visit.address(path + "/items?f=json&limit=1000"), "GeoJSON").raw("</p>\n<table>\n");
        html.row(visit.say("Tên", "Name"), layer.name());
        html.row(visit.say("Hình học", "Geometry"), layer.geometry().simpleFeatures());
        JsonObject extent = body.getJsonObject("extent", new JsonObject());
        if (extent.containsKey("spatial")) {
            JsonArray box = extent.getJsonObject("spatial").getJsonArray("bbox").getJsonArray(0);
            html.row(visit.say("Phạm vi", "Extent"), box.encode());
        }
        if (extent.containsKey("temporal")) {
            JsonArray interval =
                    extent.getJsonObject("temporal").getJsonArray("interval").getJsonArray(0);
            html.row(visit.say("Thời gian", "Time"), interval.getString(0) + " – " + interval.getString(1));
        }
        html.raw("</table>\n").heading(2, visit.say("Hệ tọa độ", "Coordinate reference systems"));
        html.raw("<ul class=\"columns\">\n");
        for (Object system : body.getJsonArray("crs")) {
            html.raw("<li><code>").text(system.toString()).raw("</code></li>\n");
        }
        return html.raw("</ul>\n").end();
    }

    String schema(Visit visit, Layer layer, JsonObject body, boolean queryables) {
        String what = queryables ? visit.say("thuộc tính lọc được", "queryables") : visit.say("lược đồ", "schema");
        Html html = Html.page(
                visit,
                body.getString("title") + ": " + what,
                home(visit),
                visit.address(""),
                collectionsTitle(visit),
                visit.address("/collections"),
                body.getString("title"),
                visit.address("/collections/" + layer.name()));
        html.raw("<table>\n<tr><th>").text(visit.say("Thuộc tính", "Property")).raw("</th><th>");
        html.text(visit.say("Nghĩa", "Meaning")).raw("</th><th>").text(visit.say("Kiểu", "Type"));
        html.raw("</th><th>").text(visit.say("Giá trị", "Values")).raw("</th></tr>\n");
        for (Map.Entry<String, Object> entry : body.getJsonObject("properties")) {
            JsonObject property = (JsonObject) entry.getValue();
            html.raw("<tr><td><code>").text(entry.getKey()).raw("</code></td><td>");
            html.text(property.getString("title", "")).raw("</td><td>");
            html.text(property.getString("format", property.getString("type", "")));
            html.text(property.containsKey("x-ogc-unit") ? " (" + property.getString("x-ogc-unit") + ")" : "");
            html.raw("</td><td>");
            values(html, property.getJsonArray("x-enum", new JsonArray()));
            html.raw("</td></tr>\n");
        }
        return html.raw("</table>\n").end();
    }

    private static void values(Html html, JsonArray codes) {
        if (codes.isEmpty()) {
            return;
        }
        html.raw("<details><summary>" + codes.size() + "</summary>");
        for (Object each : codes) {
            JsonObject code = (JsonObject) each;
            html.raw("<code>").text(code.getString("value")).raw("</code> ");
            html.text(code.getString("title")).raw("<br>");
        }
        html.raw("</details>");
    }

    /** A document with links, as a page: where they lead, and the document itself. */
    String linked(Visit visit, @Nullable Layer layer, JsonObject body) {
        List<String> trail = new ArrayList<>(List.of(home(visit), visit.address("")));
        if (layer != null) {
            trail.addAll(List.of(
                    collectionsTitle(visit),
                    visit.address("/collections"),
                    visit.say(layer.title()),
                    visit.address("/collections/" + layer.name())));
        }
        Html html = Html.page(visit, body.getString("title"), trail.toArray(new String[0]));
        html.raw("<table>\n");
        links(html, body);
        for (Object value : body.getMap().values()) {
            if (value instanceof JsonArray parts) {
                parts.stream().filter(JsonObject.class::isInstance).forEach(part -> links(html, (JsonObject) part));
            }
        }
        return html.raw("</table>\n<pre>")
                .text(body.encodePrettily())
                .raw("</pre>\n")
                .end();
    }

    private static void links(Html html, JsonObject body) {
        for (Object each : body.getJsonArray("links", new JsonArray())) {
            JsonObject link = (JsonObject) each;
            html.raw("<tr><th>").text(link.getString("title")).raw("</th><td>");
            if (link.getBoolean("templated", false)) {
                html.raw("<code>").text(link.getString("href")).raw("</code>");
            } else {
                html.link(link.getString("href"), link.getString("href"));
            }
            html.raw("</td></tr>\n");
        }
    }

    String api(Visit visit, JsonObject body) {
        Html html = Html.page(visit, "API", home(visit), visit.address(""));
        html.paragraph(visit.say(
                "Mọi địa chỉ bên dưới, cũng có ở dạng OpenAPI 3.0:", "Every address below, also as OpenAPI 3.0:"));
        html.raw("<p>")
                .link(visit.address("/api?f=json"), visit.address("/api?f=json"))
                .raw("</p>\n");
        JsonObject components = body.getJsonObject("components").getJsonObject("parameters");
        for (Map.Entry<String, Object> path : body.getJsonObject("paths")) {
            JsonObject get = ((JsonObject) path.getValue()).getJsonObject("get");
            html.raw("<details class=\"operation\"><summary><b>GET</b> <code>").text(path.getKey());
            html.raw("</code> ").text(get.getString("summary")).raw("</summary>\n<table>\n");
            for (Object each : get.getJsonArray("parameters")) {
                JsonObject parameter = (JsonObject) each;
                String reference = parameter.getString("$ref");
                if (reference != null) {
                    parameter = components.getJsonObject(reference.substring(reference.lastIndexOf('/') + 1));
                }
                html.row(parameter.getString("name"), parameter.getString("description"));
            }
            html.raw("</table></details>\n");
        }
        return html.end();
    }
}
