package vn.huetwin.server.sparql;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.server.http.BackPressuredOutput;
import vn.huetwin.server.http.Caller;
import vn.huetwin.server.http.HttpProblem;
import vn.huetwin.server.http.Workers;
import vn.huetwin.server.sparql.Turns.Turn;

/**
 * Gives each query its turn on the workers, so that clients that send many or long ones do not keep the rest waiting. A
 * client is a key, or an address without one.
 */
final class ClientQueues {
    /** A query that writes its answer. */
    interface Asking {
        void write(BackPressuredOutput out, Turn turn) throws Exception;
    }

    private static final long PASS_MILLIS = 50;
    private static final int RETRY_SECONDS = 2;

    private final Workers workers;
    private final Turns turns;
    private final AtomicBoolean passing = new AtomicBoolean();

    /**
     * Queues before a pool.
     *
     * @param atOnce      queries that run
     * @param ofClient    of one client that run
     * @param mostWaiting of all; more are refused
     */
    ClientQueues(Workers workers, int atOnce, int ofClient, int mostWaiting) {
        this.workers = workers;
        this.turns = new Turns(atOnce, ofClient, mostWaiting, System::nanoTime);
    }

    /** Streams an answer when it is its turn. @throws HttpProblem 429 if too many of the client's queries wait */
    void stream(RoutingContext context, Asking asking) {
        Context loop = context.vertx().getOrCreateContext();
        AtomicReference<@Nullable Turn> own = new AtomicReference<>();
        Turn turn = turns.enter(name(context), new Turns.Outcome() {
            @Override
            public void begin() {
                loop.runOnContext(now -> ClientQueues.this.begin(context, own.get(), asking));
            }

            @Override
            public void refuse() {
                loop.runOnContext(now -> context.fail(busy()));
            }
        });
        if (turn == null) {
            throw tooMany();
        }
        own.set(turn);
        context.addEndHandler(ended -> turns.leave(turn));
        if (passing.compareAndSet(false, true)) {
            pass(context.vertx());
        }
    }

    /** A query is going to take long. @throws HttpProblem 503 if enough long ones run already */
    void runsLong(Turn turn) {
        if (!turns.runsLong(turn)) {
            throw busy();
        }
    }

    private void pass(Vertx vertx) {
        vertx.setTimer(PASS_MILLIS, timer -> {
            boolean more = turns.pass();
            if (!more) {
                passing.set(false);
                more = turns.pass() && passing.compareAndSet(false, true);
            }
            if (more) {
                pass(vertx);
            }
        });
    }

    private static String name(RoutingContext context) {
        Caller caller = Caller.of(context);
        return caller.equals(Caller.ANONYMOUS)
                ? context.request().remoteAddress().hostAddress()
                : "key " + caller.name();
    }

    private void begin(RoutingContext context, @Nullable Turn turn, Asking asking) {
        if (turn == null || context.response().closed()) {
            if (turn != null) {
                turns.leave(turn);
            }
            return;
        }
        try {
            workers.stream(context, out -> run(turn, asking, out));
        } catch (HttpProblem refused) {
            turns.leave(turn);
            context.fail(refused);
        }
    }

    private void run(Turn turn, Asking asking, BackPressuredOutput out) throws Exception {
        try {
            asking.write(out, turn);
        } catch (HttpProblem e) {
            turn.fail();
            throw e;
        } finally {
            turns.leave(turn);
        }
    }

    /** What a query is told that has to give way, or whose turn did not come. */
    static HttpProblem busy() {
        return new HttpProblem(
                503,
                "server-busy",
                null,
                new Text(
                        "Máy chủ đang bận với nhiều truy vấn dài; hãy thử lại sau hoặc thu hẹp câu truy vấn",
                        "The server is busy with long queries; try again shortly, or ask for less"),
                RETRY_SECONDS);
    }

    private static HttpProblem tooMany() {
        return new HttpProblem(
                429,
                "too-many-queries",
                null,
                new Text(
                        "Quá nhiều truy vấn của bạn đang chờ; hãy đợi câu trả lời trước",
                        "Too many of your queries are waiting; wait for their answers first"),
                RETRY_SECONDS);
    }
}
