package vn.huetwin.ingest.load;

/** Hears how far an import is; called often, from a thread of its own. */
public interface Progress {
    Progress NONE = (table, done, total, rows) -> {};

    /**
     * @param done  bytes or rows of the table so far
     * @param total of the same, 0 if unknown
     * @param rows  rows read
     */
    void advance(String table, long done, long total, long rows);
}
