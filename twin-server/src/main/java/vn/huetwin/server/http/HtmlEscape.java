package vn.huetwin.server.http;

/** The one rule by which text from data becomes part of a page. */
public final class HtmlEscape {
    private HtmlEscape() {}

    /** Appends {@code text}, escaped for content and for quoted attributes. */
    public static void append(StringBuilder page, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '<' -> page.append("&lt;");
                case '>' -> page.append("&gt;");
                case '&' -> page.append("&amp;");
                case '"' -> page.append("&quot;");
                case '\'' -> page.append("&#39;");
                default -> page.append(c);
            }
        }
    }
}
