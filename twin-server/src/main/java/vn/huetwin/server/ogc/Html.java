package vn.huetwin.server.ogc;

import vn.huetwin.server.http.HtmlEscape;

/** Text of a page; everything that comes from data goes through {@link #text}. */
final class Html {
    private final StringBuilder page = new StringBuilder(1 << 13);

    /** Markup as it is. */
    Html raw(String markup) {
        page.append(markup);
        return this;
    }

    /** Escaped for content and for quoted attributes. */
    Html text(String text) {
        HtmlEscape.append(page, text);
        return this;
    }

    Html link(String href, String text) {
        return raw("<a href=\"").text(href).raw("\">").text(text).raw("</a>");
    }

    Html heading(int level, String text) {
        return raw("<h" + level + ">").text(text).raw("</h" + level + ">\n");
    }

    Html paragraph(String text) {
        return raw("<p>").text(text).raw("</p>\n");
    }

    /** A row of two cells, the first its heading. */
    Html row(String name, String value) {
        return raw("<tr><th>").text(name).raw("</th><td>").text(value).raw("</td></tr>\n");
    }

    /**
     * Begins a page with the trail of links that leads to it.
     *
     * @param trail title and address by turns
     */
    static Html page(Visit visit, String title, String... trail) {
        Html html = new Html();
        html.raw("<!DOCTYPE html>\n<html lang=\"" + visit.language() + "\">\n<head>\n<meta charset=\"utf-8\">\n")
                .raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>")
                .text(title)
                .raw(" · Huế Twin</title>\n<link rel=\"stylesheet\" href=\"")
                .text(visit.address("/style.css"))
                .raw("\">\n<link rel=\"icon\" href=\"")
                .text(visit.site() + "/viewer/favicon.svg")
                .raw("\">\n<link rel=\"alternate\" type=\"application/json\" href=\"")
                .text(visit.with("f", "json"))
                .raw("\">\n</head>\n<body>\n<header>\n<a class=\"brand\" href=\"")
                .text(visit.site() + "/")
                .raw("\">Huế Twin</a>\n<nav>");
        for (int i = 0; i < trail.length; i += 2) {
            html.link(trail[i + 1], trail[i]).raw(" <span>›</span> ");
        }
        html.raw("</nav>\n<p class=\"tools\">").link(visit.with("f", "json"), "JSON");
        String other = visit.language().equals("en") ? "vi" : "en";
        html.link(visit.with("lang", other), other.equals("en") ? "English" : "Tiếng Việt")
                .raw("</p>\n</header>\n<main>\n");
        return html.heading(1, title);
    }

    /** What was written so far, to stand within another page. */
    String fragment() {
        return page.toString();
    }

    /** The whole page. */
    String end() {
        return page.append("</main>\n</body>\n</html>\n").toString();
    }
}
