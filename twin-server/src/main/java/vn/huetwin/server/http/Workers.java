package vn.huetwin.server.http;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import vn.huetwin.ontology.catalogue.Text;

/** A bounded, named pool for blocking work: what does not fit in its queue is refused with 503 at once. */
public final class Workers implements AutoCloseable {
    /** Work that writes its answer as it goes; runs on a worker thread. */
    public interface StreamingWork {
        void write(BackPressuredOutput out) throws Exception;
    }

    private static final Logger log = LoggerFactory.getLogger(Workers.class);
    private static final int STOP_SECONDS = 5;

    private final String name;
    private final ThreadPoolExecutor pool;
    private final Vertx vertx;
    private final SlowClients room;
    /** Half of the threads: the others are there for clients that take their answers. */
    private final Semaphore mayWait;

    /** A pool that keeps nothing for slow clients: it answers as a whole. */
    public Workers(Vertx vertx, String name, int threads, int queue) {
        this(vertx, name, threads, queue, new SlowClients(0, 0, 30_000));
    }

    /**
     * A pool.
     *
     * @param queue requests that may wait for a thread
     * @param room  for answers that slow clients have not taken yet
     */
    public Workers(Vertx vertx, String name, int threads, int queue, SlowClients room) {
        this.vertx = vertx;
        this.name = name;
        this.room = room;
        mayWait = new Semaphore(Math.max(1, threads / 2));
        AtomicInteger number = new AtomicInteger();
        pool = new ThreadPoolExecutor(threads, threads, 60, TimeUnit.SECONDS, new ArrayBlockingQueue<>(queue), work -> {
            Thread thread = new Thread(work, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        pool.allowCoreThreadTimeOut(true);
    }

    /** Runs {@code work} on a worker and {@code respond} on the event loop; failures go to the failure handler. */
    public <T> void run(RoutingContext context, Callable<T> work, Consumer<T> respond) {
        Context loop = vertx.getOrCreateContext();
        submit(context, () -> {
            if (context.response().closed()) {
                return;
            }
            try {
                T result = work.call();
                loop.runOnContext(done -> {
                    if (context.response().closed()) {
                        return;
                    }
                    try {
                        respond.accept(result);
                    } catch (RuntimeException e) {
                        context.fail(e);
                    }
                });
            } catch (Throwable e) {
                loop.runOnContext(done -> context.fail(e));
            }
        });
    }

    /** Runs {@code work} on a worker with a stream to the client that keeps what a slow client has not taken yet. */
    public void stream(RoutingContext context, StreamingWork work) {
        Context loop = vertx.getOrCreateContext();
        BackPressuredOutput out = new BackPressuredOutput(
                context.response(),
                loop,
                HttpMethod.HEAD.equals(context.request().method()),
                room,
                mayWait);
        submit(context, () -> {
            if (out.isLeft()) {
                return;
            }
            try {
                work.write(out);
                out.close();
            } catch (BackPressuredOutput.ClientLeft e) {
                return;
            } catch (Throwable e) {
                loop.runOnContext(done -> context.fail(e));
            }
        });
    }

    /** Runs work that answers by itself. @throws HttpProblem 503 if the queue is full */
    public void run(Runnable work) {
        pool(work);
    }

    /** Runs work that answers a request by itself, and logs under its number. @throws HttpProblem 503 if the queue is full */
    void run(RoutingContext context, Runnable work) {
        submit(context, work);
    }

    public int queued() {
        return pool.getQueue().size();
    }

    public String name() {
        return name;
    }

    /** Requests that are worked on. */
    public int active() {
        return pool.getActiveCount();
    }

    /** What the work logs carries the number of its request. */
    private void submit(RoutingContext context, Runnable work) {
        String number = RequestLog.number(context);
        pool(() -> {
            MDC.put("request", number);
            try {
                work.run();
            } finally {
                MDC.remove("request");
            }
        });
    }

    private void pool(Runnable work) {
        try {
            pool.execute(work);
        } catch (RejectedExecutionException e) {
            throw new HttpProblem(
                    503,
                    "server-busy",
                    null,
                    new Text("Máy chủ đang bận, hãy thử lại sau", "The server is busy; try again shortly"),
                    2);
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
        try {
            if (!pool.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                log.warn("{} requests are still worked on by the pool {}", pool.getActiveCount(), name);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
