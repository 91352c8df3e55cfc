package vn.huetwin.ingest.cap;

import java.util.Locale;

/** Whether a message is signed (XML Signature, CAP 1.2 section 3.3.4.1), and whether someone the city trusts signed it. */
public enum CapSignature {
    UNSIGNED,
    /** The message is as it was signed, by one whom the city trusts. */
    TRUSTED,
    /** The message is as it was signed, by whoever holds the key that it names. */
    UNTRUSTED,
    /** The message is not as it was signed, or the signature does not cover all of it. */
    BROKEN,
    /** Signed by means that can be forged: SHA-1, MD5, RSA below 2048 bits, or a key that both sides know. */
    WEAK;

    /** As the layer {@code warning} says it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
