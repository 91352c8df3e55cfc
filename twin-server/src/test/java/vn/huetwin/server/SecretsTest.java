package vn.huetwin.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import vn.huetwin.server.http.RouteTemplates;
import vn.huetwin.server.security.Role;
import vn.huetwin.server.testing.TestTwin;

/** Every route is asked with right, wrong and odd credentials: none of them stands in the log or comes back. */
@Tag("postgis")
class SecretsTest {
    private static final String WRONG = "twin_wrong-key-4711";
    private static final String TOKEN = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.signature-4712";
    private static final String LOGIN = "Basic dXNlcjpwYXNzd29yZC00NzEz";

    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Logger ours = (Logger) LoggerFactory.getLogger("vn.huetwin");
    private final ListAppender<ILoggingEvent> written = new ListAppender<>();

    @Test
    void credentialsStayWhereTheyAre() throws Exception {
        Level before = ours.getLevel();
        ours.setLevel(Level.DEBUG);
        ours.setAdditive(false);
        ours.addAppender(written);
        root.addAppender(written);
        written.start();
        List<String> secrets = new ArrayList<>(List.of(WRONG, TOKEN, LOGIN.substring(6)));
        List<String> answers = new ArrayList<>();
        try (TestTwin twin = TestTwin.empty()) {
            String key = twin.key(Role.ADMIN);
            secrets.add(key);
            secrets.add(twin.address().password());
            for (String template : RouteTemplates.all(twin.twin().router())) {
                String path = template.replaceAll(":[a-z]+", "1").replace("*", "x");
                for (String credential : List.of("Bearer " + key, "Bearer " + WRONG, "Bearer " + TOKEN, LOGIN)) {
                    for (String method : List.of("GET", "POST")) {
                        answers.add(answer(twin, method, path, credential));
                    }
                }
            }
        } finally {
            ours.detachAppender(written);
            root.detachAppender(written);
            ours.setAdditive(true);
            ours.setLevel(before);
        }
        List<String> log = written.list.stream().map(SecretsTest::text).toList();
        assertTrue(log.stream().anyMatch(l -> l.contains("/api/layers 200")), "requests are written down");
        assertEquals(List.of(), found(secrets, log));
        assertEquals(List.of(), found(secrets, answers));
    }

    private static String answer(TestTwin twin, String method, String path, String credential) throws Exception {
        var request = twin.request(path, "Authorization", credential)
                .method(method, method.equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofString("{"));
        HttpResponse<InputStream> answer = twin.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = answer.body()) {
            boolean stream =
                    answer.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream");
            return answer.headers().map() + (stream ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static String text(ILoggingEvent event) {
        String trace = event.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy());
        return event.getFormattedMessage() + event.getKeyValuePairs() + event.getMDCPropertyMap() + trace;
    }

    private static List<String> found(List<String> secrets, List<String> texts) {
        return texts.stream()
                .filter(text -> secrets.stream().anyMatch(text::contains))
                .toList();
    }
}
