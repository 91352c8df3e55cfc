package vn.huetwin.server.http;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * A blocking stream to a client, for worker threads: buffers 32 KiB, waits while the client's queue is full, and
 * fails with {@link ClientLeft} once the client is gone.
 */
public final class BackPressuredOutput extends OutputStream {
    /** The client closed the connection; there is nobody to answer. */
    public static final class ClientLeft extends IOException {
        ClientLeft() {
            super("The client left");
        }
    }

    private static final int SIZE = 1 << 15;
    private static final long PATIENCE_MILLIS = 120_000;
    private final HttpServerResponse response;
    private final Context loop;
    private final boolean headOnly;
    private final Object lock = new Object();
    private final List<Runnable> onDisconnect = new ArrayList<>();
    private byte[] buffer = new byte[SIZE];
    private int size;
    private boolean left;
    private boolean drained = true;
    private boolean ended;

    /** @param headOnly whether the client asked for the head alone (HEAD): what is written goes nowhere */
    BackPressuredOutput(HttpServerResponse response, Context loop, boolean headOnly) {
        this.headOnly = headOnly;
        this.response = response;
        this.loop = loop;
        response.closeHandler(closed -> leave());
        response.exceptionHandler(e -> leave());
        response.drainHandler(drain -> {
            synchronized (lock) {
                drained = true;
                lock.notifyAll();
            }
        });
    }

    /** Runs {@code action} (on the event loop: it must not block) if the client leaves before the end. */
    public void onDisconnect(Runnable action) {
        synchronized (lock) {
            if (!left) {
                onDisconnect.add(action);
                return;
            }
        }
        action.run();
    }

    private void leave() {
        List<Runnable> actions;
        synchronized (lock) {
            if (left || ended) {
                return;
            }
            left = true;
            lock.notifyAll();
            actions = List.copyOf(onDisconnect);
        }
        actions.forEach(Runnable::run);
    }

    @Override
    public void write(int b) throws IOException {
        if (size == SIZE) {
            flush();
        }
        buffer[size++] = (byte) b;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            if (size == SIZE) {
                flush();
            }
            int part = Math.min(length - done, SIZE - size);
            System.arraycopy(bytes, offset + done, buffer, size, part);
            size += part;
            done += part;
        }
    }

    @Override
    public void flush() throws IOException {
        if (size == 0) {
            return;
        }
        if (headOnly) {
            size = 0;
            return;
        }
        awaitRoom();
        Buffer chunk = Buffer.buffer(size);
        chunk.appendBytes(buffer, 0, size);
        size = 0;
        synchronized (lock) {
            drained = false;
        }
        loop.runOnContext(go -> send(chunk));
    }

    private void send(Buffer chunk) {
        if (response.closed()) {
            leave();
            return;
        }
        if (!response.headWritten() && !response.headers().contains("Content-Length")) {
            response.setChunked(true);
        }
        response.write(chunk);
        if (!response.writeQueueFull()) {
            synchronized (lock) {
                drained = true;
                lock.notifyAll();
            }
        }
    }

    private void awaitRoom() throws IOException {
        long until = System.currentTimeMillis() + PATIENCE_MILLIS;
        synchronized (lock) {
            while (!drained && !left) {
                long wait = until - System.currentTimeMillis();
                if (wait <= 0) {
                    left = true;
                    break;
                }
                try {
                    lock.wait(wait);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IOException("Interrupted", e);
                }
            }
            if (left) {
                throw new ClientLeft();
            }
        }
    }

    /** Sends what is left and ends the answer. */
    @Override
    public void close() throws IOException {
        flush();
        synchronized (lock) {
            if (left) {
                throw new ClientLeft();
            }
            if (ended) {
                return;
            }
            ended = true;
        }
        loop.runOnContext(go -> {
            if (!response.ended() && !response.closed()) {
                response.end();
            }
        });
    }
}
