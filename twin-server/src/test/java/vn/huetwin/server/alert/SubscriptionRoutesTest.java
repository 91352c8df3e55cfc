package vn.huetwin.server.alert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static vn.huetwin.server.testing.EventText.report;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vn.huetwin.ingest.deadline.OfficeHours;
import vn.huetwin.server.config.Alerts;
import vn.huetwin.server.config.Limits;
import vn.huetwin.server.security.Role;
import vn.huetwin.server.testing.TestTwin;

@Tag("postgis")
class SubscriptionRoutesTest {
    private static final String INCIDENTS = ",\"types\":[\"vn.hue.incident.*\"]";

    private static TestTwin twin;

    @BeforeAll
    static void open() throws Exception {
        twin = TestTwin.plan()
                .limits(Limits.DEFAULT.webhooks(Duration.ofMillis(20), 4))
                .configured(config -> config.alerts(new Alerts(List.of("127.0.0.1/32"), OfficeHours.USUAL)))
                .start();
    }

    @AfterAll
    static void close() {
        twin.close();
    }

    @Test
    void deliveriesAreSignedAndInOrder() throws Exception {
        try (Sink sink = new Sink()) {
            JsonObject made = subscribe(sink, INCIDENTS + ",\"filter\":\"category = 'FLOOD'\"");
            send(report("s0", ""));
            for (int i = 1; i <= 20; i++) {
                send(report("s" + i, "").replace("ROAD", "FLOOD"));
            }
            for (int i = 1; i <= 20; i++) {
                Sink.Delivery delivery = sink.next();
                assertNotNull(delivery);
                assertEquals("s" + i, new JsonObject(delivery.body()).getString("id"));
                assertEquals("v1," + mac(made.getString("secret"), delivery), delivery.signature());
            }
            assertTrue(sink.isQuiet());
            end(made);
        }
    }

    /** As a receiver checks it: HMAC-SHA256 of id, time and body, joined by dots. */
    private static String mac(String secret, Sink.Delivery delivery) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring("whsec_".length())), "HmacSHA256"));
        String signed = delivery.id() + "." + delivery.timestamp() + "." + delivery.body();
        return Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aSinkThatIsUnwellGetsEverythingInOrderAfterwardsOverARestartToo() throws Exception {
        try (Sink sink = new Sink()) {
            JsonObject made = subscribe(sink, INCIDENTS);
            sink.mood = n -> n % 3 == 0 ? 503 : 204;
            List<String> sent = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                sent.add("u" + i);
                send(report("u" + i, ""));
                if (i == 15) {
                    twin.restart();
                }
            }
            List<String> taken = new ArrayList<>();
            for (Sink.Delivery next = sink.next(); ; next = sink.next()) {
                assertNotNull(next, "after " + taken);
                String id = new JsonObject(next.body()).getString("id");
                if (taken.isEmpty() || !taken.get(taken.size() - 1).equals(id)) {
                    taken.add(id);
                }
                if (id.equals("u29")) {
                    break;
                }
            }
            assertEquals(sent, taken, "one that was taken just before a stop may come twice, with the same id");
            end(made);
        }
    }

    @Test
    void whatASinkRefusesForGoodIsADeadLetterThatCanBeSentAgain() throws Exception {
        try (Sink sink = new Sink()) {
            JsonObject made = subscribe(sink, INCIDENTS);
            sink.mood = n -> n <= 3 ? 400 : 204;
            send(report("d1", ""));
            send(report("d2", ""));
            assertEquals("d2", new JsonObject(sink.next().body()).getString("id"), "the stream goes on");
            String letters = "/api/subscriptions/" + made.getString("id") + "/dead-letters";
            JsonObject letter = twin.json(letters, twin.as(Role.OPERATOR))
                    .getJsonArray("deadLetters")
                    .getJsonObject(0);
            assertEquals("d1", letter.getJsonObject("event").getString("id"));
            assertEquals("HTTP 400", letter.getString("error"));
            String replay = letters + "/" + letter.getLong("id") + "/replay";
            assertEquals(
                    true,
                    new JsonObject(twin.send("POST", replay, twin.as(Role.OPERATOR))
                                    .body())
                            .getBoolean("taken"));
            assertEquals("d1", new JsonObject(sink.next().body()).getString("id"));
            assertEquals(
                    404, twin.send("POST", replay, twin.as(Role.OPERATOR)).statusCode(), "it is a dead letter no more");
            end(made);
        }
    }

    @Test
    void aSinkThatIsGoneEndsItsSubscription() throws Exception {
        try (Sink sink = new Sink()) {
            JsonObject made = subscribe(sink, INCIDENTS);
            sink.mood = n -> 410;
            send(report("g1", ""));
            String path = "/api/subscriptions/" + made.getString("id");
            JsonObject now = twin.json(path, twin.as(Role.OPERATOR));
            for (int i = 0; i < 100 && !now.getString("state").equals("ended"); i++) {
                Thread.sleep(50);
                now = twin.json(path, twin.as(Role.OPERATOR));
            }
            assertEquals("ended", now.getString("state"), now::encode);
            assertEquals(1, sink.asked.size());
            end(made);
        }
    }

    @Test
    void personalDataGoOnlyWhereTheyAreAskedFor() throws Exception {
        try (Sink open = new Sink();
                Sink personal = new Sink()) {
            JsonObject one = subscribe(open, INCIDENTS);
            JsonObject other = subscribe(personal, INCIDENTS + ",\"accessclass\":\"personal\"");
            send(report("p1", ",\"reporter_ref\":\"r-77\""));
            assertEquals(null, reporter(open.next()));
            assertEquals("r-77", reporter(personal.next()));
            end(one);
            end(other);
        }
    }

    private static String reporter(Sink.Delivery delivery) {
        return new JsonObject(delivery.body()).getJsonObject("data").getString("reporter_ref");
    }

    @Test
    void sinksThatAreNotAllowedOrDoNotAgreeAreRefused() throws Exception {
        try (Sink sink = new Sink()) {
            sink.allows = "somebody.else";
            assertEquals("sink-does-not-agree", code(sink.address()));
        }
        assertEquals("sink-not-allowed", code("http://127.0.0.2:1/"));
        assertEquals("sink-not-allowed", code("https://10.0.0.1/hook"));
        assertEquals("sink-not-allowed", code("http://[::ffff:169.254.169.254]/latest"));
        assertEquals("sink-not-allowed", code("http://[fd00::1]/"));
        assertEquals("sink-not-encrypted", code("http://8.8.8.8/"));
        assertEquals("sink-invalid", code("file:///etc/passwd"));
        assertEquals("sink-invalid", code("https://user:word@8.8.8.8/"));
        assertEquals(
                401, twin.post("/api/subscriptions", "application/json", "{}").statusCode());
    }

    private static String code(String sink) throws Exception {
        return new JsonObject(post("{\"sink\":\"" + sink + "\"}").body()).getString("code");
    }

    private static JsonObject subscribe(Sink sink, String more) throws Exception {
        HttpResponse<String> answer = post("{\"sink\":\"" + sink.address() + "\"" + more + "}");
        assertEquals(201, answer.statusCode(), answer.body());
        return new JsonObject(answer.body());
    }

    private static void end(JsonObject subscription) throws Exception {
        String path = "/api/subscriptions/" + subscription.getString("id");
        assertEquals(204, twin.send("DELETE", path, twin.as(Role.OPERATOR)).statusCode());
    }

    private static HttpResponse<String> post(String body) throws Exception {
        return twin.post("/api/subscriptions", "application/json", body, twin.as(Role.OPERATOR));
    }

    private static void send(String event) throws Exception {
        assertEquals(
                202,
                twin.post("/events", "application/cloudevents+json", event, twin.as(Role.OPERATOR))
                        .statusCode());
    }
}
