package vn.huetwin.server.source;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A broker as a process of its own, to be killed and started again at the same port. */
abstract class Broker implements AutoCloseable {
    private final int port;
    private @Nullable Process process;

    Broker(int port) {
        this.port = port;
    }

    static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    int port() {
        return port;
    }

    abstract ProcessBuilder program();

    /** Starts without waiting. */
    void begin() throws IOException {
        process = program()
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    void start() throws IOException, InterruptedException {
        begin();
        await();
    }

    /** Returns when it takes connections. */
    void await() throws IOException, InterruptedException {
        Process started = process;
        for (int i = 0; i < 2_400 && started != null && started.isAlive(); i++) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
                return;
            } catch (IOException e) {
                TimeUnit.MILLISECONDS.sleep(25);
            }
        }
        throw new IOException(getClass().getSimpleName() + " does not start");
    }

    /** As {@code kill -9} does. */
    void kill() throws InterruptedException {
        Process running = process;
        if (running != null) {
            running.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
        }
    }

    @Override
    public void close() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
        }
    }
}
