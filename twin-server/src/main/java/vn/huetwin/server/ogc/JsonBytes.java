package vn.huetwin.server.ogc;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import vn.huetwin.server.http.Utf8Output;

/** JSON as UTF-8 bytes. */
public final class JsonBytes extends Utf8Output {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    public JsonBytes(OutputStream out) {
        super(out);
    }

    /** The name of a member with its quotes and colon, ready to be written many times. */
    public static byte[] member(String name) {
        return ('"' + name + "\":").getBytes(StandardCharsets.UTF_8);
    }

    /** The same of a text in UTF-8. */
    public void string(byte[] utf8) throws IOException {
        raw('"');
        int from = 0;
        for (int i = 0; i < utf8.length; i++) {
            byte c = utf8[i];
            if (c >= ' ' ? c == '"' || c == '\\' || c == 0x7f : c >= 0) {
                raw(utf8, from, i - from);
                from = i + 1;
                if (c == '"' || c == '\\') {
                    raw('\\');
                    raw((char) c);
                } else {
                    raw("\\u00");
                    raw((char) HEX[c >> 4]);
                    raw((char) HEX[c & 15]);
                }
            }
        }
        raw(utf8, from, utf8.length - from);
        raw('"');
    }

    /** A JSON string: quoted, escaped. */
    public void string(String text) throws IOException {
        raw('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                raw('\\');
                raw(c);
            } else if (c < ' ' || c == 0x7f) {
                raw("\\u00");
                raw((char) HEX[c >> 4]);
                raw((char) HEX[c & 15]);
            } else {
                i = character(text, i);
            }
        }
        raw('"');
    }
}
