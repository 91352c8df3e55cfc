package vn.huetwin.server.wfs;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import vn.huetwin.server.http.Utf8Output;

/** XML 1.0 as UTF-8 bytes. */
final class XmlBytes extends Utf8Output {
    private static final boolean[] IS_SPECIAL = new boolean['?'];

    static {
        Arrays.fill(IS_SPECIAL, 0, ' ', true);
        for (char c : new char[] {'<', '>', '&', '"'}) {
            IS_SPECIAL[c] = true;
        }
    }

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

    /** The same of a text in UTF-8. */
    void text(byte[] utf8) throws IOException {
        int from = 0;
        for (int i = 0; i < utf8.length; i++) {
            byte c = utf8[i];
            // U+FFFE and U+FFFF
            boolean none = c == (byte) 0xef && utf8[i + 1] == (byte) 0xbf && (utf8[i + 2] & 0xfe) == 0xbe;
            if (none || (c >= 0 && c < '?' && IS_SPECIAL[c])) {
                raw(utf8, from, i - from);
                text(none ? "\uffff" : Character.toString(c));
                i += none ? 2 : 0;
                from = i + 1;
            }
        }
        raw(utf8, from, utf8.length - from);
    }

    private int replace(int index) throws IOException {
        character("\ufffd", 0);
        return index;
    }
}
