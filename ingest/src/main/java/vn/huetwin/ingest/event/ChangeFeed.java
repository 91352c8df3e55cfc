package vn.huetwin.ingest.event;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells listeners what was committed, in commit order, each entry once. Entries of other processes (an import beside
 * the server) are seen within a second.
 */
public final class ChangeFeed implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ChangeFeed.class);
    private static final int PAGE = 1_000;
    private static final long POLL_MILLIS = 1_000;
    /** Letters of the data of entries that are kept for those who follow: 8 MB of them at most. */
    private static final long KEPT_LETTERS = 4_000_000;

    /** Entries that follow each other, all that there are from {@code after} to the last of them. */
    private record Page(long after, List<LogEntry> entries) {
        long last() {
            return entries.get(entries.size() - 1).position();
        }

        long letters() {
            return entries.stream().mapToLong(e -> e.data().length()).sum();
        }
    }

    private final EventLog eventLog;
    private final List<Consumer<List<LogEntry>>> listeners = new CopyOnWriteArrayList<>();
    private final LayerVersions versions;
    private final Semaphore wakeUp = new Semaphore(0);
    /** What was read last, so that those who follow the log need not read the same again; oldest first. */
    private final Deque<Page> kept = new ArrayDeque<>();

    private long keptLetters;
    private final Thread thread = new Thread(this::run, "change-feed");
    private volatile boolean closed;
    private volatile long position;

    public ChangeFeed(EventLog eventLog) throws SQLException {
        this.eventLog = eventLog;
        position = eventLog.last();
        versions = new LayerVersions(position);
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** The listener gets pages of entries on the feed's thread; it must not block for long. */
    public void listen(Consumer<List<LogEntry>> listener) {
        listeners.add(listener);
    }

    /** How far each layer has come. */
    public LayerVersions versions() {
        return versions;
    }

    /**
     * Says that something was committed.
     *
     * @param layers the last position of each layer that changed
     */
    void committed(Map<String, Long> layers) {
        layers.forEach(versions::committed);
        wake();
    }

    /** Says that something was committed. */
    public void wake() {
        wakeUp.release();
    }

    /** The last position that was handed out. */
    public long position() {
        return position;
    }

    /**
     * What comes right after a position of the log, if it was read a moment ago; all of it is committed.
     *
     * @return some of the next entries in their order, at least one, or null if they have to be read from the log
     */
    public @Nullable List<LogEntry> recent(long after) {
        synchronized (kept) {
            for (Page page : kept) {
                if (page.after() <= after && after < page.last()) {
                    List<LogEntry> entries = page.entries();
                    return page.after() == after
                            ? entries
                            : entries.stream().filter(e -> e.position() > after).toList();
                }
            }
        }
        return null;
    }

    private void keep(Page page) {
        synchronized (kept) {
            kept.addLast(page);
            keptLetters += page.letters();
            while (keptLetters > KEPT_LETTERS) {
                keptLetters -= kept.removeFirst().letters();
            }
        }
    }

    private void run() {
        while (!closed) {
            try {
                List<LogEntry> page = eventLog.after(position, PAGE);
                if (page.isEmpty()) {
                    await();
                } else {
                    keep(new Page(position, List.copyOf(page)));
                    listeners.forEach(listener -> tell(listener, page));
                    page.forEach(entry -> versions.told(entry.layer(), entry.position()));
                    position = page.get(page.size() - 1).position();
                }
            } catch (SQLException e) {
                log.warn("The change feed cannot read the log; it tries again: {}", e.getMessage());
                sleep();
            }
        }
    }

    private static void tell(Consumer<List<LogEntry>> listener, List<LogEntry> page) {
        try {
            listener.accept(page);
        } catch (RuntimeException e) {
            log.error("A listener of the change feed failed", e);
        }
    }

    private void await() {
        try {
            if (wakeUp.tryAcquire(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                wakeUp.drainPermits();
            }
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    private void sleep() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    @Override
    public void close() {
        closed = true;
        wake();
    }
}
