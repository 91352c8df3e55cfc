package vn.huetwin.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests whose answers are made when the test lets them. */
class SharedAnswersTest {
    private final Vertx vertx = Vertx.vertx();
    private final Workers workers = new Workers(vertx, "shared-test", 2, 2);
    private final SharedAnswers answers =
            new SharedAnswers(vertx, workers, new AnswerMemory(100_000), Duration.ofSeconds(30));
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final AtomicInteger makings = new AtomicInteger();
    private final HttpClient client = HttpClient.newHttpClient();
    private int port;

    @BeforeEach
    void start() throws Exception {
        Router router = Router.router(vertx);
        router.get("/answer").handler(context -> {
            String key = context.request().getParam("key");
            answers.answer(
                    context,
                    key,
                    stop -> {
                        int number = makings.incrementAndGet();
                        stop.during(stopped::countDown);
                        begun.countDown();
                        mayEnd.await();
                        if ("bad".equals(key)) {
                            throw HttpProblem.notFound("it");
                        }
                        return (key + " " + number).getBytes(StandardCharsets.UTF_8);
                    },
                    bytes -> context.response().end(Buffer.buffer(bytes)));
        });
        router.route().failureHandler(new Failures());
        HttpServer server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .await(10, TimeUnit.SECONDS);
        port = server.actualPort();
    }

    @AfterEach
    void stop() throws Exception {
        mayEnd.countDown();
        workers.close();
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    private CompletableFuture<String> ask(String query) {
        return client.sendAsync(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/answer" + query))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .thenApply(answer -> answer.statusCode() + " " + answer.body());
    }

    /** Asks and hears nothing. */
    private Socket deaf(String query) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.getOutputStream()
                .write(("GET /answer" + query + " HTTP/1.1\r\nHost: here\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static void await(LongSupplier count, long wanted) throws InterruptedException {
        for (int i = 0; i < 1_000 && count.getAsLong() < wanted; i++) {
            Thread.sleep(5);
        }
        assertEquals(wanted, count.getAsLong());
    }

    @Test
    void whoAsksForTheSameGetsTheSameMadeOnce() throws Exception {
        List<CompletableFuture<String>> asked = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            asked.add(ask("?key=a"));
        }
        await(answers::joined, 19);
        mayEnd.countDown();
        for (CompletableFuture<String> answer : asked) {
            assertEquals("200 a 1", answer.get(10, TimeUnit.SECONDS));
        }
        assertEquals("200 a 1", ask("?key=a").get(10, TimeUnit.SECONDS), "from memory");
        assertEquals("1 1", answers.made() + " " + answers.kept());
        assertEquals("200 b 2", ask("?key=b").get(10, TimeUnit.SECONDS));
        assertEquals("200 null 3", ask("").get(10, TimeUnit.SECONDS), "for itself alone");
        assertEquals("200 null 4", ask("").get(10, TimeUnit.SECONDS));
    }

    @Test
    void whoLeavesLeavesItToTheOthers() throws Exception {
        Socket first = deaf("?key=a");
        begun.await();
        CompletableFuture<String> second = ask("?key=a");
        await(answers::joined, 1);
        first.close();
        Thread.sleep(100);
        assertEquals(1, stopped.getCount(), "somebody still waits");
        mayEnd.countDown();
        assertEquals("200 a 1", second.get(10, TimeUnit.SECONDS));
    }

    @Test
    void whenAllHaveLeftItStopsAndTheNextBeginsAnew() throws Exception {
        Socket first = deaf("?key=a");
        begun.await();
        Socket second = deaf("?key=a");
        await(answers::joined, 1);
        first.close();
        second.close();
        assertTrue(stopped.await(10, TimeUnit.SECONDS));
        CompletableFuture<String> third = ask("?key=a");
        await(makings::get, 2);
        mayEnd.countDown();
        assertEquals("200 a 2", third.get(10, TimeUnit.SECONDS));
    }

    @Test
    void aFailureIsToldToAllAndNotKept() throws Exception {
        CompletableFuture<String> first = ask("?key=bad");
        begun.await();
        CompletableFuture<String> second = ask("?key=bad");
        await(answers::joined, 1);
        mayEnd.countDown();
        assertTrue(first.get(10, TimeUnit.SECONDS).startsWith("404"));
        assertTrue(second.get(10, TimeUnit.SECONDS).startsWith("404"));
        assertTrue(ask("?key=bad").get(10, TimeUnit.SECONDS).startsWith("404"));
        assertEquals(2, makings.get());
    }

    @Test
    void whatHasNoRoomIsRefusedAndCanBeAskedForAgain() throws Exception {
        List<CompletableFuture<String>> asked = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            asked.add(ask("?key=k" + i));
        }
        await(() -> workers.active() + workers.queued(), 4);
        assertTrue(ask("?key=late").get(10, TimeUnit.SECONDS).startsWith("503"));
        mayEnd.countDown();
        for (CompletableFuture<String> answer : asked) {
            assertTrue(answer.get(10, TimeUnit.SECONDS).startsWith("200"));
        }
        assertTrue(ask("?key=late").get(10, TimeUnit.SECONDS).startsWith("200"));
    }

    @Test
    void theMemoryIsBoundedAndForgetsWhatWasNotAskedForLongest() {
        AnswerMemory memory = new AnswerMemory(10_000);
        for (int i = 0; i < 100; i++) {
            memory.find("k0");
            memory.put("k" + i, new byte[800]);
            assertTrue(memory.bytes() <= 10_000, "at " + i);
        }
        assertEquals(800, memory.find("k0").length);
        assertEquals(800, memory.find("k99").length);
        assertNull(memory.find("k50"));
        memory.put("large", new byte[5_000]);
        assertNull(memory.find("large"));
        memory.put("k99", new byte[100]);
        assertEquals(100, memory.find("k99").length);
    }
}
