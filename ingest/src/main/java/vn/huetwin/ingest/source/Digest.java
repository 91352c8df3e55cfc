package vn.huetwin.ingest.source;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Short names of contents: the same bytes have the same name, others another. */
public final class Digest {
    private static final int BYTES = 16;

    private Digest() {}

    /** The first 128 bits of SHA-256, in hexadecimal digits. */
    public static String of(byte[] content) {
        return HexFormat.of().formatHex(hash(content), 0, BYTES);
    }

    private static byte[] hash(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
