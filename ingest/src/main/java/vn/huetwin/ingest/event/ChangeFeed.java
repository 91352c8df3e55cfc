package vn.huetwin.ingest.event;

import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
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

    private final EventLog eventLog;
    private final List<Consumer<List<LogEntry>>> listeners = new CopyOnWriteArrayList<>();
    private final Semaphore wakeUp = new Semaphore(0);
    private final Thread thread = new Thread(this::run, "change-feed");
    private volatile boolean closed;
    private volatile long position;

    public ChangeFeed(EventLog eventLog) throws SQLException {
        this.eventLog = eventLog;
        position = eventLog.last();
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** The listener gets pages of entries on the feed's thread; it must not block for long. */
    public void listen(Consumer<List<LogEntry>> listener) {
        listeners.add(listener);
    }

    /** Says that something was committed. */
    public void wake() {
        wakeUp.release();
    }

    /** The last position that was handed out. */
    public long position() {
        return position;
    }

    private void run() {
        while (!closed) {
            try {
                List<LogEntry> page = eventLog.after(position, PAGE);
                if (page.isEmpty()) {
                    await();
                } else {
                    listeners.forEach(listener -> tell(listener, page));
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
