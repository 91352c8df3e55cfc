package vn.huetwin.ingest.webhook;

import java.io.IOException;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.huetwin.ingest.event.ChangeFeed;
import vn.huetwin.ingest.subscription.EventFilter;
import vn.huetwin.ingest.subscription.EventPages;
import vn.huetwin.ontology.access.Access;

/**
 * Sends subscribers what they want, a bounded number at a time. Each subscription goes by itself: one whose sink is slow
 * or away holds up no other.
 */
public final class Deliveries implements AutoCloseable {
    /**
     * Bounds.
     *
     * @param subscriptions that there may be
     * @param threads       deliveries at the same time
     * @param attempts      how often an event is sent before it becomes a dead letter
     * @param firstRetry    pause after the first failure; each further one is twice as long, up to an hour
     */
    public record Bounds(int subscriptions, int threads, int attempts, Duration firstRetry) {}

    private static final Logger log = LoggerFactory.getLogger(Deliveries.class);

    /** Why a subscription waits whose secret cannot be read. */
    public static final String NO_SECRET =
            "no key in <data>/webhook.key opens its secret: put the key back and resume it, or subscribe anew";

    private final SubscriptionStore store;
    private final EventPages pages;
    private final ChangeFeed feed;
    private final Dispatch dispatch;
    private final InstantSource clock;
    private final Bounds bounds;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Outbox> outboxes = new ConcurrentHashMap<>();
    private final ScheduledThreadPoolExecutor threads;

    public Deliveries(
            SubscriptionStore store,
            EventPages pages,
            ChangeFeed feed,
            Courier courier,
            SinkNetworks networks,
            InstantSource clock,
            Bounds bounds) {
        this.store = store;
        this.pages = pages;
        this.feed = feed;
        this.clock = clock;
        this.bounds = bounds;
        dispatch = new Dispatch(courier, networks, clock);
        AtomicInteger number = new AtomicInteger();
        threads = new ScheduledThreadPoolExecutor(bounds.threads(), task -> {
            Thread thread = new Thread(task, "webhook-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        threads.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        threads.setRemoveOnCancelPolicy(true);
    }

    /** Goes on where each subscription was. */
    public void start() throws SQLException {
        int sealed = store.seal();
        if (sealed > 0) {
            log.info("{} secrets of web hooks are stored under the key of this installation now", sealed);
        }
        for (Subscription subscription : store.all()) {
            open(subscription);
        }
        feed.listen(entries -> outboxes.values().forEach(Outbox::wake));
    }

    /**
     * Adds a subscription, after its sink has agreed to be told.
     *
     * @param secret key of the signatures, or null for a new one
     * @throws SinkException if it cannot be taken
     */
    public Subscription subscribe(
            java.net.URI sink, EventFilter.Wish wish, Access access, @Nullable String secret, long from, String by)
            throws SinkException, SQLException, InterruptedException {
        if (secret != null && !Signature.isSecret(secret)) {
            throw new SinkException(
                    "secret-invalid",
                    "secret",
                    "secret có dạng whsec_ và 24–64 byte theo base64",
                    "A secret is whsec_ and 24 to 64 bytes in base64; leave it out to get one");
        }
        if (outboxes.size() >= bounds.subscriptions()) {
            throw new SinkException(
                    "too-many-subscriptions",
                    "sink",
                    "Đã có " + bounds.subscriptions() + " đăng ký",
                    "There are " + bounds.subscriptions() + " subscriptions already; delete some or raise the limit");
        }
        EventFilter filter = pages.filter(wish, access);
        Integer rate = dispatch.shakeHands(sink);
        byte[] id = new byte[8];
        random.nextBytes(id);
        Subscription subscription = store.add(
                new Subscription(
                        "sub-" + HexFormat.of().formatHex(id),
                        sink,
                        filter.wish(),
                        access,
                        secret == null ? Signature.newSecret(random) : secret,
                        rate,
                        Subscription.Progress.from(from)),
                by);
        open(subscription);
        return subscription;
    }

    private void open(Subscription subscription) {
        if (!subscription.hasSecret()) {
            log.warn("Subscription {} waits: {}", subscription.id(), NO_SECRET);
            return;
        }
        Outbox outbox = new Outbox(subscription, this);
        outboxes.put(subscription.id(), outbox);
        outbox.wake();
    }

    /** Lets one wait, or go on. @return whether there is one */
    public boolean pause(String id, boolean paused) throws SQLException {
        close(id);
        boolean found = store.pause(id, paused);
        Subscription now = found ? store.find(id) : null;
        if (now != null) {
            open(now);
        }
        return found;
    }

    /** @return whether there was one */
    public boolean delete(String id) throws SQLException {
        close(id);
        return store.delete(id);
    }

    private void close(String id) {
        Outbox outbox = outboxes.remove(id);
        if (outbox != null) {
            outbox.close();
        }
    }

    /**
     * Sends a dead letter once more.
     *
     * @return null if the sink took it, else what it answered
     */
    public @Nullable String replay(Subscription to, DeadLetter letter) throws SQLException, InterruptedException {
        if (!to.hasSecret()) {
            return NO_SECRET;
        }
        try {
            Courier.Answer answer = dispatch.deliver(to, letter.position(), letter.event());
            if (answer.isGood()) {
                store.forget(letter.id());
                return null;
            }
            return "HTTP " + answer.status();
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    SubscriptionStore store() {
        return store;
    }

    EventPages pages() {
        return pages;
    }

    Dispatch dispatch() {
        return dispatch;
    }

    Bounds bounds() {
        return bounds;
    }

    Instant now() {
        return clock.instant();
    }

    /** Jitter keeps those that failed together from coming back together. */
    Duration pause(int attempt) {
        double seconds = bounds.firstRetry().toMillis() / 1_000.0 * Math.pow(2, Math.min(attempt - 1, 20));
        double bounded = Math.min(3_600, seconds) * (0.8 + 0.4 * random.nextDouble());
        return Duration.ofMillis(Math.max(1, Math.round(bounded * 1_000)));
    }

    void run(Runnable turn, Duration delay) {
        if (!threads.isShutdown()) {
            ScheduledFuture<?> unused = threads.schedule(
                    () -> {
                        try {
                            turn.run();
                        } catch (RuntimeException e) {
                            log.error("A web hook could not be worked on", e);
                        }
                    },
                    delay.toMillis(),
                    TimeUnit.MILLISECONDS);
        }
    }

    /** How many subscriptions there are in each state, how many are behind by failures. */
    public List<Subscription> subscriptions() throws SQLException {
        return store.all();
    }

    @Override
    public void close() {
        outboxes.values().forEach(Outbox::close);
        threads.shutdown();
        try {
            threads.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
