package vn.huetwin.server.ogc;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.Code;
import vn.huetwin.ontology.catalogue.CodeList;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.store.FeatureRows;
import vn.huetwin.ontology.store.FeatureStore;
import vn.huetwin.server.http.HttpProblem;

/** Features as pages: a table of many, a sheet of one, with the labels of codes. */
final class ItemsPage {
    private static final int MAX_ROWS = 200;
    private static final int MAX_COLUMNS = 8;
    private final FeatureStore store;
    private final ItemsAnswer answer;

    ItemsPage(FeatureStore store, ItemsAnswer answer) {
        this.store = store;
        this.answer = answer;
    }

    String many(Visit visit, ItemsRequest wanted) {
        long limit = Math.min(wanted.limit(), MAX_ROWS);
        ItemsRequest request = new ItemsRequest(
                wanted.layer(),
                wanted.query().properties(wanted.query().properties(), false).limit(limit + 1),
                wanted.crs(),
                limit,
                wanted.keyed(),
                wanted.matched());
        Html html = page(visit, wanted.layer(), visit.say("Các đối tượng", "Features"));
        long returned = 0;
        String last = null;
        boolean more;
        Html table = new Html();
        try (FeatureRows rows = store.rows(request.query())) {
            more = rows.next();
            List<Integer> columns = columns(rows);
            table.raw("<table>\n<tr><th>").text(visit.say("Khóa", "Key")).raw("</th>");
            columns.forEach(i -> table.raw("<th>")
                    .text(visit.say(rows.properties().get(i).title()))
                    .raw("</th>"));
            table.raw("</tr>\n");
            while (more && returned < limit) {
                last = rows.key();
                table.raw("<tr><td>")
                        .link(itemAddress(visit, wanted.layer(), last), last)
                        .raw("</td>");
                columns.forEach(
                        i -> table.raw("<td>").text(shown(rows, i, visit)).raw("</td>"));
                table.raw("</tr>\n");
                returned++;
                more = rows.next();
            }
        }
        long matched = answer.matched(request, returned, more);
        html.raw("<p>").text(visit.say("Trang này: ", "On this page: ") + returned);
        html.text(matched < 0 ? "" : visit.say("; tất cả: ", "; in all: ") + matched)
                .raw("</p>\n");
        html.raw("<div class=\"wide\">").raw(table.fragment()).raw("</table></div>\n");
        if (more) {
            html.raw("<p class=\"actions\"><a class=\"button\" rel=\"next\" href=\"")
                    .text(ItemsAnswer.next(request, visit, returned, matched, last))
                    .raw("\">")
                    .text(visit.say("Trang sau", "Next page"))
                    .raw("</a></p>\n");
        }
        return html.end();
    }

    /** The title first, then the properties in their order. */
    private static List<Integer> columns(FeatureRows rows) {
        List<Integer> columns = new ArrayList<>();
        for (int i = 0; i < rows.properties().size(); i++) {
            if (rows.properties().get(i).name().equals(rows.layer().titleProperty())) {
                columns.add(0, i);
            } else {
                columns.add(i);
            }
        }
        return columns.subList(0, Math.min(MAX_COLUMNS, columns.size()));
    }

    private static String itemAddress(Visit visit, Layer layer, String key) {
        return visit.address("/collections/" + layer.name() + "/items/" + Visit.encode(key));
    }

    String one(Visit visit, ItemsRequest request, String key) {
        Layer layer = request.layer();
        try (FeatureRows rows = store.rows(request.query())) {
            if (!rows.next()) {
                throw HttpProblem.notFound(layer.name() + "/" + Parameters.shorten(key));
            }
            Html html = page(
                    visit,
                    layer,
                    key,
                    visit.say("Các đối tượng", "Features"),
                    visit.address("/collections/" + layer.name() + "/items"));
            html.raw("<p class=\"actions\"><a class=\"button\" href=\"")
                    .text(visit.site() + "/#layers=" + layer.name() + "&pick=" + layer.name() + "/" + Visit.encode(key))
                    .raw("\">")
                    .text(visit.say("Trên bản đồ", "On the map"))
                    .raw("</a></p>\n<table>\n");
            for (int i = 0; i < rows.properties().size(); i++) {
                html.row(visit.say(rows.properties().get(i).title()), shown(rows, i, visit));
            }
            String ward = rows.wardCode();
            html.row(visit.say("Mã phường, xã", "Ward code"), ward == null ? "" : ward);
            html.row(visit.say("Đúng từ", "So since"), rows.validFrom().toString());
            return html.raw("</table>\n").end();
        }
    }

    private static Html page(Visit visit, Layer layer, String title, String... more) {
        List<String> trail = new ArrayList<>(List.of(
                Pages.home(visit),
                visit.address(""),
                Pages.collectionsTitle(visit),
                visit.address("/collections"),
                visit.say(layer.title()),
                visit.address("/collections/" + layer.name())));
        trail.addAll(List.of(more));
        return Html.page(visit, title, trail.toArray(new String[0]));
    }

    private static String shown(FeatureRows rows, int index, Visit visit) {
        @Nullable Object value = rows.value(index);
        if (value == null) {
            return "";
        }
        Property property = rows.properties().get(index);
        CodeList list = property.codeList();
        Code code = list == null ? null : list.find(value.toString());
        String text = code == null ? value.toString() : visit.say(code.label());
        return property.unit() == null ? text : text + " " + property.unit();
    }
}
