package vn.huetwin.server.bench;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;

/** One who listens to the event stream and notes the positions of the events that it hears, as browsers do. */
final class StreamListener {
    private final HttpClient client;
    private final URI address;
    private final List<Long> heard = new ArrayList<>();
    private String lastId = "";
    private Connection connection;

    StreamListener(HttpClient client, URI address) {
        this.client = client;
        this.address = address;
        connection = new Connection();
    }

    /** @param open counted down when the server has begun to answer, and if it does not want to */
    void listen(CountDownLatch open) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address);
        Connection mine = new Connection();
        synchronized (this) {
            connection = mine;
            if (!lastId.isEmpty()) {
                request.header("Last-Event-ID", lastId);
            }
        }
        mine.open = open;
        var unused = client.sendAsync(request.build(), HttpResponse.BodyHandlers.fromLineSubscriber(mine))
                .whenComplete((answer, failure) -> open.countDown());
    }

    /** Breaks the connection off; {@link #listen} goes on after the last whole event. */
    synchronized void breakOff() {
        connection.end();
    }

    /** Positions in the order in which they came. */
    synchronized List<Long> heard() {
        return List.copyOf(heard);
    }

    synchronized int count() {
        return heard.size();
    }

    private synchronized void dispatch(Connection from, String id, boolean event) {
        if (from == connection && !from.ended && !id.isEmpty()) {
            lastId = id;
            if (event) {
                heard.add(Long.valueOf(id));
            }
        }
    }

    /** Lines of one answer: an event ends with an empty line (HTML, "Server-sent events", 9.2.6). */
    private final class Connection implements Flow.Subscriber<String> {
        private CountDownLatch open = new CountDownLatch(0);
        private volatile boolean ended;
        private volatile Flow.Subscription subscription = new Flow.Subscription() {
            @Override
            public void request(long lines) {}

            @Override
            public void cancel() {}
        };
        private String id = "";
        private boolean event;

        private void end() {
            ended = true;
            subscription.cancel();
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            given.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(String line) {
            if (line.startsWith("id: ")) {
                id = line.substring(4);
            } else if (line.startsWith("data: ")) {
                event = true;
            } else if (line.isEmpty()) {
                dispatch(this, id, event);
                event = false;
                open.countDown();
            }
        }

        @Override
        public void onError(Throwable failure) {
            open.countDown();
        }

        @Override
        public void onComplete() {
            open.countDown();
        }
    }
}
