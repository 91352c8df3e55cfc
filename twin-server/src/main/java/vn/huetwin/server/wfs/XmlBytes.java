package vn.huetwin.server.wfs;

import java.io.IOException;
import java.io.OutputStream;
import vn.huetwin.server.http.Utf8Output;

/** XML 1.0 as UTF-8 bytes. */
final class XmlBytes extends Utf8Output {
    XmlBytes(OutputStream out) {
        super(out);
    }

    /** Text of content and of quoted attributes; what XML 1.0 does not have becomes U+FFFD. */
    void text(String text) throws IOException {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '?' && c < 0x7f) {
                raw(c);
                continue;
            }
            switch (c) {
                case '<' -> raw("&lt;");
                case '>' -> raw("&gt;");
                case '&' -> raw("&amp;");
                case '"' -> raw("&quot;");
                case '\r' -> raw("&#13;");
                default -> {
                    boolean forbidden = (c < ' ' && c != '\t' && c != '\n') || c == '\ufffe' || c == '\uffff';
                    i = forbidden ? replace(i) : character(text, i);
                }
            }
        }
    }

    private int replace(int index) throws IOException {
        character("\ufffd", 0);
        return index;
    }
}
