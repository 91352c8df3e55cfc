package vn.huetwin.server.http;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.tiles.map.Stop;

/**
 * Answers that many ask for, made once: who asks for what is being made waits for that, and the last answers are kept. A key
 * names all that an answer depends on, who asks and what is stored included, so nobody gets what was made for others. Who
 * leaves leaves the making to the others; when all have left, it is stopped.
 */
public final class SharedAnswers {
    /** Makes an answer; runs on a worker. */
    public interface Making {
        byte[] make(Stop stop) throws Exception;
    }

    /** Who waits for an answer; respond runs on the event loop of the request. */
    private record Waiting(RoutingContext context, Context loop, Consumer<byte[]> respond) {}

    /** An answer in the making. */
    private static final class Work {
        /** Null if nobody may join. */
        private final @Nullable String key;

        private final Stop stop;
        /** Guarded by the answers. */
        private final Set<Waiting> waiting = new LinkedHashSet<>();

        Work(@Nullable String key, Stop stop) {
            this.key = key;
            this.stop = stop;
        }
    }

    private final Vertx vertx;
    private final Workers workers;
    private final AnswerMemory memory;
    private final Duration timeout;
    /** Guarded by itself. */
    private final Map<String, Work> works = new HashMap<>();

    private final LongAdder made = new LongAdder();
    private final LongAdder joined = new LongAdder();
    private final LongAdder kept = new LongAdder();

    /** @param timeout longest time for the making of one answer */
    public SharedAnswers(Vertx vertx, Workers workers, AnswerMemory memory, Duration timeout) {
        this.vertx = vertx;
        this.workers = workers;
        this.memory = memory;
        this.timeout = timeout;
    }

    /**
     * Answers a request, on the event loop; failures go to its failure handler.
     *
     * @param key     null for an answer that is for this request alone
     * @param respond gets the bytes, on the event loop
     * @throws HttpProblem 503 if there is no room for more work
     */
    public void answer(RoutingContext context, @Nullable String key, Making making, Consumer<byte[]> respond) {
        Waiting mine = new Waiting(context, vertx.getOrCreateContext(), respond);
        byte[] known;
        Work work;
        boolean fresh;
        synchronized (works) {
            Work same = key == null ? null : works.get(key);
            // what is made is kept before it is no longer in the making
            known = key == null || same != null ? null : memory.find(key);
            fresh = same == null;
            work = same == null ? new Work(key, new Stop(timeout.toMillis())) : same;
            if (known == null) {
                work.waiting.add(mine);
                if (fresh && key != null) {
                    works.put(key, work);
                }
            }
        }
        if (known != null) {
            kept.increment();
            respond.accept(known);
            return;
        }
        context.response().closeHandler(closed -> leave(work, mine));
        if (fresh) {
            begin(work, making, mine);
        } else {
            joined.increment();
        }
    }

    private void begin(Work work, Making making, Waiting first) {
        try {
            workers.run(first.context, () -> run(work, making));
        } catch (HttpProblem busy) {
            end(work).stream()
                    .filter(w -> !w.equals(first))
                    .forEach(w -> w.loop.runOnContext(v -> w.context.fail(busy)));
            throw busy;
        }
    }

    private void run(Work work, Making making) {
        synchronized (works) {
            if (work.waiting.isEmpty()) {
                return;
            }
        }
        byte[] bytes;
        try {
            bytes = making.make(work.stop);
        } catch (Throwable e) {
            Throwable told = e instanceof Stop.Stopped ? tooLong() : e;
            end(work).forEach(w -> w.loop.runOnContext(v -> w.context.fail(told)));
            return;
        }
        made.increment();
        if (work.key != null) {
            memory.put(work.key, bytes);
        }
        end(work).forEach(w -> w.loop.runOnContext(v -> respond(w, bytes)));
    }

    private static HttpProblem tooLong() {
        return new HttpProblem(
                503,
                "answer-too-long",
                null,
                new Text(
                        "Làm quá lâu nên đã dừng; hãy thu hẹp vùng",
                        "It took too long and was stopped; ask for a smaller area"),
                5);
    }

    private static void respond(Waiting waiting, byte[] bytes) {
        if (waiting.context.response().closed()) {
            return;
        }
        try {
            waiting.respond.accept(bytes);
        } catch (RuntimeException e) {
            waiting.context.fail(e);
        }
    }

    /** Nobody joins any more. @return who waits */
    private List<Waiting> end(Work work) {
        synchronized (works) {
            if (work.key != null) {
                works.remove(work.key, work);
            }
            List<Waiting> all = List.copyOf(work.waiting);
            work.waiting.clear();
            return all;
        }
    }

    private void leave(Work work, Waiting who) {
        boolean last;
        synchronized (works) {
            last = work.waiting.remove(who) && work.waiting.isEmpty();
            if (last && work.key != null) {
                works.remove(work.key, work);
            }
        }
        if (last) {
            // what is to be done may block for some milliseconds
            ForkJoinPool.commonPool().execute(work.stop::say);
        }
    }

    /** Answers made since the start. */
    public long made() {
        return made.sum();
    }

    /** Requests that got an answer which was being made for another. */
    public long joined() {
        return joined.sum();
    }

    /** Requests that got an answer which was kept. */
    public long kept() {
        return kept.sum();
    }
}
