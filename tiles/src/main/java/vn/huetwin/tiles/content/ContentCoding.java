package vn.huetwin.tiles.content;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.Encoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.codec.digest.MurmurHash3;
import org.jspecify.annotations.Nullable;

/** Content codings and entity tags of HTTP (RFC 9110, 8.4.1 and 8.8.3). */
public final class ContentCoding {
    private static final boolean BROTLI = Brotli4jLoader.isAvailable();
    private static final int BROTLI_QUALITY = 5;
    /** Half the time of the usual 6 for some hundredths more. */
    private static final int GZIP_LEVEL = 4;

    private ContentCoding() {}

    public static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 3 + 64);
        try (GZIPOutputStream gzip = new GZIPOutputStream(out) {
            {
                def.setLevel(GZIP_LEVEL);
            }
        }) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** Null on machines for which there is no Brotli. */
    public static byte @Nullable [] brotli(byte[] bytes) throws IOException {
        return BROTLI ? Encoder.compress(bytes, new Encoder.Parameters().setQuality(BROTLI_QUALITY)) : null;
    }

    /**
     * Whether a coding may be sent (RFC 9110, 12.5.3): it is named with a weight above 0.
     *
     * @param header value of Accept-Encoding, or null
     */
    public static boolean accepts(@Nullable String header, String coding) {
        if (header == null) {
            return false;
        }
        for (String part : header.split(",")) {
            String[] words = part.strip().split("\\s*;\\s*");
            if (words[0].equalsIgnoreCase(coding)) {
                return words.length == 1 || !words[1].matches("q=0(\\.0*)?");
            }
        }
        return false;
    }

    /**
     * A strong entity tag in quotes: the same for the same bytes. No cryptographic hash: a tenth of the time, and nobody
     * gains by two tiles with one tag.
     */
    public static String tag(byte[] bytes) {
        long[] hash = MurmurHash3.hash128x64(bytes);
        return String.format(Locale.ROOT, "\"%016x%016x\"", hash[0], hash[1]);
    }
}
