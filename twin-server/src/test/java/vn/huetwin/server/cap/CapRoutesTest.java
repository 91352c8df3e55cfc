package vn.huetwin.server.cap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.huetwin.ingest.cap.CapAlert;
import vn.huetwin.ingest.cap.CapReader;
import vn.huetwin.ingest.cap.CapSignature;
import vn.huetwin.ingest.cap.CapTrust;
import vn.huetwin.ingest.deadline.OfficeHours;
import vn.huetwin.server.config.Alerts;
import vn.huetwin.server.security.Role;
import vn.huetwin.server.testing.TestTwin;

@Tag("postgis")
class CapRoutesTest {
    private static final Instant NOW = Instant.parse("2026-11-25T02:00:00Z");
    private static final String POLYGON = "16.45,107.57 16.45,107.59 16.47,107.59 16.45,107.57";

    private static final String PASSWORD = "secret-of-test";

    private static TestTwin twin;

    @TempDir
    private static Path folder;

    private static CapReader reader;

    /** A city that signs with a key of its own. */
    @BeforeAll
    static void open() throws Exception {
        Path file = folder.resolve("own.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=Hue",
                        "-startdate",
                        "2026/01/01 00:00:00",
                        "-validity",
                        "3650",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, keytool.waitFor(), said);
        KeyStore store = KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
        X509Certificate own =
                (X509Certificate) store.getCertificate(store.aliases().nextElement());
        reader = new CapReader(() -> new CapTrust(List.of(own), List.of()));
        twin = TestTwin.plan()
                .configured(c -> c.alerts(new Alerts(List.of(), OfficeHours.USUAL, file, PASSWORD)))
                .start();
    }

    @AfterAll
    static void close() {
        twin.close();
    }

    /** With its original, or mended; then it is served as it was mended. */
    @Test
    void whatWasSetAsideIsMendedAndSentAgain() throws Exception {
        String broken = message("kttv-9", "Alert", "", NOW).replace(">Severe<", ">Bad<");
        assertEquals(400, post(broken).statusCode());
        JsonObject item = twin.json("/api/quarantine?reason=severity-invalid", twin.as(Role.OPERATOR))
                .getJsonArray("items")
                .getJsonObject(0);
        assertEquals("warning", item.getString("layer"));
        assertEquals(broken, item.getString("original"));
        String path = "/api/quarantine/" + item.getLong("id") + "/replay";
        HttpResponse<String> again = twin.send("POST", path, twin.as(Role.OPERATOR));
        assertEquals("400 severity-invalid", again.statusCode() + " " + new JsonObject(again.body()).getString("code"));
        String mended = broken.replace(">Bad<", ">Minor<");
        HttpResponse<String> taken = twin.post(path, "application/cap+xml", "\n" + mended, twin.as(Role.OPERATOR));
        assertEquals(202, taken.statusCode(), taken::body);
        assertEquals("accepted", new JsonObject(taken.body()).getString("result"));
        assertEquals("\n" + mended, get("/api/cap/alerts/kttv@hue.example,kttv-9"));
        assertEquals(404, twin.send("POST", path, twin.as(Role.OPERATOR)).statusCode(), "it has left the quarantine");
    }

    @Test
    void aMessageComesBackByteForByteAndLeavesTheFeedWhenItIsCancelled() throws Exception {
        String alert = message("kttv-1", "Alert", "", NOW.minusSeconds(60));
        HttpResponse<String> taken = post(alert);
        assertEquals(202, taken.statusCode(), taken::body);
        assertEquals(1, new JsonObject(taken.body()).getInteger("accepted"));
        String feed = get("/api/cap/alerts");
        assertTrue(feed.contains("<title>Mưa lớn &amp; lũ</title>"), feed);
        String address = feed.replaceAll("(?s).*href=\"[^\"]*(/api/cap/alerts/[^\"]*kttv-1)\".*", "$1");
        assertEquals(alert, get(address));

        String reference = "<references>kttv@hue.example,kttv-1,"
                + NOW.minusSeconds(60).toString().replace("Z", "-00:00") + "</references>";
        assertEquals(202, post(message("kttv-2", "Cancel", reference, NOW)).statusCode());
        assertFalse(get("/api/cap/alerts").contains("kttv-1"));
    }

    @Test
    void aWarningOfTheCityItselfIsWrittenAsCapThatWeReadOurselves() throws Exception {
        event(
                "w1",
                "issued",
                NOW.minusSeconds(60),
                "\"headline\":\"Sạt lở <núi>\",\"headline_en\":\"Landslide\",\"severity\":\"Severe\","
                        + "\"urgency\":\"Immediate\",\"certainty\":\"Observed\",\"status\":\"Actual\",\"geometry\":{\"type\":\"Polygon\",\"coordinates\":"
                        + "[[[107.57,16.45],[107.59,16.45],[107.59,16.47],[107.57,16.45]]]}");
        CapAlert first = reader.read(get("/api/cap/alerts/w1").getBytes(StandardCharsets.UTF_8));
        assertEquals("Alert", first.messageType());
        assertEquals(CapSignature.TRUSTED, first.signature());
        assertEquals(
                List.of("Sạt lở <núi>", "Landslide"),
                first.infos().stream().map(CapAlert.Info::headline).toList());
        assertEquals(
                "POLYGON ((107.57 16.45, 107.59 16.45, 107.59 16.47, 107.57 16.45))",
                first.infos().get(0).areas().get(0).shapes().get(0).toText());

        event("w2", "updated", NOW, "\"severity\":\"Extreme\"");
        CapAlert second = reader.read(get("/api/cap/alerts/w1").getBytes(StandardCharsets.UTF_8));
        assertEquals(
                "Update Extreme",
                second.messageType() + ' ' + second.infos().get(0).severity());
        assertEquals(
                List.of(new CapAlert.Reference(first.sender(), first.identifier(), first.sent())), second.references());
    }

    @Test
    void exercisesAndWhatIsOverAreNotInForce() throws Exception {
        post(message("x-1", "Alert", "", NOW).replace(">Actual<", ">Exercise<"));
        post(message("x-2", "Alert", "", NOW.minusSeconds(600)).replace("<expires>2999", "<expires>2001"));
        assertFalse(get("/api/cap/alerts").contains("x-"));
    }

    @Test
    void aBombIsSetAsideAndOnlyOperatorsSend() throws Exception {
        HttpResponse<String> bomb = post("<!DOCTYPE a [<!ENTITY b \"b\">]><alert>&b;</alert>");
        assertEquals("not-xml", new JsonObject(bomb.body()).getString("code"));
        assertEquals(
                401,
                twin.send(twin.request("/api/cap/alerts", twin.as(Role.OPEN))
                                .POST(HttpRequest.BodyPublishers.ofString("")))
                        .statusCode());
        assertEquals(
                404,
                twin.send(twin.request("/api/cap/alerts/none", twin.as(Role.OPEN)))
                        .statusCode());
    }

    private static void event(String id, String verb, Instant time, String data) throws Exception {
        String event = "{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"centre\",\"type\":\"vn.hue.warning."
                + verb + "\",\"subject\":\"w1\",\"time\":\"" + time + "\",\"data\":{" + data + "}}";
        HttpResponse<String> answer = twin.send(twin.request("/events", twin.as(Role.OPERATOR))
                .header("Content-Type", "application/cloudevents+json")
                .POST(HttpRequest.BodyPublishers.ofString(event)));
        assertEquals(202, answer.statusCode(), answer::body);
    }

    private static HttpResponse<String> post(String message) throws Exception {
        return twin.send(twin.request("/api/cap/alerts", twin.as(Role.OPERATOR))
                .header("Content-Type", "application/cap+xml")
                .POST(HttpRequest.BodyPublishers.ofString(message)));
    }

    private static String get(String path) throws Exception {
        HttpResponse<String> answer = twin.send(twin.request(path, twin.as(Role.OPEN)));
        assertEquals(200, answer.statusCode(), answer::body);
        return answer.body();
    }

    private static String message(String identifier, String type, String references, Instant sent) {
        return "<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\"><identifier>" + identifier
                + "</identifier><sender>kttv@hue.example</sender><sent>"
                + sent.toString().replace("Z", "-00:00")
                + "</sent><status>Actual</status><msgType>" + type + "</msgType><scope>Public</scope>" + references
                + "<info><language>vi-VN</language><category>Met</category><event>Mưa</event><urgency>Expected</urgency>"
                + "<severity>Severe</severity><certainty>Likely</certainty><expires>2999-01-01T00:00:00+07:00</expires>"
                + "<headline>Mưa lớn &amp; lũ</headline><area><areaDesc>Huế</areaDesc><polygon>" + POLYGON
                + "</polygon></area></info></alert>";
    }
}
