package vn.huetwin.server.linked;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.server.http.HtmlEscape;

/** An HTML page for people, in one of the two languages. Everything that goes in is escaped here. */
final class Page {
    private final StringBuilder html = new StringBuilder(8_192);
    private final String language;

    /** @param path of the page, for its other forms */
    Page(String language, String title, String path, List<Representation> forms) {
        this.language = language;
        html.append("<!doctype html>\n<html lang=\"")
                .append(language)
                .append("\">\n<head>\n<meta charset=\"utf-8\">\n");
        html.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
        text(title);
        html.append(" · Huế Twin</title>\n<link rel=\"stylesheet\" href=\"/sparql/page.css\">\n");
        for (Representation form : forms) {
            if (form != Representation.HTML) {
                html.append("<link rel=\"alternate\" type=\"").append(form.mediaType());
                html.append("\" href=\"")
                        .append(escaped(path))
                        .append("?format=")
                        .append(form.keyword())
                        .append("\">\n");
            }
        }
        String other = language.equals("vi") ? "en" : "vi";
        html.append("</head>\n<body>\n<header class=\"top\"><a class=\"brand\" href=\"/\">Huế Twin</a><nav>");
        link("/catalog", say("Danh mục dữ liệu", "Catalogue"));
        link("/def", say("Từ vựng", "Vocabulary"));
        link("/sparql", "SPARQL");
        html.append("<a lang=\"")
                .append(other)
                .append("\" href=\"?lang=")
                .append(other)
                .append("\">");
        text(other.equals("en") ? "English" : "Tiếng Việt");
        html.append("</a></nav></header>\n<main>\n<h1>");
        text(title);
        html.append("</h1>\n");
    }

    /** The language wanted: by {@code ?lang=}, else by {@code Accept-Language}; Vietnamese unless English is named. */
    static String language(RoutingContext context) {
        String named = context.request().getParam("lang");
        String header = context.request().getHeader(HttpHeaders.ACCEPT_LANGUAGE);
        String wanted = named == null ? String.valueOf(header) : named;
        return wanted.startsWith("en") ? "en" : "vi";
    }

    String language() {
        return language;
    }

    String say(String vi, String en) {
        return language.equals("vi") ? vi : en;
    }

    String say(Text text) {
        return text.in(language);
    }

    /** Text of the page, escaped. */
    Page text(String text) {
        html.append(escaped(text));
        return this;
    }

    /** A tag or other markup, as it is. */
    Page mark(String markup) {
        html.append(markup);
        return this;
    }

    Page link(String address, String text) {
        html.append("<a href=\"").append(escaped(address)).append("\">");
        return text(text).mark("</a>");
    }

    Page heading(String id, String text) {
        html.append("<h2 id=\"").append(escaped(id)).append("\">");
        return text(text).mark("</h2>\n");
    }

    Page lead(String text) {
        return text.isBlank() ? this : mark("<p class=\"lead\">").text(text).mark("</p>\n");
    }

    /** Links to the other forms of what the page shows. */
    Page forms(String path, List<Representation> forms) {
        mark("<ul class=\"formats\">");
        for (Representation form : forms) {
            if (form != Representation.HTML) {
                mark("<li>")
                        .link(path + "?format=" + form.keyword(), form.mediaType())
                        .mark("</li>");
            }
        }
        return mark("</ul>\n");
    }

    String end() {
        return html + "</main>\n</body>\n</html>\n";
    }

    private static String escaped(String text) {
        StringBuilder safe = new StringBuilder(text.length() + 16);
        HtmlEscape.append(safe, text);
        return safe.toString();
    }
}
