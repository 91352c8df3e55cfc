package vn.huetwin.ingest.cap;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.atomic.AtomicLong;
import javax.security.auth.x500.X500Principal;

/**
 * A holder of a key with its certificate, who may vouch for others and revoke that. Certificates and lists are written in DER
 * here, since the JDK reads them only.
 */
record TestAuthority(String name, KeyPair keys, X509Certificate certificate) {
    private static final AtomicLong SERIALS = new AtomicLong(100);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
    static final Instant FROM = Instant.parse("2020-01-01T00:00:00Z");
    static final Instant UNTIL = Instant.parse("2030-01-01T00:00:00Z");
    private static final byte[] ECDSA_SHA256 = {6, 8, 42, -122, 72, -50, 61, 4, 3, 2};
    private static final byte[] ECDSA_SHA1 = {6, 7, 42, -122, 72, -50, 61, 4, 1};

    static TestAuthority root(String name) throws GeneralSecurityException {
        KeyPair keys = newKeys();
        return new TestAuthority(name, keys, certificate(name, keys, name, keys, true, UNTIL, false));
    }

    /** Another who may vouch for others in turn. */
    TestAuthority authority(String other) throws GeneralSecurityException {
        KeyPair theirs = newKeys();
        return new TestAuthority(other, theirs, certificate(name, keys, other, theirs, true, UNTIL, false));
    }

    /** The same key, vouched for by another one too. */
    TestAuthority crossSignedBy(TestAuthority other) throws GeneralSecurityException {
        return new TestAuthority(name, keys, certificate(other.name, other.keys, name, keys, true, UNTIL, false));
    }

    TestAuthority signer(String other) throws GeneralSecurityException {
        return signer(other, UNTIL, false);
    }

    /** @param forgeable signed over SHA-1 */
    TestAuthority signer(String other, Instant until, boolean forgeable) throws GeneralSecurityException {
        KeyPair theirs = newKeys();
        return new TestAuthority(other, theirs, certificate(name, keys, other, theirs, false, until, forgeable));
    }

    /** @param reason RFC 5280, 5.3.1: 1 for a stolen key, 4 for one that another replaced */
    X509CRL revokes(X509Certificate whom, Instant when, int reason) throws GeneralSecurityException {
        byte[] extension = sequence(sequence(new byte[] {6, 3, 85, 29, 21}, octets(new byte[] {10, 1, (byte) reason})));
        byte[] body = sequence(
                integer(BigInteger.ONE),
                sequence(ECDSA_SHA256),
                new X500Principal("CN=" + name).getEncoded(),
                time(when),
                time(when.plusSeconds(86_400)),
                sequence(sequence(integer(whom.getSerialNumber()), time(when), extension)));
        return (X509CRL) factory().generateCRL(new ByteArrayInputStream(signed(body, keys, false)));
    }

    private static KeyPair newKeys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        return generator.generateKeyPair();
    }

    private static X509Certificate certificate(
            String issuer,
            KeyPair theirs,
            String subject,
            KeyPair own,
            boolean vouches,
            Instant until,
            boolean forgeable)
            throws GeneralSecurityException {
        byte[] constraints = sequence(
                new byte[] {6, 3, 85, 29, 19},
                new byte[] {1, 1, -1},
                octets(vouches ? sequence(new byte[] {1, 1, -1}) : sequence()));
        byte[] body = sequence(
                tagged(0xa0, integer(BigInteger.TWO)),
                integer(BigInteger.valueOf(SERIALS.incrementAndGet())),
                sequence(forgeable ? ECDSA_SHA1 : ECDSA_SHA256),
                new X500Principal("CN=" + issuer).getEncoded(),
                sequence(time(FROM), time(until)),
                new X500Principal("CN=" + subject).getEncoded(),
                own.getPublic().getEncoded(),
                tagged(0xa3, sequence(constraints)));
        return (X509Certificate)
                factory().generateCertificate(new ByteArrayInputStream(signed(body, theirs, forgeable)));
    }

    private static byte[] signed(byte[] body, KeyPair keys, boolean forgeable) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(forgeable ? "SHA1withECDSA" : "SHA256withECDSA");
        signature.initSign(keys.getPrivate());
        signature.update(body);
        return sequence(
                body, sequence(forgeable ? ECDSA_SHA1 : ECDSA_SHA256), tagged(3, new byte[] {0}, signature.sign()));
    }

    private static CertificateFactory factory() throws GeneralSecurityException {
        return CertificateFactory.getInstance("X.509");
    }

    private static byte[] time(Instant when) {
        return tagged(0x18, TIME.format(when).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }

    private static byte[] integer(BigInteger number) {
        return tagged(2, number.toByteArray());
    }

    private static byte[] octets(byte[] content) {
        return tagged(4, content);
    }

    private static byte[] sequence(byte[]... parts) {
        return tagged(0x30, parts);
    }

    private static byte[] tagged(int tag, byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (all.size() < 128) {
            out.write(all.size());
        } else if (all.size() < 256) {
            out.write(0x81);
            out.write(all.size());
        } else {
            out.write(0x82);
            out.write(all.size() >> 8);
            out.write(all.size());
        }
        out.writeBytes(all.toByteArray());
        return out.toByteArray();
    }
}
