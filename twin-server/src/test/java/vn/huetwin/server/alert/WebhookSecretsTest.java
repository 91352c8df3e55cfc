package vn.huetwin.server.alert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static vn.huetwin.server.testing.EventText.report;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vn.huetwin.ingest.deadline.OfficeHours;
import vn.huetwin.server.config.Alerts;
import vn.huetwin.server.config.Limits;
import vn.huetwin.server.config.ServerConfig;
import vn.huetwin.server.security.Role;
import vn.huetwin.server.testing.TestTwin;
import vn.huetwin.server.testing.TwinProcesses;

/** Secrets of web hooks lie in the database, and so in its backups, under a key that does not. */
@Tag("postgis")
class WebhookSecretsTest {
    private static final String CLEAR = "whsec_MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0";

    private TestTwin twin;
    private Path key;
    private int sent;

    @BeforeEach
    void open() throws Exception {
        twin = TestTwin.plan()
                .limits(Limits.DEFAULT.webhooks(Duration.ofMillis(20), 4))
                .configured(config -> config.alerts(new Alerts(List.of("127.0.0.1/32"), OfficeHours.USUAL)))
                .start();
        key = twin.data().resolve("webhook.key");
    }

    @AfterEach
    void close() {
        twin.close();
    }

    @Test
    void secretsAreStoredUnderAKeyThatOnlyItsOwnerReads() throws Exception {
        assertFalse(Files.exists(key), "nobody needs it yet");
        try (Sink sink = new Sink()) {
            JsonObject made = subscribe(sink);
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(key)));
            String stored = stored(made);
            assertTrue(stored.startsWith("aes-gcm:"), stored);
            JsonObject shown = twin.json("/api/subscriptions/" + made.getString("id"), twin.as(Role.ADMIN));
            assertFalse(shown.containsKey("secret"));
            assertFalse(twin.city()
                    .subscriptions(ServerConfig.of(twin.data()).build())
                    .all()
                    .toString()
                    .contains(made.getString("secret")));

            // as versions before this one left it
            execute("UPDATE subscription SET secret = '" + CLEAR + "'");
            twin.restart();
            assertTrue(stored(made).startsWith("aes-gcm:"));
            assertSigned(sink, CLEAR);
        }
    }

    @Test
    void theKeyIsRenewedBesideTheServer() throws Exception {
        try (Sink sink = new Sink()) {
            JsonObject made = subscribe(sink);
            String before = stored(made);
            String old = Files.readString(key);
            assertEquals(
                    1,
                    twin.city()
                            .subscriptions(ServerConfig.of(twin.data()).build())
                            .renewKey());
            assertNotEquals(old, Files.readString(key));
            assertEquals(1, Files.readAllLines(key).size(), "nothing needs the old one");
            assertNotEquals(before.substring(0, 17), stored(made).substring(0, 17));
            assertSigned(sink, made.getString("secret"));
            JsonObject second = subscribe(sink);
            assertEquals(
                    stored(made).substring(0, 17), stored(second).substring(0, 17), "the server knows the new key");
            assertTrue(twin.send("DELETE", "/api/subscriptions/" + second.getString("id"), twin.as(Role.ADMIN))
                            .statusCode()
                    == 204);
            twin.restart();
            assertSigned(sink, made.getString("secret"));
        }
    }

    /** As in a city that was restored from a backup alone. */
    @Test
    void withoutItsKeyASubscriptionWaitsUntilTheKeyIsBack() throws Exception {
        try (Sink sink = new Sink()) {
            JsonObject made = subscribe(sink);
            Path away = Files.move(key, twin.data().resolve("away"));
            twin.restart();
            String path = "/api/subscriptions/" + made.getString("id");
            assertTrue(twin.json(path, twin.as(Role.ADMIN)).getString("reason").contains("webhook.key"));
            send();
            assertTrue(sink.isQuiet());
            Files.move(away, key);
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
            assertEquals(
                    204,
                    twin.send("POST", path + "/resume", twin.as(Role.ADMIN)).statusCode());
            assertDelivered(sink, made.getString("secret"));
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(key)));
        }
    }

    private void assertSigned(Sink sink, String secret) throws Exception {
        send();
        assertDelivered(sink, secret);
    }

    private void assertDelivered(Sink sink, String secret) throws Exception {
        Sink.Delivery delivery = sink.next();
        assertNotNull(delivery);
        assertEquals("w" + sent, new JsonObject(delivery.body()).getString("id"));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring("whsec_".length())), "HmacSHA256"));
        String text = delivery.id() + "." + delivery.timestamp() + "." + delivery.body();
        assertEquals(
                "v1," + Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8))),
                delivery.signature());
    }

    private void send() throws Exception {
        HttpResponse<String> answer =
                twin.post("/events", "application/cloudevents+json", report("w" + ++sent, ""), twin.as(Role.OPERATOR));
        assertEquals(202, answer.statusCode(), answer.body());
    }

    private JsonObject subscribe(Sink sink) throws Exception {
        HttpResponse<String> answer = twin.post(
                "/api/subscriptions",
                "application/json",
                "{\"sink\":\"" + sink.address() + "\",\"types\":[\"vn.hue.incident.*\"]}",
                twin.as(Role.ADMIN));
        assertEquals(201, answer.statusCode(), answer.body());
        return new JsonObject(answer.body());
    }

    private String stored(JsonObject subscription) throws Exception {
        try (Connection connection = twin.city().dataSource().getConnection()) {
            return TwinProcesses.rows(
                            connection,
                            "SELECT secret FROM subscription WHERE id = '" + subscription.getString("id") + "'")
                    .get(0);
        }
    }

    private void execute(String sql) throws Exception {
        try (Connection connection = twin.city().dataSource().getConnection()) {
            try (var statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }
    }
}
