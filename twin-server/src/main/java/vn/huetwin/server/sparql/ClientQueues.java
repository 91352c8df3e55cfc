package vn.huetwin.server.sparql;

import io.vertx.core.Context;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.server.http.BackPressuredOutput;
import vn.huetwin.server.http.Caller;
import vn.huetwin.server.http.HttpProblem;
import vn.huetwin.server.http.Workers;

/**
 * Lets each client have a few queries at once; its others wait in a queue of their own, so that one that sends many
 * slow ones does not keep the rest waiting. A client is a key, or an address without one.
 */
final class ClientQueues {
    private static final class Client {
        private final Deque<Runnable> waiting = new ArrayDeque<>();
        private int running;
    }

    private final Workers workers;
    private final int atOnce;
    private final int mostWaiting;
    private final Map<String, Client> clients = new HashMap<>();

    /**
     * Queues before a pool.
     *
     * @param atOnce      queries of one client that may run
     * @param mostWaiting of one client; more are refused
     */
    ClientQueues(Workers workers, int atOnce, int mostWaiting) {
        this.workers = workers;
        this.atOnce = atOnce;
        this.mostWaiting = mostWaiting;
    }

    /** Streams an answer when it is the client's turn. @throws HttpProblem 429 if too many of its queries wait */
    void stream(RoutingContext context, Workers.StreamingWork work) {
        String name = name(context);
        Context loop = context.vertx().getOrCreateContext();
        synchronized (this) {
            Client client = clients.computeIfAbsent(name, n -> new Client());
            if (client.running >= atOnce) {
                if (client.waiting.size() >= mostWaiting) {
                    throw tooMany();
                }
                client.waiting.add(() -> loop.runOnContext(turn -> begin(context, name, work)));
                return;
            }
            client.running++;
        }
        begin(context, name, work);
    }

    private static String name(RoutingContext context) {
        Caller caller = Caller.of(context);
        return caller.equals(Caller.ANONYMOUS)
                ? context.request().remoteAddress().hostAddress()
                : "key " + caller.name();
    }

    private void begin(RoutingContext context, String name, Workers.StreamingWork work) {
        if (context.response().closed()) {
            leave(name);
            return;
        }
        try {
            workers.stream(context, out -> run(name, work, out));
        } catch (HttpProblem refused) {
            leave(name);
            context.fail(refused);
        }
    }

    private void run(String name, Workers.StreamingWork work, BackPressuredOutput out) throws Exception {
        try {
            work.write(out);
        } finally {
            leave(name);
        }
    }

    private void leave(String name) {
        Runnable next;
        synchronized (this) {
            Client client = clients.get(name);
            if (client == null) {
                return;
            }
            next = client.waiting.poll();
            if (next == null && --client.running == 0) {
                clients.remove(name);
            }
        }
        if (next != null) {
            next.run();
        }
    }

    private static HttpProblem tooMany() {
        return new HttpProblem(
                429,
                "too-many-queries",
                null,
                new Text(
                        "Quá nhiều truy vấn của bạn đang chờ; hãy đợi câu trả lời trước",
                        "Too many of your queries are waiting; wait for their answers first"),
                2);
    }
}
