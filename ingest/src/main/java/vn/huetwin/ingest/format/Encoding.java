package vn.huetwin.ingest.format;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tells which encoding a text was written in. */
final class Encoding {
    static final Charset WINDOWS_1258 = Charset.forName("windows-1258");

    /** UTF-8 Vietnamese that was read as windows-1252 and written again: "Huế" becomes "Huáº¿". */
    private static final Pattern MOJIBAKE = Pattern.compile(
            "á[º»][\\u0080-\\u00bf\\u0152-\\u2122]|Ä[‘\\u0091\\u0090]|Æ[°¡]|Ã[\\u0080-\\u00bf\\u0152-\\u2122]|\\ufffd");

    private Encoding() {}

    /** The first bytes of a file as text, whatever their encoding: byte order marks are followed, bad bytes replaced. */
    static String peek(byte[] head) {
        int mark = markLength(head);
        Charset charset = utf16(head);
        return new String(head, mark, head.length - mark, charset == null ? StandardCharsets.UTF_8 : charset);
    }

    /** UTF-16 by its byte order mark, or by zeros in every other of the first bytes; else null. */
    static @Nullable Charset utf16(byte[] head) {
        if (head.length >= 2 && head[0] == (byte) 0xff && head[1] == (byte) 0xfe) {
            return StandardCharsets.UTF_16LE;
        }
        if (head.length >= 2 && head[0] == (byte) 0xfe && head[1] == (byte) 0xff) {
            return StandardCharsets.UTF_16BE;
        }
        if (head.length >= 8 && head[1] == 0 && head[3] == 0 && head[0] != 0 && head[2] != 0) {
            return StandardCharsets.UTF_16LE;
        }
        if (head.length >= 8 && head[0] == 0 && head[2] == 0 && head[1] != 0 && head[3] != 0) {
            return StandardCharsets.UTF_16BE;
        }
        return null;
    }

    static int markLength(byte[] head) {
        if (head.length >= 3 && head[0] == (byte) 0xef && head[1] == (byte) 0xbb && head[2] == (byte) 0xbf) {
            return 3;
        }
        boolean marked = head.length >= 2
                && ((head[0] == (byte) 0xff && head[1] == (byte) 0xfe)
                        || (head[0] == (byte) 0xfe && head[1] == (byte) 0xff));
        return marked ? 2 : 0;
    }

    static boolean isMojibake(CharSequence text) {
        return MOJIBAKE.matcher(text).find();
    }

    /** Offset of the first byte that cannot be UTF-8, or -1; a sequence cut by the end is fine. */
    static int firstNotUtf8(byte[] bytes, int length) {
        int i = 0;
        while (i < length) {
            int b = bytes[i] & 0xff;
            int more = b < 0x80
                    ? 0
                    : b >= 0xc2 && b < 0xe0 ? 1 : b >= 0xe0 && b < 0xf0 ? 2 : b >= 0xf0 && b < 0xf5 ? 3 : -1;
            if (more < 0) {
                return i;
            }
            for (int j = 1; j <= more; j++) {
                if (i + j >= length) {
                    return -1;
                }
                if ((bytes[i + j] & 0xc0) != 0x80) {
                    return i;
                }
            }
            i += more + 1;
        }
        return -1;
    }
}
