package vn.huetwin.ingest.cap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static vn.huetwin.ingest.cap.CapReaderTest.FLOOD;
import static vn.huetwin.ingest.cap.CapReaderTest.utf8;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.geom.Envelope;
import vn.huetwin.ingest.event.EventBench;
import vn.huetwin.ingest.event.EventException;
import vn.huetwin.ingest.event.Receipt;

@Tag("postgis")
class CapIntakeTest {
    private static final Envelope CITY = new Envelope(107.034, 108.211, 15.994, 16.743);
    private static final Envelope BRITISH_COLUMBIA = new Envelope(-140, -114, 48, 61);

    private static EventBench hue;

    @BeforeAll
    static void open() throws Exception {
        hue = new EventBench();
    }

    @AfterAll
    static void close() {
        hue.close();
    }

    @BeforeEach
    void empty() throws Exception {
        hue.execute("TRUNCATE layer.warning, layer_history.warning, event_log, quarantine, cap_message");
    }

    @Test
    void aMessageInTwoLanguagesIsOneWarning() throws Exception {
        assertEquals("1 accepted, 0 duplicates", send(FLOOD));
        assertEquals(
                List.of(
                        "kttv@hue.example,KTTV-77 active Lũ trên sông Hương Flood on the Perfume River Extreme vi-VN unsigned"),
                hue.rows("SELECT id, state, headline, headline_en, severity, language, signature FROM layer.warning"));
        assertEquals(
                List.of("t t"),
                hue.rows("SELECT ST_Covers(geometry, ST_Point(107.58, 16.455, 4326)),"
                        + " ST_Covers(geometry, ST_Point(107.601, 16.461, 4326)) FROM layer.warning"));
        assertEquals("0 accepted, 1 duplicates", send(FLOOD));
    }

    @Test
    void aWarningIsReplacedAndCancelledInWhateverOrderMessagesCome() throws Exception {
        String update = later("Update", "KTTV-78", "09", "kttv@hue.example,KTTV-77,2026-11-26T08:00:00+07:00");
        String cancel = later(
                "Cancel",
                "KTTV-79",
                "10",
                "kttv@hue.example,KTTV-77,2026-11-26T08:00:00+07:00 kttv@hue.example,KTTV-78,2026-11-26T09:00:00+07:00");
        List<String> after = null;
        for (List<String> order : List.of(
                List.of(FLOOD, update, cancel),
                List.of(cancel, update, FLOOD),
                List.of(update, FLOOD, cancel),
                List.of(cancel, FLOOD, update, FLOOD))) {
            empty();
            for (String message : order) {
                send(message);
            }
            List<String> now = hue.rows("SELECT id, state, replaced_by FROM layer.warning ORDER BY id");
            after = after == null ? now : after;
            assertEquals(after, now);
        }
        assertEquals(
                List.of(
                        "kttv@hue.example,KTTV-77 cancelled kttv@hue.example,KTTV-78",
                        "kttv@hue.example,KTTV-78 cancelled null"),
                after);
    }

    @Test
    void anExerciseCancelsNoWarningAndNobodyCancelsThoseOfOthers() throws Exception {
        send(FLOOD);
        String reference = "kttv@hue.example,KTTV-77,2026-11-26T08:00:00+07:00";
        send(later("Cancel", "X-1", "09", reference).replace(">Actual<", ">Exercise<"));
        send(later("Cancel", "X-2", "09", reference).replace("<sender>kttv", "<sender>someone"));
        assertEquals(List.of("active"), hue.rows("SELECT state FROM layer.warning"));
    }

    @Test
    void whatIsNoWarningForThePublicIsSetAside() throws Exception {
        for (String message : List.of(
                FLOOD.replace(">Public<", ">Restricted<"),
                FLOOD.replace(">Actual<", ">Draft<"),
                FLOOD.replace(">Alert<", ">Cancel<"),
                FLOOD.replaceAll("(?s)<info>.*</info>", ""),
                FLOOD.replaceAll("<polygon>.*</polygon>|<circle>.*</circle>", "<polygon>1,1 1,2 2,2 1,1</polygon>"))) {
            assertThrows(EventException.class, () -> send(message));
        }
        assertEquals(
                List.of("info-missing", "not-actionable", "outside-city", "references-missing", "scope-not-public"),
                hue.rows("SELECT reason_code FROM quarantine ORDER BY reason_code"));
        assertEquals("0 accepted, 0 duplicates", send(FLOOD.replace(">Alert<", ">Ack<")));
        assertEquals(List.of("0"), hue.rows("SELECT count(*) FROM layer.warning"));
    }

    /**
     * A signed Update in two languages that replaces 21 messages that were never seen. The certificate of its signer had ended
     * five months before.
     */
    @Test
    void theRealMessageOfCanadaIsTakenThereAndSetAsideHere() throws Exception {
        byte[] message = Files.readAllBytes(canada());
        assertThrows(EventException.class, () -> intake(hue, CITY, List.of()).take(message));
        assertEquals(List.of("outside-city"), hue.rows("SELECT reason_code FROM quarantine"));
        assertEquals(List.of("0"), hue.rows("SELECT count(*) FROM event_log"));
        try (EventBench there = new EventBench(BRITISH_COLUMBIA)) {
            CapIntake intake = intake(there, BRITISH_COLUMBIA, List.of(signer(message)));
            assertEquals("22 accepted, 0 duplicates", count(intake.take(message)));
            assertEquals("0 accepted, 22 duplicates", count(intake.take(message)));
            assertEquals(List.of("0"), there.rows("SELECT count(*) FROM quarantine"));
            assertEquals(
                    // two of its four areas touch
                    List.of("active en-CA Moderate untrusted 3"),
                    there.rows(
                            "SELECT state, language, severity, signature, ST_NumGeometries(geometry) FROM layer.warning"));
            String key = there.rows("SELECT id FROM layer.warning").get(0);
            assertArrayEquals(message, intake.message(key), "its signature still holds");
        }
    }

    @Test
    void aSignedMessageThatWasAlteredIsSetAside() throws Exception {
        byte[] message = Files.readAllBytes(canada());
        String altered = new String(message, StandardCharsets.UTF_8).replace("49.0992,", "16.0992,");
        CapReader reader = new CapReader(CapTrust::none);
        assertEquals(CapSignature.UNTRUSTED, reader.read(message).signature());
        EventException refusal = assertThrows(EventException.class, () -> reader.read(utf8(altered)));
        assertEquals(
                "signature-broken",
                refusal.problems().get(refusal.problems().size() - 1).code());
    }

    private static String later(String type, String identifier, String hour, String references) {
        return FLOOD.replace(">Alert<", ">" + type + "<")
                .replace("KTTV-77", identifier)
                .replace("T08:00:00+07:00</sent>", "T" + hour + ":00:00+07:00</sent>")
                .replace("</scope>", "</scope><references>" + references + "</references>");
    }

    private static String send(String message) throws Exception {
        return count(intake(hue, CITY, List.of()).take(utf8(message)));
    }

    private static CapIntake intake(EventBench bench, Envelope city, List<X509Certificate> trusted) {
        return new CapIntake(
                bench.database.dataSource(),
                bench.intake,
                bench.json,
                new CapReader(() -> new CapTrust(trusted, List.of())),
                city);
    }

    private static String count(CapIntake.Taken taken) throws Exception {
        assertNotNull(taken);
        List<Receipt> receipts = new ArrayList<>();
        for (CompletableFuture<Receipt> receipt : taken.receipts()) {
            receipts.add(receipt.get(60, TimeUnit.SECONDS));
        }
        long duplicates =
                receipts.stream().filter(Receipt.Duplicate.class::isInstance).count();
        receipts.stream()
                .filter(Receipt.Rejected.class::isInstance)
                .forEach(r -> assertInstanceOf(Receipt.Accepted.class, r, r::toString));
        return (receipts.size() - duplicates) + " accepted, " + duplicates + " duplicates";
    }

    private static X509Certificate signer(byte[] message) throws Exception {
        String text = new String(message, StandardCharsets.UTF_8);
        String certificate = text.substring(text.indexOf("<X509Certificate>") + 17, text.indexOf("</X509Certificate>"));
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(
                        new ByteArrayInputStream(Base64.getMimeDecoder().decode(certificate)));
    }

    private static Path canada() {
        String shared = System.getenv("TWIN_SHARED");
        Path file = Path.of(shared == null ? "../../shared" : shared)
                .resolve("data/events/T_WOCN20_C_CWVR_202210101743_2051382770.cap");
        assumeTrue(Files.exists(file), "No shared data at " + file + "; set TWIN_SHARED");
        return file;
    }
}
