package vn.huetwin.server.linked;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** The catalogue for people. */
final class CatalogPage {
    private static final String PATH = "/catalog";

    private CatalogPage() {}

    static String of(List<Datasets.Dataset> datasets, String language) {
        Page page = new Page(
                language,
                language.equals("vi") ? "Danh mục dữ liệu" : "Catalogue of data",
                PATH,
                Representation.OF_GRAPHS);
        page.lead(page.say(
                datasets.size() + " bộ dữ liệu, sinh ra từ những gì đang phục vụ (DCAT 3).",
                datasets.size() + " datasets, generated from what is served (DCAT 3)."));
        page.forms(PATH, Representation.OF_GRAPHS);
        datasets.forEach(d -> dataset(page, d));
        return page.end();
    }

    private static void dataset(Page page, Datasets.Dataset dataset) {
        page.heading(dataset.layer().name(), page.say(dataset.layer().title())).mark("<div class=\"card\">");
        page.lead(page.say(dataset.layer().description())).mark("<table class=\"facts\">");
        row(page, page.say("Nhóm", "Group"), page.say(dataset.layer().group()));
        row(
                page,
                page.say("Giấy phép", "Licence"),
                joined(dataset.origins().stream().map(Datasets.Origin::licence).toList()));
        row(
                page,
                page.say("Nguồn", "Source"),
                joined(dataset.origins().stream().map(Datasets.Origin::source).toList()));
        if (dataset.origins().stream().anyMatch(Datasets.Origin::schematic)) {
            row(page, page.say("Lưu ý", "Note"), page.say("Dữ liệu giản lược", "Schematic data"));
        }
        page.mark("</table>\n<ul class=\"formats\">");
        for (DcatGraph.Distribution way : DcatGraph.Distribution.of(dataset.layer())) {
            page.mark("<li>").link(way.address(), page.say(way.title())).mark("</li>");
        }
        page.mark("<li>").link("/layer/" + dataset.layer().name(), page.say("Khai báo", "Declaration"));
        page.mark("</li></ul></div>\n");
    }

    private static void row(Page page, String name, String value) {
        if (!value.isBlank()) {
            page.mark("<tr><th>").text(name).mark("</th><td>").text(value).mark("</td></tr>\n");
        }
    }

    private static String joined(List<String> texts) {
        return texts.stream().filter(Objects::nonNull).distinct().limit(5).collect(Collectors.joining("; "));
    }
}
