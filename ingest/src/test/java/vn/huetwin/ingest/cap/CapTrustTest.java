package vn.huetwin.ingest.cap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static vn.huetwin.ingest.cap.CapReaderTest.FLOOD;
import static vn.huetwin.ingest.cap.CapReaderTest.utf8;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.huetwin.ingest.event.EventException;

/** Who may have signed a warning, and signing our own. The flood was sent on 26 November 2026, 08:00 in Huế. */
class CapTrustTest {
    private static final Instant SENT = Instant.parse("2026-11-26T01:00:00Z");
    private static final char[] PASSWORD = "secret-of-test".toCharArray();

    @TempDir
    private Path folder;

    private final TestAuthority root = TestAuthority.root("Root");
    private final TestAuthority ministry = root.authority("Ministry");
    private final TestAuthority station = ministry.signer("Station");

    CapTrustTest() throws Exception {}

    @Test
    void theSignerOrWhoVouchesForItIsTrusted() throws Exception {
        String message = signed(station, station, ministry, root);
        assertEquals(CapSignature.TRUSTED, judged(message, List.of(station)));
        assertEquals(CapSignature.TRUSTED, judged(message, List.of(ministry)));
        assertEquals(CapSignature.TRUSTED, judged(message, List.of(root)));
        assertEquals(CapSignature.UNTRUSTED, judged(message, List.of(TestAuthority.root("Root"))));
        assertEquals(CapSignature.UNTRUSTED, judged(message, List.of()));
    }

    @Test
    void certificatesComeInWhateverOrderAndAtLeastThoseBelowTheTrustedOne() throws Exception {
        for (List<TestAuthority> order : List.of(
                List.of(root, ministry, station),
                List.of(ministry, station, root),
                List.of(station, root, ministry),
                List.of(ministry, station))) {
            assertEquals(
                    CapSignature.TRUSTED, judged(signed(station, order.toArray(TestAuthority[]::new)), List.of(root)));
        }
        assertEquals(CapSignature.UNTRUSTED, judged(signed(station, station, root), List.of(root)));
        assertEquals(CapSignature.TRUSTED, judged(signed(station), List.of(station)), "the key is known without any");
        assertEquals(CapSignature.BROKEN, judged(signed(station), List.of(root)), "nobody's key fits");
    }

    @Test
    void aCrossSignedAuthorityNeedsOneGoodPath() throws Exception {
        TestAuthority other = TestAuthority.root("New Root");
        TestAuthority crossed = ministry.crossSignedBy(other);
        for (List<TestAuthority> order : List.of(
                List.of(station, ministry, root, crossed, other), List.of(other, crossed, root, ministry, station))) {
            String message = signed(station, order.toArray(TestAuthority[]::new));
            assertEquals(CapSignature.TRUSTED, judged(message, List.of(other)));
            assertEquals(CapSignature.TRUSTED, judged(message, List.of(root)));
            X509CRL list = root.revokes(ministry.certificate(), SENT, 1);
            assertEquals(CapSignature.TRUSTED, judged(message, List.of(root, other), list), "by the other path");
            assertEquals(CapSignature.UNTRUSTED, judged(message, List.of(root), list));
        }
    }

    @Test
    void theTimeOfSendingCounts() throws Exception {
        TestAuthority past = ministry.signer("Past", SENT.minusSeconds(1), false);
        TestAuthority ending = ministry.signer("Ending", SENT.plusSeconds(1), false);
        for (TestAuthority trusted : List.of(root, past)) {
            assertEquals(CapSignature.UNTRUSTED, judged(signed(past, past, ministry), List.of(trusted)));
        }
        assertEquals(CapSignature.TRUSTED, judged(signed(ending, ending, ministry), List.of(root)));
        assertEquals(CapSignature.TRUSTED, judged(signed(ending, ending), List.of(ending)));
    }

    @Test
    void aStolenKeyNeverCountsAndOneThatWasReplacedCountsUntilThen() throws Exception {
        String message = signed(station, station, ministry);
        X509Certificate revoked = station.certificate();
        assertEquals(
                CapSignature.UNTRUSTED,
                judged(message, List.of(root), ministry.revokes(revoked, SENT.plusSeconds(9), 1)));
        assertEquals(
                CapSignature.TRUSTED,
                judged(message, List.of(root), ministry.revokes(revoked, SENT.plusSeconds(9), 4)));
        assertEquals(
                CapSignature.UNTRUSTED,
                judged(message, List.of(station), ministry.revokes(revoked, SENT.minusSeconds(9), 4)));
        assertEquals(
                CapSignature.TRUSTED,
                judged(message, List.of(root), root.revokes(revoked, SENT.minusSeconds(9), 1)),
                "another authority has another certificate of this number");
    }

    @Test
    void whoMayNotVouchAndWhatCanBeForgedDoesNotCount() throws Exception {
        TestAuthority guest = station.signer("Guest");
        assertEquals(CapSignature.UNTRUSTED, judged(signed(guest, guest, station, ministry), List.of(root)));
        TestAuthority forgeable = ministry.signer("Old", TestAuthority.UNTIL, true);
        assertEquals(CapSignature.UNTRUSTED, judged(signed(forgeable, forgeable, ministry), List.of(root)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "xmldsig-more#ecdsa-sha256\"|xmldsig-more#ecdsa-sha1\"",
                "2001/04/xmldsig-more#ecdsa-sha256\"|2000/09/xmldsig#hmac-sha1\"",
                "2001/04/xmlenc#sha256\"|2000/09/xmldsig#sha1\"",
                "2001/04/xmlenc#sha256\"|2001/04/xmldsig-more#md5\""
            })
    void weakAlgorithmsAreRefused(String change) throws Exception {
        String[] parts = change.split("\\|");
        String message = signed(station, station);
        assertTrue(message.contains(parts[0]), message);
        assertEquals("signature-weak", refusal(message.replace(parts[0], parts[1])));
    }

    @Test
    void aSignatureThatDoesNotCoverTheWholeMessageIsRefused() throws Exception {
        String message = signed(station, station);
        String signature = message.substring(message.indexOf("<Signature"), message.indexOf("</alert>"));
        assertEquals("signature-broken", refusal(message.replace(">Severe<", ">Minor<")));
        assertEquals("signature-broken", refusal(message.replace("URI=\"\"", "URI=\"#a\"")));
        assertEquals("signature-broken", refusal(message.replace("</alert>", signature + "</alert>")));
        assertEquals(
                "signature-broken", refusal(message.replace(signature, "").replace("<info>", "<info>" + signature)));
    }

    @Test
    void ourOwnWarningsAreSigned() throws Exception {
        Path file = folder.resolve("own.p12");
        store(file, station, station, ministry, root);
        signsWith(file);
    }

    @Test
    @Tag("slow")
    void anRsaKeySignsToo() throws Exception {
        Path file = folder.resolve("own.p12");
        keytool(file, 2_048);
        signsWith(file);
        Path weak = folder.resolve("weak.p12");
        keytool(weak, 1_024);
        assertRefused("the key is too weak", weak, new String(PASSWORD));
    }

    private void signsWith(Path file) throws Exception {
        CapSigner signer = CapSigner.read(file, PASSWORD);
        byte[] once = signer.sign(utf8(FLOOD));
        String text = new String(once, StandardCharsets.UTF_8);
        String encoded = text.substring(text.indexOf("<X509Certificate>") + 17, text.indexOf("</X509Certificate>"));
        Path pem = Files.writeString(
                folder.resolve("cap-certificates.pem"),
                pem(Base64.getMimeDecoder().decode(encoded)));
        CapAlert read = new CapReader(new CapTrustFolder(folder)).read(once);
        assertEquals(CapSignature.TRUSTED, read.signature());
        assertEquals("KTTV-77", read.identifier());
        assertTrue(signer.isValid(SENT));
        assertFalse(signer.isValid(Instant.parse("2012-01-01T00:00:00Z")));
        xmlsecAgrees(Files.write(folder.resolve("own.xml"), once), pem, text);
    }

    private void xmlsecAgrees(Path message, Path pem, String text) throws Exception {
        Path program = Path.of("/usr/bin/xmlsec1");
        assumeTrue(Files.isExecutable(program), "xmlsec1 is not installed (Debian package xmlsec1)");
        List<String> command = List.of(program.toString(), "--verify", "--pubkey-cert-pem", pem.toString());
        assertEquals(0, exit(command, message));
        Files.writeString(message, text.replace(">Severe<", ">Minor<"));
        assertEquals(1, exit(command, message));
    }

    @Test
    void aKeyFileThatIsNoneSaysSo() throws Exception {
        Path file = folder.resolve("own.p12");
        store(file, station, station, ministry, root);
        assertRefused("own.p12 cannot be read as PKCS#12 with the password given", file, "wrong");
        assertRefused("none.p12 cannot be read", folder.resolve("none.p12"), "x");
    }

    private static void assertRefused(String message, Path file, String password) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> CapSigner.read(file, password.toCharArray()));
        assertTrue(String.valueOf(refused.getMessage()).contains(message), refused.getMessage());
        assertFalse(String.valueOf(refused.getMessage()).contains("wrong"), "passwords are not told");
    }

    /** Lists are renewed every day while the server runs; one that is broken changes nothing. */
    @Test
    void filesAreReadAgainWhenTheyChange() throws Exception {
        String message = signed(station, station, ministry);
        Files.writeString(
                folder.resolve("cap-certificates.pem"), pem(root.certificate().getEncoded()));
        CapReader reader = new CapReader(new CapTrustFolder(folder));
        assertEquals(CapSignature.TRUSTED, reader.read(utf8(message)).signature());
        Path list = folder.resolve("ministry.crl");
        Files.write(list, ministry.revokes(station.certificate(), SENT, 1).getEncoded());
        assertEquals(CapSignature.UNTRUSTED, reader.read(utf8(message)).signature());
        Files.writeString(list, "no list");
        assertEquals(CapSignature.UNTRUSTED, reader.read(utf8(message)).signature());
        Files.delete(list);
        assertEquals(CapSignature.TRUSTED, reader.read(utf8(message)).signature());
        Files.writeString(folder.resolve("cap-certificates.pem"), "no certificate");
        Files.setLastModifiedTime(folder.resolve("cap-certificates.pem"), FileTime.fromMillis(1));
        assertEquals(CapSignature.TRUSTED, reader.read(utf8(message)).signature());
        IllegalStateException refused = assertThrows(IllegalStateException.class, () -> new CapTrustFolder(folder));
        assertTrue(String.valueOf(refused.getMessage()).contains("cap-certificates.pem holds no certificates in PEM"));
    }

    @Test
    void aListThatItsIssuerDidNotSignIsRefused() throws Exception {
        String message = signed(station, station, ministry);
        Files.writeString(
                folder.resolve("cap-certificates.pem"),
                pem(root.certificate().getEncoded())
                        + pem(ministry.certificate().getEncoded()));
        Path list = folder.resolve("ministry.crl");
        TestAuthority another = TestAuthority.root(ministry.name());
        Files.write(list, another.revokes(station.certificate(), SENT, 1).getEncoded());
        IllegalStateException refused = assertThrows(IllegalStateException.class, () -> new CapTrustFolder(folder));
        assertTrue(String.valueOf(refused.getMessage()).contains("not signed by its issuer"), refused.getMessage());
        Files.delete(list);
        CapReader reader = new CapReader(new CapTrustFolder(folder));
        Files.write(list, another.revokes(station.certificate(), SENT, 1).getEncoded());
        assertEquals(CapSignature.TRUSTED, reader.read(utf8(message)).signature());
        Files.write(list, ministry.revokes(station.certificate(), SENT, 1).getEncoded());
        Files.setLastModifiedTime(list, FileTime.fromMillis(1));
        assertEquals(CapSignature.UNTRUSTED, reader.read(utf8(message)).signature());
    }

    /** The flood, signed; with these certificates in this order. */
    private String signed(TestAuthority signer, TestAuthority... presented) throws Exception {
        Path file = folder.resolve("signer.p12");
        store(file, signer, signer);
        String text = new String(CapSigner.read(file, PASSWORD).sign(utf8(FLOOD)), StandardCharsets.UTF_8);
        StringBuilder certificates = new StringBuilder();
        for (TestAuthority each : presented) {
            certificates
                    .append("<X509Certificate>")
                    .append(Base64.getMimeEncoder()
                            .encodeToString(each.certificate().getEncoded()))
                    .append("</X509Certificate>");
        }
        // what a signature says of its key is no part of what is signed
        String data = presented.length == 0 ? "" : "<KeyInfo><X509Data>" + certificates + "</X509Data></KeyInfo>";
        return text.replaceAll("(?s)<KeyInfo>.*</KeyInfo>", java.util.regex.Matcher.quoteReplacement(data));
    }

    private static void store(Path file, TestAuthority signer, TestAuthority... chain) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        Certificate[] certificates =
                Arrays.stream(chain).map(TestAuthority::certificate).toArray(Certificate[]::new);
        store.setKeyEntry("key", signer.keys().getPrivate(), PASSWORD, certificates);
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD);
        }
    }

    /** A key with a certificate of its own, as offices make them. */
    private static void keytool(Path file, int bits) throws Exception {
        Path program = Path.of(System.getProperty("java.home"), "bin", "keytool");
        List<String> command = new ArrayList<>(List.of(
                program.toString(), "-genkeypair", "-keyalg", "RSA", "-keysize", "" + bits, "-dname", "CN=Huế"));
        command.addAll(List.of("-alias", "huế", "-storetype", "PKCS12", "-keystore", file.toString()));
        command.addAll(
                List.of("-storepass", new String(PASSWORD), "-startdate", "2026/01/01 00:00:00", "-validity", "3650"));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
    }

    private static CapSignature judged(String message, List<TestAuthority> trusted, X509CRL... lists) throws Exception {
        CapTrust trust =
                new CapTrust(trusted.stream().map(TestAuthority::certificate).toList(), List.of(lists));
        return trust.judge(CapReader.document(utf8(message)), SENT);
    }

    private static String refusal(String message) {
        EventException refused =
                assertThrows(EventException.class, () -> new CapReader(CapTrust::none).read(utf8(message)));
        return refused.problems().get(0).code();
    }

    private static String pem(byte[] certificate) {
        return "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder().encodeToString(certificate)
                + "\n-----END CERTIFICATE-----\n";
    }

    private static int exit(List<String> command, Path file) throws Exception {
        List<String> whole = new ArrayList<>(command);
        whole.add(file.toString());
        Process process = new ProcessBuilder(whole)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertTrue(process.waitFor(20, TimeUnit.SECONDS));
        return process.exitValue();
    }
}
