package vn.huetwin.ingest.follow;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import vn.huetwin.ingest.event.LogEntry;

/** What a follower makes of the log. It works inside the follower's transaction and keeps nothing outside the database. */
public interface LogWork {
    /** Under which name its place in the log is kept. */
    String name();

    /** Whether it wants to know the log from its first entry, or from where the log ends when the work is first done. */
    boolean fromTheFirst();

    /**
     * Takes entries in.
     *
     * @param after   the position that they go on from
     * @param entries in their order, never empty
     * @return whether it appended entries of its own
     */
    boolean follow(Connection connection, long after, List<LogEntry> entries, Instant now) throws SQLException;

    /**
     * Told about once a second when it has read all entries: for what happens because time passes.
     *
     * @return whether it appended entries
     */
    boolean passTime(Connection connection, Instant now) throws SQLException;
}
