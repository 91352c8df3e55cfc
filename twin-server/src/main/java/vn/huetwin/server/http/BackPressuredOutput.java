package vn.huetwin.server.http;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stream to a client, for worker threads: buffers 32 KiB, and sends an answer that fits into them with its length, in
 * one. What a slow client does not take at once goes into a file and is sent from there, so the worker need not wait. Only an answer that is too large for that waits for its client,
 * if not too many wait already. Once the client is gone, writing fails with {@link ClientLeft}.
 */
public final class BackPressuredOutput extends OutputStream {
    /** The client closed the connection, or was too slow; there is nobody to answer. */
    public static final class ClientLeft extends IOException {
        ClientLeft() {
            super("The client left");
        }
    }

    private static final Logger log = LoggerFactory.getLogger(BackPressuredOutput.class);
    private static final int SIZE = 1 << 15;
    /** Buffers that wait for the event loop, which is another thread: it is not the client that is slow. */
    private static final int MOST_QUEUED = 8;
    /** Writers flush after the head of a table too; what was sent a moment ago need not be followed by a few bytes. */
    private static final long FLUSH_NANOS = 100_000_000;

    private final HttpServerResponse response;
    private final Context loop;
    private final boolean headOnly;
    private final SlowClients room;
    private final Semaphore mayWait;
    private final Object lock = new Object();
    private final List<Runnable> onDisconnect = new ArrayList<>();
    private final byte[] buffer = new byte[SIZE];
    private int size;
    private long sentAt = System.nanoTime();
    // guarded by the lock from here on
    private @Nullable Spool spool;
    private boolean left;
    private boolean clogged;
    private int queued;
    private boolean sending;
    private boolean complete;
    private boolean ended;

    /**
     * A stream to the client of a response.
     *
     * @param headOnly whether the client asked for the head alone (HEAD): what is written goes nowhere
     * @param mayWait  workers that may wait for their clients when there is no room left
     */
    BackPressuredOutput(
            HttpServerResponse response, Context loop, boolean headOnly, SlowClients room, Semaphore mayWait) {
        this.headOnly = headOnly;
        this.response = response;
        this.loop = loop;
        this.room = room;
        this.mayWait = mayWait;
        response.closeHandler(closed -> leave());
        response.exceptionHandler(e -> leave());
        response.drainHandler(drain -> drained());
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

    /** Whether the client is gone. */
    boolean isLeft() {
        synchronized (lock) {
            return left;
        }
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
        closeSpool();
    }

    /** A large file takes a while to be deleted. */
    private void closeSpool() {
        Spool closing;
        synchronized (lock) {
            closing = spool;
        }
        if (closing != null) {
            loop.executeBlocking(
                    () -> {
                        closing.close();
                        return null;
                    },
                    false);
        }
    }

    @Override
    public void write(int b) throws IOException {
        if (size == SIZE) {
            push();
        }
        buffer[size++] = (byte) b;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            if (size == SIZE) {
                push();
            }
            int part = Math.min(length - done, SIZE - size);
            System.arraycopy(bytes, offset + done, buffer, size, part);
            size += part;
            done += part;
        }
    }

    /** Sends what is there, if nothing was sent a moment ago. */
    @Override
    public void flush() throws IOException {
        if (System.nanoTime() - sentAt > FLUSH_NANOS) {
            push();
        }
    }

    private void push() throws IOException {
        if (size == 0) {
            return;
        }
        int length = size;
        size = 0;
        sentAt = System.nanoTime();
        if (headOnly) {
            return;
        }
        while (!sendAtOnce(length) && !keep(length)) {
            awaitClient();
        }
    }

    /** Sends if the client takes it and nothing waits before it. */
    private boolean sendAtOnce(int length) throws IOException {
        synchronized (lock) {
            if (left) {
                throw new ClientLeft();
            }
            if (!takesMore()) {
                return false;
            }
            queued++;
        }
        Buffer chunk = copy(length);
        loop.runOnContext(go -> send(chunk));
        return true;
    }

    private Buffer copy(int length) {
        return Buffer.buffer(length).appendBytes(buffer, 0, length);
    }

    /** Whether nothing waits before what would be sent now, but for the event loop; the lock is held. */
    private boolean takesMore() {
        return !clogged && queued < MOST_QUEUED && !sending && (spool == null || spool.isEmpty());
    }

    /** Whether the client has all that was written; the lock is held. */
    private boolean isTaken() {
        return queued == 0 && takesMore();
    }

    private boolean keep(int length) throws IOException {
        Spool file = spool();
        try {
            if (!file.write(buffer, length)) {
                return false;
            }
        } catch (IOException e) {
            if (isLeft()) {
                throw new ClientLeft();
            }
            throw e;
        }
        loop.runOnContext(go -> sendKept());
        return true;
    }

    private Spool spool() throws IOException {
        synchronized (lock) {
            if (spool != null) {
                return spool;
            }
        }
        Spool made = new Spool(room);
        boolean late;
        synchronized (lock) {
            spool = made;
            late = left;
        }
        if (late) {
            made.close();
            throw new ClientLeft();
        }
        return made;
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
        boolean full = response.writeQueueFull();
        synchronized (lock) {
            queued--;
            clogged = full;
            lock.notifyAll();
        }
        if (!full) {
            sendKept();
        }
    }

    private void drained() {
        synchronized (lock) {
            clogged = false;
            lock.notifyAll();
        }
        sendKept();
    }

    /** Sends the next part of the file, read by another thread; on the event loop. */
    private void sendKept() {
        Spool file;
        boolean last;
        synchronized (lock) {
            file = spool;
            last = file == null || file.isEmpty();
            if (left || ended || sending || clogged || queued > 0) {
                return;
            }
            if (last) {
                if (!complete) {
                    return;
                }
                ended = true;
            } else {
                sending = true;
                queued++;
            }
        }
        if (last || file == null) {
            end();
            return;
        }
        loop.executeBlocking(file::read, false).onComplete(part -> {
            synchronized (lock) {
                sending = false;
                lock.notifyAll();
            }
            if (part.succeeded()) {
                send(Buffer.buffer(part.result()));
            } else if (!isLeft()) {
                log.warn("An answer that waited for its client cannot be read", part.cause());
                response.reset();
            }
        });
    }

    private void end() {
        closeSpool();
        if (!response.ended() && !response.closed()) {
            response.end();
        }
    }

    /** Waits until the client has taken what is kept for it. */
    private void awaitClient() throws IOException {
        if (!mayWait.tryAcquire()) {
            cut("too many answers wait for slow clients");
        }
        try {
            long until = System.nanoTime() + room.patienceMillis() * 1_000_000;
            synchronized (lock) {
                while (!left && !isTaken()) {
                    long wait = (until - System.nanoTime()) / 1_000_000;
                    if (wait <= 0) {
                        break;
                    }
                    boolean before = sending;
                    lock.wait(wait);
                    if (before != sending) {
                        until = System.nanoTime() + room.patienceMillis() * 1_000_000;
                    }
                }
                if (left) {
                    throw new ClientLeft();
                }
                if (isTaken()) {
                    renew();
                    return;
                }
            }
            cut("the client takes nothing of it");
        } catch (InterruptedException e) {
            // the server stops, and its connections with it
            Thread.currentThread().interrupt();
            throw new ClientLeft();
        } finally {
            mayWait.release();
        }
    }

    /** An empty file gives its room back. */
    private void renew() {
        if (spool != null) {
            closeSpool();
            spool = null;
        }
    }

    private void cut(String reason) throws IOException {
        log.info("An answer was cut off: {}", reason);
        loop.runOnContext(go -> response.reset());
        leave();
        throw new ClientLeft();
    }

    /** Sends the rest and the end in one if nothing else waits. */
    private boolean endAtOnce() throws IOException {
        synchronized (lock) {
            if (left) {
                throw new ClientLeft();
            }
            if (!takesMore()) {
                return false;
            }
            queued++;
            onDisconnect.clear();
        }
        Buffer rest = copy(headOnly ? 0 : size);
        size = 0;
        loop.runOnContext(go -> end(rest));
        return true;
    }

    private void end(Buffer rest) {
        synchronized (lock) {
            if (left || ended) {
                return;
            }
            ended = true;
        }
        if (rest.length() == 0) {
            end();
            return;
        }
        closeSpool();
        if (!response.ended() && !response.closed()) {
            response.end(rest);
        }
    }

    /** Says that all is written; what is kept is sent, then the answer ends. */
    @Override
    public void close() throws IOException {
        if (endAtOnce()) {
            return;
        }
        push();
        synchronized (lock) {
            if (left) {
                throw new ClientLeft();
            }
            complete = true;
            onDisconnect.clear();
        }
        loop.runOnContext(go -> sendKept());
    }
}
