package vn.huetwin.ingest.follow;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.huetwin.ingest.event.ChangeFeed;
import vn.huetwin.ingest.event.EventLog;
import vn.huetwin.ingest.event.LogEntry;
import vn.huetwin.ontology.store.Transaction;

/**
 * Does a work on the log, page by page: the place in the log moves in the transaction of the work, so that after a crash
 * it goes on where it was, with nothing lost and nothing done twice.
 */
public final class LogFollower implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LogFollower.class);
    private static final int PAGE = 1_000;
    private static final long TICK_MILLIS = 1_000;
    private static final long AFTER_FAILURE_MILLIS = 2_000;

    private final DataSource dataSource;
    private final LogWork work;
    private final ChangeFeed feed;
    private final InstantSource clock;
    private final Semaphore wakeUp = new Semaphore(0);
    private final Thread thread;
    private volatile boolean closed;
    private volatile long position;

    public LogFollower(DataSource dataSource, LogWork work, ChangeFeed feed, InstantSource clock) {
        this.dataSource = dataSource;
        this.work = work;
        this.feed = feed;
        this.clock = clock;
        thread = new Thread(this::run, "follower-" + work.name());
        thread.setDaemon(true);
    }

    public void start() {
        feed.listen(entries -> wakeUp.release());
        thread.start();
    }

    /** How far it has come. */
    public long position() {
        return position;
    }

    /** How far the slowest of all works has come, of whatever process. */
    public static long slowest(DataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("SELECT coalesce(min(position), 0) FROM follower");
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private void run() {
        while (!closed) {
            try {
                if (!step()) {
                    await(TICK_MILLIS);
                }
            } catch (SQLException | RuntimeException e) {
                log.error("The work '{}' failed after position {}; it is tried again", work.name(), position, e);
                await(AFTER_FAILURE_MILLIS);
            }
        }
    }

    /**
     * Takes in one page, or lets time pass if there is none.
     *
     * @return whether there was a page
     */
    public boolean step() throws SQLException {
        Step step = Transaction.of(dataSource, connection -> {
            long from = place(connection);
            List<LogEntry> page = page(connection, from);
            Instant now = clock.instant();
            if (page.isEmpty()) {
                return new Step(from, false, work.passTime(connection, now));
            }
            boolean told = work.follow(connection, from, page, now);
            long to = page.get(page.size() - 1).position();
            move(connection, to);
            return new Step(to, true, told);
        });
        position = step.position();
        if (step.told()) {
            feed.wake();
        }
        return step.found();
    }

    /** What the feed has read is committed, so this transaction sees what came of it. */
    private List<LogEntry> page(Connection connection, long from) throws SQLException {
        List<LogEntry> recent = feed.recent(from);
        return recent != null ? recent : EventLog.after(connection, from, PAGE);
    }

    /**
     * @param position where it is in the log
     * @param found    whether there was a page
     * @param told     whether the work wrote into the log itself
     */
    private record Step(long position, boolean found, boolean told) {}

    private long place(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT position FROM follower WHERE name = ? FOR UPDATE")) {
            statement.setString(1, work.name());
            try (ResultSet rows = statement.executeQuery()) {
                if (rows.next()) {
                    return rows.getLong(1);
                }
            }
        }
        long start = work.fromTheFirst() ? 0 : EventLog.last(connection);
        try (PreparedStatement statement =
                connection.prepareStatement("INSERT INTO follower (name, position) VALUES (?, ?)")) {
            statement.setString(1, work.name());
            statement.setLong(2, start);
            statement.executeUpdate();
        }
        return start;
    }

    private void move(Connection connection, long to) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("UPDATE follower SET position = ? WHERE name = ?")) {
            statement.setLong(1, to);
            statement.setString(2, work.name());
            statement.executeUpdate();
        }
    }

    private void await(long millis) {
        try {
            if (wakeUp.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
                wakeUp.drainPermits();
            }
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    /** Waits for the page at hand to be committed. */
    @Override
    public void close() {
        closed = true;
        wakeUp.release();
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
