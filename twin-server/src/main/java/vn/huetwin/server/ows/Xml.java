package vn.huetwin.server.ows;

/** Text as XML 1.0 content. */
public final class Xml {
    private Xml() {}

    /** Appends {@code text} for content and quoted attributes; characters that XML 1.0 does not have become U+FFFD. */
    public static void escape(StringBuilder xml, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '<' -> xml.append("&lt;");
                case '>' -> xml.append("&gt;");
                case '&' -> xml.append("&amp;");
                case '"' -> xml.append("&quot;");
                case '\'' -> xml.append("&#39;");
                case '\r' -> xml.append("&#13;");
                default -> xml.append(isForbidden(c) ? '\ufffd' : c);
            }
        }
    }

    public static String escape(String text) {
        StringBuilder xml = new StringBuilder(text.length() + 16);
        escape(xml, text);
        return xml.toString();
    }

    private static boolean isForbidden(char c) {
        return (c < ' ' && c != '\t' && c != '\n') || c == '\ufffe' || c == '\uffff';
    }
}
