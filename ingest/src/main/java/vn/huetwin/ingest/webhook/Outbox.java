package vn.huetwin.ingest.webhook;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.huetwin.ingest.subscription.EventFilter;
import vn.huetwin.ingest.subscription.EventPage;
import vn.huetwin.ontology.catalogue.UnknownLayerException;
import vn.huetwin.ontology.query.FilterException;
import vn.huetwin.ontology.store.StoreException;

/** What one subscription still has to be told. It works in turns of bounded length, one at a time. */
final class Outbox {
    private static final Logger log = LoggerFactory.getLogger(Outbox.class);
    private static final int PAGE = 200;
    /** Deliveries after which others get their turn. */
    private static final int TURN = 50;
    /** How often a sink may refuse an event that it will never take (400, 404, 413, 415, …). */
    private static final int REFUSALS = 3;

    private static final Duration AFTER_FAILURE = Duration.ofSeconds(2);
    private static final Duration BETWEEN_NOTES = Duration.ofSeconds(5);

    private record Letter(long position, String event) {}

    private final Deliveries deliveries;
    private final Subscription subscription;
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private volatile boolean woken;
    private volatile boolean closed;
    // Only the thread that has the turn looks at what follows.
    private final Deque<Letter> waiting = new ArrayDeque<>();
    private Subscription.Progress progress;
    private @Nullable EventFilter filter;
    /** Where the letters that wait end in the log. */
    private long read;

    private boolean unnoted;
    private Instant noted = Instant.MIN;

    Outbox(Subscription subscription, Deliveries deliveries) {
        this.subscription = subscription;
        this.deliveries = deliveries;
        progress = subscription.progress();
        read = progress.position();
    }

    /** Says that there may be something to tell. */
    void wake() {
        woken = true;
        schedule(Duration.ZERO);
    }

    private void schedule(Duration delay) {
        if (!closed && scheduled.compareAndSet(false, true)) {
            deliveries.run(this::turn, delay);
        }
    }

    void close() {
        closed = true;
    }

    private void turn() {
        woken = false;
        Duration pause;
        try {
            pause = work();
        } catch (SQLException | StoreException e) {
            log.warn("Subscription {} cannot be worked on; it is tried again", subscription.id(), e);
            pause = AFTER_FAILURE;
        } catch (InterruptedException e) {
            closed = true;
            pause = null;
        }
        scheduled.set(false);
        if (pause != null) {
            schedule(pause);
        } else if (woken) {
            schedule(Duration.ZERO);
        }
    }

    /** @return when to go on, or null if there is nothing to do until it is woken */
    private @Nullable Duration work() throws SQLException, InterruptedException {
        if (closed || progress.state() != Subscription.State.ACTIVE) {
            return null;
        }
        Instant retry = progress.retryAt();
        if (retry != null && deliveries.now().isBefore(retry)) {
            return Duration.between(deliveries.now(), retry);
        }
        int sent = 0;
        try {
            while (!closed && sent < TURN) {
                Letter next = waiting.peek();
                if (next == null) {
                    if (!readOn()) {
                        return null;
                    }
                } else if (!deliver(next)) {
                    return progress.state() == Subscription.State.ACTIVE ? Duration.ofMillis(1) : null;
                } else {
                    sent++;
                    Integer rate = subscription.ratePerMinute();
                    if (rate != null) {
                        return Duration.ofMillis(60_000 / rate);
                    }
                }
            }
        } finally {
            note(sent > 0);
        }
        return Duration.ZERO;
    }

    /** @return whether there was anything in the log */
    private boolean readOn() throws SQLException {
        EventPage page = deliveries.pages().after(read, PAGE);
        EventFilter wanted = filter();
        if (page.last() == read || wanted == null) {
            return false;
        }
        for (int i = 0; i < page.entries().size(); i++) {
            long position = page.entries().get(i).position();
            String event = position > read ? page.json(i, wanted, subscription.access()) : null;
            if (event != null) {
                waiting.add(new Letter(position, event));
            }
        }
        read = page.last();
        if (waiting.isEmpty()) {
            progress = progress.taken(read, 0);
            unnoted = true;
        }
        return true;
    }

    private @Nullable EventFilter filter() throws SQLException {
        if (filter == null) {
            try {
                filter = deliveries.pages().filter(subscription.wish(), subscription.access());
            } catch (FilterException | UnknownLayerException e) {
                end("Its filter cannot be asked any more: " + e.getMessage());
            }
        }
        return filter;
    }

    private void end(String why) throws SQLException {
        log.warn("Subscription {} ends: {}", subscription.id(), why);
        progress = progress.ended(why);
        deliveries.store().note(subscription.id(), progress);
    }

    /** @return whether to go on at once */
    private boolean deliver(Letter letter) throws SQLException, InterruptedException {
        String error;
        boolean refused = false;
        Duration asked = Duration.ZERO;
        try {
            Courier.Answer answer = deliveries.dispatch().deliver(subscription, letter.position(), letter.event());
            if (answer.isGood()) {
                waiting.remove();
                progress = progress.taken(waiting.isEmpty() ? read : letter.position(), 1);
                unnoted = true;
                return true;
            }
            if (answer.status() == 410) {
                end("The sink answered 410 Gone");
                return false;
            }
            error = "HTTP " + answer.status();
            asked = retryAfter(answer.headers().get("retry-after"));
            refused = answer.status() >= 400
                    && answer.status() < 500
                    && answer.status() != 408
                    && answer.status() != 425
                    && answer.status() != 429;
        } catch (IOException e) {
            error = String.valueOf(e.getMessage());
        }
        fail(letter, error, refused, asked);
        return false;
    }

    private void fail(Letter letter, String error, boolean refused, Duration asked) throws SQLException {
        int attempt = progress.attempts() + 1;
        int most = refused
                ? Math.min(REFUSALS, deliveries.bounds().attempts())
                : deliveries.bounds().attempts();
        if (attempt >= most) {
            log.warn("Subscription {} did not take the event at {}: {}", subscription.id(), letter.position(), error);
            deliveries
                    .store()
                    .bury(subscription.id(), letter.position(), letter.event(), error, progress, deliveries.now());
            waiting.remove();
            progress = progress.taken(letter.position(), 0);
            return;
        }
        Duration pause = deliveries.pause(attempt);
        Instant again = deliveries.now().plus(asked.compareTo(pause) > 0 ? asked : pause);
        progress = progress.failed(attempt, again, error);
        deliveries.store().note(subscription.id(), progress);
        unnoted = false;
    }

    private static Duration retryAfter(@Nullable String header) {
        try {
            return header == null
                    ? Duration.ZERO
                    : Duration.ofSeconds(Math.min(3_600, Math.max(0, Long.parseLong(header.strip()))));
        } catch (NumberFormatException e) {
            return Duration.ZERO;
        }
    }

    /** What was taken is noted at the end of a turn; what nobody wanted now and then. */
    private void note(boolean now) throws SQLException {
        Instant time = deliveries.now();
        if (unnoted && (now || noted.plus(BETWEEN_NOTES).isBefore(time))) {
            deliveries.store().note(subscription.id(), progress);
            noted = time;
            unnoted = false;
        }
    }
}
