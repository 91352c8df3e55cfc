package vn.huetwin.ingest.source;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.huetwin.ingest.event.CityEvent;
import vn.huetwin.ingest.event.CloudEventJson;
import vn.huetwin.ingest.event.Intake;
import vn.huetwin.ingest.event.Receipt;
import vn.huetwin.ingest.quarantine.Quarantine;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.validate.Problem;

/**
 * The way of one source into the intake. A parcel's events, what of it goes to quarantine and the position of the source
 * are stored together, or the source is to begin again at its stored position.
 */
public final class Inlet {
    private static final Logger log = LoggerFactory.getLogger(Inlet.class);
    private static final long PAUSE_MILLIS = 20;
    /** Failures in a row after which the events of a parcel go alone, so that one cannot hold up the rest. */
    private static final int PATIENCE = 3;

    /** Reason code of what is sound but not stored, since it would go together with something that is not. */
    public static final String GROUP_FAILED = "group-failed";

    private final SourceSpec spec;
    private final Intake intake;
    private final Positions positions;
    private final SourceTally tally;
    private final InstantSource clock;
    private final Quarantine quarantine = new Quarantine();
    private final AtomicInteger failuresInARow = new AtomicInteger();

    public Inlet(SourceSpec spec, Intake intake, Positions positions, SourceTally tally, InstantSource clock) {
        this.spec = spec;
        this.intake = intake;
        this.positions = positions;
        this.tally = tally;
        this.clock = clock;
    }

    public SourceSpec spec() {
        return spec;
    }

    /** How far the source was read: part → position. */
    public Map<String, String> positions() throws SQLException {
        return positions.of(spec.name());
    }

    /** Says that the source answers. */
    public void running() {
        tally.well();
    }

    /** Says how many messages wait at the source. */
    public void lag(long behind) {
        tally.lag(behind);
    }

    /** Says which share of all it has the source has brought, from 0 to 1. */
    public void progress(double share) {
        tally.progress(share);
    }

    /** Says that the source was heard, though it brought nothing new. */
    public void heard() throws SQLException {
        positions.heard(spec.name(), clock.instant());
        tally.seen(clock.instant());
    }

    /** Writes a position in the transaction of what brought the source there. */
    public Intake.Companion reached(Map<String, String> reached) {
        return connection -> {
            Positions.write(connection, spec.name(), reached);
            Positions.seen(connection, spec.name(), clock.instant());
        };
    }

    /** Counts what went into the intake by another way than a parcel. */
    public void took(Receipt receipt) {
        count(receipt);
        tally.seen(clock.instant());
    }

    /** Says that the queue is full, before waiting a little. */
    public void pause() throws InterruptedException {
        tally.state(SourceTally.State.PAUSED);
        Thread.sleep(PAUSE_MILLIS);
    }

    /** Stores a parcel; waits while the queue is full. When this returns all of it is stored. */
    public List<Receipt> take(Parcel parcel) throws InterruptedException, SQLException {
        CompletableFuture<List<Receipt>> stored = offer(parcel);
        while (stored == null) {
            Thread.sleep(PAUSE_MILLIS);
            stored = offer(parcel);
        }
        try {
            return stored.get();
        } catch (ExecutionException e) {
            throw new SQLException("The parcel could not be stored", e.getCause());
        }
    }

    /**
     * Offers a parcel to the intake.
     *
     * @return done when all is stored, with a receipt for each item; failed if not all could be: then the source begins
     *     again at its stored position. Null if the queue is full, and nothing is taken
     */
    public @Nullable CompletableFuture<List<Receipt>> offer(Parcel parcel) throws SQLException, InterruptedException {
        List<Intake.Offered> sound = new ArrayList<>();
        List<CloudEventJson.Item> bad = new ArrayList<>();
        for (CloudEventJson.Item item : parcel.items()) {
            if (item.event() == null) {
                bad.add(item);
            } else {
                sound.add(new Intake.Offered(item.event(), item.original()));
            }
        }
        if (sound.isEmpty()) {
            alone(bad, parcel.positions());
            return CompletableFuture.completedFuture(receipts(parcel, List.of()));
        }
        if (failuresInARow.get() >= PATIENCE) {
            return CompletableFuture.completedFuture(oneByOne(parcel, bad));
        }
        List<CompletableFuture<Receipt>> before = new ArrayList<>();
        List<CompletableFuture<Receipt>> waiting;
        synchronized (before) {
            waiting = intake.offer(sound, connection -> {
                synchronized (before) {
                    if (before.stream().anyMatch(CompletableFuture::isCompletedExceptionally)) {
                        throw new SQLException("An event before the last of its parcel could not be stored");
                    }
                }
                note(connection, bad, parcel.positions());
            });
            if (waiting == null) {
                tally.state(SourceTally.State.PAUSED);
                return null;
            }
            before.addAll(waiting);
        }
        return CompletableFuture.allOf(waiting.toArray(CompletableFuture[]::new))
                .handle((done, failure) -> {
                    if (failure != null) {
                        failuresInARow.incrementAndGet();
                        throw new java.util.concurrent.CompletionException(failure);
                    }
                    failuresInARow.set(0);
                    tally.well();
                    return receipts(
                            parcel,
                            waiting.stream().map(CompletableFuture::join).toList());
                });
    }

    /**
     * Stores all of it, or nothing if one event is refused. What is refused goes to quarantine.
     *
     * @return a receipt for each; if nothing is stored, events that were sound are refused as {@link #GROUP_FAILED}
     */
    public List<Receipt> together(List<CloudEventJson.Item> items) throws SQLException {
        List<CityEvent> events = new ArrayList<>();
        items.forEach(item -> {
            if (item.event() != null) {
                events.add(item.event());
            }
        });
        List<Receipt> receipts = new ArrayList<>();
        Iterator<Receipt> stored = events.size() < items.size()
                ? events.stream().map(e -> groupFailed()).iterator()
                : intake.together(events, connection -> {}).iterator();
        items.forEach(
                item -> receipts.add(item.event() == null ? new Receipt.Rejected(item.problems()) : stored.next()));
        List<CloudEventJson.Item> bad = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            if (receipts.get(i) instanceof Receipt.Rejected rejected
                    && !rejected.problems().get(0).code().equals(GROUP_FAILED)) {
                CloudEventJson.Item item = items.get(i);
                bad.add(new CloudEventJson.Item(item.source(), item.id(), item.original(), null, rejected.problems()));
            }
        }
        alone(bad, Map.of());
        for (int i = 0; i < items.size(); i++) {
            if (!bad.isEmpty() && !(receipts.get(i) instanceof Receipt.Rejected)) {
                receipts.set(i, groupFailed());
            }
            count(receipts.get(i));
        }
        tally.seen(clock.instant());
        return receipts;
    }

    private static Receipt groupFailed() {
        return new Receipt.Rejected(List.of(new Problem(
                GROUP_FAILED,
                "atomicityGroup",
                new Text(
                        "Không lưu vì một yêu cầu khác trong nhóm bị từ chối",
                        "Not stored, since another request of its group was refused"))));
    }

    /** Each event by itself; the one that cannot be stored for its own sake goes to quarantine. */
    private List<Receipt> oneByOne(Parcel parcel, List<CloudEventJson.Item> bad)
            throws SQLException, InterruptedException {
        List<Receipt> receipts = new ArrayList<>();
        List<CloudEventJson.Item> unfit = new ArrayList<>(bad);
        for (CloudEventJson.Item item : parcel.items()) {
            CityEvent event = item.event();
            if (event == null) {
                continue;
            }
            try {
                CompletableFuture<Receipt> receipt = intake.offer(event, item.original());
                while (receipt == null) {
                    Thread.sleep(PAUSE_MILLIS);
                    receipt = intake.offer(event, item.original());
                }
                receipts.add(receipt.get());
            } catch (ExecutionException e) {
                log.warn("Source {}: the event {} cannot be stored", spec.name(), event.id(), e.getCause());
                List<Problem> problems = List.of(unstorable());
                receipts.add(new Receipt.Rejected(problems));
                unfit.add(new CloudEventJson.Item(event.source(), event.id(), item.original(), null, problems));
            }
        }
        alone(unfit, parcel.positions());
        failuresInARow.set(0);
        return receipts(parcel, receipts);
    }

    private static Problem unstorable() {
        return new Problem(
                "not-storable",
                "data",
                new Text(
                        "Cơ sở dữ liệu không lưu được sự kiện này; nhật ký máy chủ ghi lý do",
                        "The database cannot store this event; the log of the server says why"));
    }

    /** A transaction without events. */
    private void alone(List<CloudEventJson.Item> bad, Map<String, String> reached) throws SQLException {
        try (Connection connection = positions.connection()) {
            connection.setAutoCommit(false);
            try {
                note(connection, bad, reached);
                connection.commit();
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    private void note(Connection connection, List<CloudEventJson.Item> bad, Map<String, String> reached)
            throws SQLException {
        for (CloudEventJson.Item item : bad) {
            String source = item.source();
            quarantine.write(connection, source == null ? spec.name() : source, null, item.original(), item.problems());
        }
        Positions.write(connection, spec.name(), reached);
        Positions.seen(connection, spec.name(), clock.instant());
    }

    private List<Receipt> receipts(Parcel parcel, List<Receipt> ofEvents) {
        Iterator<Receipt> stored = ofEvents.iterator();
        List<Receipt> all = new ArrayList<>();
        for (CloudEventJson.Item item : parcel.items()) {
            Receipt receipt = item.event() == null ? new Receipt.Rejected(item.problems()) : stored.next();
            count(receipt);
            all.add(receipt);
        }
        tally.seen(clock.instant());
        return all;
    }

    private void count(Receipt receipt) {
        if (receipt instanceof Receipt.Accepted) {
            tally.accepted();
        } else if (receipt instanceof Receipt.Duplicate) {
            tally.duplicate();
        } else {
            tally.setAside(1);
        }
    }
}
