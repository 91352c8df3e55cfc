package vn.huetwin.ingest.source.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.huetwin.ingest.event.CloudEventJson;
import vn.huetwin.ingest.event.EventException;
import vn.huetwin.ingest.event.Intake;
import vn.huetwin.ingest.event.LogEntry;
import vn.huetwin.ingest.event.Receipt;
import vn.huetwin.ingest.source.Inlet;
import vn.huetwin.ingest.source.Parcel;
import vn.huetwin.ingest.source.Positions;
import vn.huetwin.ingest.source.Source;
import vn.huetwin.ingest.source.SourceException;
import vn.huetwin.ingest.source.SourceSpec;
import vn.huetwin.ingest.source.SourceTally;
import vn.huetwin.ingest.source.format.Message;
import vn.huetwin.ingest.source.format.MessageFormat;
import vn.huetwin.ingest.source.format.SensorThingsFormat;

/** The register of sources: starts and stops them, knows when each was last heard, and tells of those that are silent. */
public final class Sources implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Sources.class);
    private static final Duration WATCH = Duration.ofSeconds(5);

    private record Entry(
            SourceSpec spec,
            MessageFormat format,
            Inlet inlet,
            SourceTally tally,
            @Nullable SourceRunner runner,
            Instant since) {}

    private final Map<String, Entry> entries = new LinkedHashMap<>();
    /** Heard by way of the log, and not noted yet. */
    private final Map<String, Instant> heard = new ConcurrentHashMap<>();

    private final Map<String, Boolean> alarmed = new ConcurrentHashMap<>();
    private final Positions positions;
    private final Silence silence;
    private final int most;
    private final InstantSource clock;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "source-watch");
        thread.setDaemon(true);
        return thread;
    });

    /** @throws SourceException if a declaration cannot be followed */
    public Sources(
            List<SourceDeclaration> declarations,
            SourceKinds kinds,
            Intake intake,
            Positions positions,
            InstantSource clock)
            throws SourceException, SQLException {
        this.positions = positions;
        silence = new Silence(positions);
        most = kinds.limits().events();
        this.clock = clock;
        for (SourceDeclaration declaration : declarations) {
            SourceSpec spec = declaration.spec();
            SourceKinds.Built built = kinds.build(declaration);
            SourceTally tally =
                    built.source() == null ? new SourceTally(SourceTally.State.LISTENING) : new SourceTally();
            Instant last = positions.lastSeen(spec.name());
            if (last != null) {
                tally.seen(last);
            }
            Inlet inlet = new Inlet(spec, intake, positions, tally, clock);
            Source source = built.source();
            SourceRunner runner = source == null ? null : new SourceRunner(source, inlet, tally);
            entries.put(spec.name(), new Entry(spec, built.format(), inlet, tally, runner, clock.instant()));
        }
    }

    public void start() {
        for (Entry entry : entries.values()) {
            if (entry.runner() != null) {
                entry.runner().start();
            }
        }
        var unused =
                watch.scheduleWithFixedDelay(this::look, WATCH.toMillis(), WATCH.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Hears of entries of the log; events of declared names count as signs of these sources. */
    public void accept(List<LogEntry> page) {
        for (LogEntry entry : page) {
            if (entries.containsKey(entry.source())) {
                heard.put(entry.source(), entry.recordedAt());
            }
        }
    }

    /** What others may send to by HTTP; null if there is no such source or it fetches by itself. */
    public @Nullable SourceSpec listening(String name) {
        Entry entry = entries.get(name);
        return entry == null || entry.runner() != null ? null : entry.spec();
    }

    /**
     * A message that was sent to a source that listens.
     *
     * @return what became of each of its events; null if the queue is full
     */
    public @Nullable List<Receipt> push(String name, Message message)
            throws SQLException, InterruptedException, ExecutionException {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw new IllegalArgumentException("There is no source " + name);
        }
        List<CloudEventJson.Item> items = entry.format().items(name, message);
        int first = Math.min(items.size(), most);
        CompletableFuture<List<Receipt>> stored = entry.inlet().offer(new Parcel(items.subList(0, first), Map.of()));
        if (stored == null) {
            return null;
        }
        List<Receipt> receipts = new ArrayList<>(stored.get());
        for (int at = first; at < items.size(); at += most) {
            receipts.addAll(entry.inlet()
                    .take(new Parcel(items.subList(at, Math.min(items.size(), at + most)), Map.of())));
        }
        return receipts;
    }

    /** Whether it takes batches of requests: a source of SensorThings observations that others send to. */
    public boolean takesBatches(String name) {
        Entry entry = entries.get(name);
        return listening(name) != null && entry != null && entry.format() instanceof SensorThingsFormat;
    }

    /**
     * A batch of requests in JSON that was sent to a source of SensorThings observations.
     *
     * @return {@code {"responses": […]}} in JSON with the answer to each request; null, and nothing is taken, if the queue is
     *     full
     * @throws EventException if the batch as a whole cannot be read; it is in quarantine then
     */
    public @Nullable String batch(String name, Message message)
            throws EventException, SQLException, InterruptedException, ExecutionException {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw new IllegalArgumentException("There is no source " + name);
        }
        ObjectNode answers = new ObservationBatch(entry.format(), entry.inlet(), most).run(message);
        return answers == null ? null : answers.toString();
    }

    /** How all sources are doing, in the order of their declarations. */
    public List<SourceReport> reports() {
        List<SourceReport> all = new ArrayList<>();
        for (Entry entry : entries.values()) {
            SourceTally tally = entry.tally();
            all.add(new SourceReport(
                    entry.spec(),
                    tally.state().keyword(),
                    lastSeen(entry),
                    isSilent(entry),
                    tally.lag(),
                    tally.progress(),
                    tally.acceptedEvents(),
                    tally.duplicateEvents(),
                    tally.messagesSetAside(),
                    tally.failures(),
                    tally.lastError()));
        }
        return all;
    }

    private @Nullable Instant lastSeen(Entry entry) {
        Instant own = entry.tally().lastSeen();
        Instant logged = heard.get(entry.spec().name());
        return own == null || (logged != null && logged.isAfter(own)) ? logged : own;
    }

    private boolean isSilent(Entry entry) {
        Duration period = entry.spec().period();
        if (period == null) {
            return false;
        }
        Instant last = lastSeen(entry);
        return clock.instant().isAfter((last == null ? entry.since() : last).plus(period));
    }

    /** Notes who was heard, and says once who fell silent or speaks again. */
    void look() {
        try {
            for (Map.Entry<String, Instant> entry : Map.copyOf(heard).entrySet()) {
                positions.heard(entry.getKey(), entry.getValue());
                Entry source = entries.get(entry.getKey());
                if (source != null) {
                    source.tally().seen(entry.getValue());
                }
                heard.remove(entry.getKey(), entry.getValue());
            }
        } catch (SQLException e) {
            log.warn("It cannot be noted which sources were heard; tried again", e);
        }
        for (Entry entry : entries.values()) {
            boolean silent = isSilent(entry);
            try {
                Boolean known = alarmed.get(entry.spec().name());
                boolean before = known == null ? silence.isTold(entry.spec()) : known;
                if (silent != before) {
                    tell(entry, silent);
                }
                alarmed.put(entry.spec().name(), silent);
            } catch (SQLException e) {
                log.warn(
                        "It cannot be told that source {} is silent or heard; tried again",
                        entry.spec().name(),
                        e);
            }
        }
    }

    private void tell(Entry entry, boolean silent) throws SQLException {
        SourceSpec spec = entry.spec();
        silence.tell(spec, silent, lastSeen(entry), clock.instant().truncatedTo(ChronoUnit.MICROS));
        if (silent) {
            log.warn("Source {} is silent: nothing for more than {}", spec.name(), spec.period());
        } else {
            log.info("Source {} is heard again", spec.name());
        }
    }

    @Override
    public void close() {
        watch.shutdownNow();
        for (Entry entry : entries.values()) {
            if (entry.runner() != null) {
                entry.runner().close();
            }
        }
    }
}
