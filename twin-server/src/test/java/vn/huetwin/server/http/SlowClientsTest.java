package vn.huetwin.server.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two workers write answers of half a megabyte to clients that take them when they like. */
class SlowClientsTest {
    private static final int THREADS = 2;
    private static final byte[] ANSWER = new byte[1 << 19];

    static {
        new Random(7).nextBytes(ANSWER);
    }

    private final Vertx vertx = Vertx.vertx();
    private final List<Socket> sockets = new ArrayList<>();
    private final CountDownLatch told = new CountDownLatch(1);
    private final CountDownLatch freed = new CountDownLatch(1);
    private Workers workers;
    private int port;

    private void start(SlowClients room) throws Exception {
        workers = new Workers(vertx, "slow-test", THREADS, 100, room);
        Router router = Router.router(vertx);
        router.get("/answer").handler(context -> workers.stream(context, out -> out.write(ANSWER)));
        router.get("/endless")
                .handler(context -> workers.stream(context, out -> {
                    out.onDisconnect(told::countDown);
                    try {
                        while (true) {
                            out.write(ANSWER);
                        }
                    } finally {
                        freed.countDown();
                    }
                }));
        router.get("/small")
                .handler(context -> workers.stream(context, out -> out.write("here".getBytes(StandardCharsets.UTF_8))));
        HttpServer server = vertx.createHttpServer(new HttpServerOptions().setSendBufferSize(1 << 13))
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .await(10, TimeUnit.SECONDS);
        port = server.actualPort();
    }

    @AfterEach
    void stop() throws Exception {
        for (Socket socket : sockets) {
            socket.close();
        }
        workers.close();
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    /** Asks, and takes nothing until it is read. */
    private Socket slow(String path) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(1 << 12);
        socket.setSoTimeout(60_000);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.0\r\nHost: here\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        sockets.add(socket);
        return socket;
    }

    private String fast() throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/small"))
                                .timeout(java.time.Duration.ofSeconds(60))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static byte[] body(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        int ends = 0;
        while (ends < 4) {
            int b = in.read();
            assertTrue(b >= 0);
            ends = b == '\r' || b == '\n' ? ends + 1 : 0;
        }
        return in.readAllBytes();
    }

    @Test
    void sixtyFourSlowClientsDoNotStopAFastOneAndGetAllOfTheirAnswers() throws Exception {
        SlowClients room = new SlowClients(1 << 20, 1 << 26, 60_000);
        start(room);
        for (int i = 0; i < 64; i++) {
            slow("/answer");
        }
        assertEquals("here", fast());
        for (Socket socket : sockets) {
            assertArrayEquals(ANSWER, body(socket));
        }
        awaitEmpty(room);
    }

    @Test
    void aClientThatLeavesFreesItsWorkerAndItsRoom() throws Exception {
        SlowClients room = new SlowClients(1 << 20, 1 << 26, 60_000);
        start(room);
        Socket leaving = slow("/endless");
        while (room.waiting() < 1 << 19) {
            Thread.sleep(5);
        }
        leaving.close();
        assertTrue(told.await(60, TimeUnit.SECONDS));
        assertTrue(freed.await(60, TimeUnit.SECONDS));
        awaitEmpty(room);
    }

    /** Half of the workers may wait; who comes then gets the beginning only, and the connection ends. */
    @Test
    void withoutRoomSomeWorkersStayFree() throws Exception {
        start(new SlowClients(1 << 16, 1 << 16, 600_000));
        for (int i = 0; i < 8; i++) {
            slow("/endless");
        }
        assertEquals("here", fast());
    }

    @Test
    void whoTakesNothingForLongIsCutOff() throws Exception {
        start(new SlowClients(1 << 16, 1 << 16, 50));
        slow("/endless");
        assertTrue(freed.await(60, TimeUnit.SECONDS));
        assertEquals("here", fast());
    }

    @Test
    void aSteadyReaderGetsMoreThanThereIsRoomFor() throws Exception {
        SlowClients room = new SlowClients(1 << 16, 1 << 16, 60_000);
        start(room);
        assertArrayEquals(ANSWER, body(slow("/answer")));
        awaitEmpty(room);
    }

    private static void awaitEmpty(SlowClients room) throws InterruptedException {
        for (int i = 0; i < 6_000 && room.waiting() > 0; i++) {
            Thread.sleep(10);
        }
        assertEquals(0, room.waiting());
    }
}
