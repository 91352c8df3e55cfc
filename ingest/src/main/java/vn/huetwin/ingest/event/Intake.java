package vn.huetwin.ingest.event;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.huetwin.ingest.quarantine.Quarantine;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.store.LayerWriter;
import vn.huetwin.ontology.store.Transaction;
import vn.huetwin.ontology.validate.FeatureValidator;
import vn.huetwin.ontology.validate.Problem;

/**
 * Takes events in: one thread gathers what arrives and commits it in one transaction, log, present and history
 * together. A receipt is given only after the commit.
 */
public final class Intake implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Intake.class);
    private static final int BATCH = 1_000;
    /** Beginning of the types of calls for rescue: they go before all others and have room of their own. */
    public static final String URGENT = CityEvent.PREFIX + "sos_request.";

    private static final CloudEventJson WRITER = new CloudEventJson(InstantSource.system());

    /** What belongs into the transaction of events, such as the position of the source that brought them. */
    public interface Companion {
        void write(Connection connection) throws SQLException;
    }

    /** @param companion written together with this event, the last of those that were offered with it */
    private record Pending(
            EventCheck.Reading reading,
            byte @Nullable [] original,
            CompletableFuture<Receipt> receipt,
            @Nullable Companion companion,
            boolean urgent,
            long number,
            Semaphore room) {
        CityEvent event() {
            return reading.event();
        }
    }

    private final DataSource dataSource;
    private final EventFold fold;
    private final Quarantine quarantine = new Quarantine();
    private final ChangeFeed feed;
    private final InstantSource clock;
    private final BlockingQueue<Pending> queue = new PriorityBlockingQueue<>(
            1_000, Comparator.comparing(Pending::urgent).reversed().thenComparing(Pending::number));
    private final AtomicLong numbers = new AtomicLong();
    private final Semaphore room;
    private final Semaphore urgentRoom;
    /** Held while a transaction runs: there is one writer at a time. */
    private final Object writing = new Object();

    private final Thread thread = new Thread(this::run, "intake");
    private volatile boolean closed;
    private Instant last = Instant.MIN;

    /**
     * @param queueSize       events that may wait; more are refused
     * @param urgentQueueSize calls for rescue that may wait beside them, before all others
     */
    public Intake(
            DataSource dataSource,
            Catalogue catalogue,
            FeatureValidator validator,
            LayerWriter writer,
            ChangeFeed feed,
            InstantSource clock,
            int queueSize,
            int urgentQueueSize) {
        this.dataSource = dataSource;
        this.fold = new EventFold(catalogue, validator, writer);
        this.feed = feed;
        this.clock = clock;
        room = new Semaphore(queueSize);
        urgentRoom = new Semaphore(urgentQueueSize);
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    public int queued() {
        return queue.size();
    }

    /**
     * @param original the bytes as they came, for the quarantine
     * @return the receipt, or null at once if the queue is full
     */
    public @Nullable CompletableFuture<Receipt> offer(CityEvent event, byte[] original) {
        List<CompletableFuture<Receipt>> receipts = offer(List.of(new Offered(event, original)));
        return receipts == null ? null : receipts.get(0);
    }

    /**
     * An event on its way in.
     *
     * @param original its bytes as they came, for the quarantine; null if they are kept there already
     */
    public record Offered(CityEvent event, byte @Nullable [] original) {}

    /** Offers an event that lies in the quarantine already; if it is refused again, that changes nothing. */
    public @Nullable CompletableFuture<Receipt> offerAgain(CityEvent event) {
        List<CompletableFuture<Receipt>> receipts = offer(List.of(new Offered(event, null)));
        return receipts == null ? null : receipts.get(0);
    }

    /** @return a receipt for each, or null at once, and nothing is taken, if the queue has no room for all of them */
    public @Nullable List<CompletableFuture<Receipt>> offer(List<Offered> events) {
        return offer(events, null);
    }

    /**
     * @param events    not empty if there is a companion
     * @param companion committed in one transaction with the last of the events, after all before it were committed
     * @return a receipt for each, or null at once, and nothing is taken, if the queue has no room for all of them
     */
    public @Nullable List<CompletableFuture<Receipt>> offer(List<Offered> events, @Nullable Companion companion) {
        if (closed) {
            return null;
        }
        if (!room.tryAcquire(events.size())) {
            return offerUrgent(events, companion == null);
        }
        List<CompletableFuture<Receipt>> receipts = new ArrayList<>(events.size());
        for (int i = 0; i < events.size(); i++) {
            Companion along = i == events.size() - 1 ? companion : null;
            receipts.add(enqueue(events.get(i), along, along == null && isUrgent(events.get(i)), room));
        }
        return receipts;
    }

    /**
     * When there is no room, calls for rescue are taken all the same. Of a batch that holds others too they are taken
     * although the batch as a whole is refused: when it is sent again, they are known already. What is unfit among them goes
     * to quarantine once, with the batch, however often that is sent.
     */
    private @Nullable List<CompletableFuture<Receipt>> offerUrgent(List<Offered> events, boolean alone) {
        boolean whole = alone && events.stream().allMatch(Intake::isUrgent);
        List<CompletableFuture<Receipt>> receipts = new ArrayList<>();
        for (Offered offered : events) {
            if (isUrgent(offered) && urgentRoom.tryAcquire()) {
                Offered mine = whole ? offered : new Offered(offered.event(), null);
                receipts.add(enqueue(mine, null, true, urgentRoom));
            }
        }
        return whole && receipts.size() == events.size() ? receipts : null;
    }

    private CompletableFuture<Receipt> enqueue(
            Offered offered, @Nullable Companion companion, boolean urgent, Semaphore taken) {
        Pending pending = new Pending(
                fold.read(offered.event()),
                offered.original(),
                new CompletableFuture<>(),
                companion,
                urgent,
                numbers.incrementAndGet(),
                taken);
        queue.add(pending);
        return pending.receipt();
    }

    private static boolean isUrgent(Offered offered) {
        return offered.event().type().startsWith(URGENT);
    }

    /** Keeps an event that could not even be read. */
    public void quarantine(String source, byte[] original, List<Problem> problems) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            quarantine.write(connection, source, null, original, problems);
        }
    }

    /**
     * Stores events in one transaction of their own, or none of them if one is refused; nothing goes to quarantine. Blocks
     * until it is done.
     *
     * @param before comes first in the transaction; none of this server's changes comes between it and the events. What it
     *               throws undoes all
     * @return a receipt for each
     */
    public List<Receipt> together(List<CityEvent> events, Companion before) throws SQLException {
        Map<Integer, Receipt> receipts = new HashMap<>();
        List<EventCheck.Reading> readings = events.stream().map(fold::read).toList();
        synchronized (writing) {
            Transaction.of(dataSource, connection -> {
                before.write(connection);
                fold.apply(connection, readings, now(), receipts);
                if (receipts.values().stream().anyMatch(Receipt.Rejected.class::isInstance)) {
                    connection.rollback();
                }
                return receipts;
            });
        }
        if (receipts.values().stream().noneMatch(Receipt.Rejected.class::isInstance)) {
            tell(readings, receipts);
        }
        List<Receipt> all = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            all.add(receipts.getOrDefault(i, new Receipt.Duplicate()));
        }
        return all;
    }

    /** Before the receipts are out: who has one and asks again gets the new state. */
    private void tell(List<EventCheck.Reading> readings, Map<Integer, Receipt> receipts) {
        Map<String, Long> layers = new HashMap<>();
        receipts.forEach((index, receipt) -> {
            Layer layer = readings.get(index).layer();
            if (layer != null && receipt instanceof Receipt.Accepted accepted) {
                layers.merge(layer.name(), accepted.position(), Math::max);
            }
        });
        feed.committed(layers);
    }

    private void run() {
        List<Pending> batch = new ArrayList<>();
        while (!closed || !queue.isEmpty()) {
            try {
                Pending first = queue.poll(200, TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    queue.drainTo(batch, BATCH - 1);
                    batch.forEach(pending -> pending.room().release());
                    commit(batch);
                    batch.clear();
                }
            } catch (InterruptedException e) {
                closed = true;
            }
        }
    }

    /** Commits the batch; if that fails for one event's sake, each event goes alone. */
    private void commit(List<Pending> batch) {
        try {
            store(batch);
        } catch (SQLException | RuntimeException e) {
            if (batch.size() == 1) {
                log.error(
                        "Event {} of {} could not be stored",
                        batch.get(0).event().id(),
                        batch.get(0).event().source(),
                        e);
                batch.get(0).receipt().completeExceptionally(e);
                return;
            }
            log.warn("A batch of {} events failed; its events go one by one", batch.size(), e);
            batch.forEach(pending -> commit(List.of(pending)));
        }
    }

    private void store(List<Pending> batch) throws SQLException {
        synchronized (writing) {
            write(batch);
        }
    }

    private void write(List<Pending> batch) throws SQLException {
        Instant now = now();
        Map<Integer, Receipt> receipts = new HashMap<>();
        Transaction.of(dataSource, connection -> {
            fold.apply(connection, batch.stream().map(Pending::reading).toList(), now, receipts);
            for (int i = 0; i < batch.size(); i++) {
                Pending pending = batch.get(i);
                byte[] original = pending.original();
                if (original != null && receipts.get(i) instanceof Receipt.Rejected rejected) {
                    quarantine.write(
                            connection,
                            pending.event().source(),
                            pending.event().layer(),
                            kept(pending.event(), original, rejected.problems()),
                            rejected.problems());
                }
                Companion companion = pending.companion();
                if (companion != null) {
                    companion.write(connection);
                }
            }
            return receipts;
        });
        tell(batch.stream().map(Pending::reading).toList(), receipts);
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).receipt().complete(receipts.getOrDefault(i, new Receipt.Duplicate()));
        }
    }

    private static byte[] kept(CityEvent event, byte[] original, List<Problem> problems) {
        boolean personal = problems.stream().anyMatch(p -> p.code().equals(VerbCheck.PERSONAL));
        return personal ? VerbCheck.withoutPersons(WRITER, event) : original;
    }

    /** Each batch has a time of its own, later than that of the one before even where the clock was set back. */
    private Instant now() {
        Instant time = clock.instant().truncatedTo(ChronoUnit.MICROS);
        last = time.isAfter(last) ? time : last.plus(1, ChronoUnit.MICROS);
        return last;
    }

    /** Stops taking events and stores those that wait. */
    @Override
    public void close() {
        closed = true;
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
