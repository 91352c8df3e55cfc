package vn.huetwin.ontology.rdf;

import java.time.Duration;

/**
 * What one question may take.
 *
 * @param timeout after which it is cancelled, down to the statement
 * @param rows    read from the database, in memory at worst
 * @param cost    of one statement as PostgreSQL estimates it, about a microsecond of work for each hundred
 * @param notable a cost from which whoever asked is told before the statement begins
 */
public record QueryBounds(Duration timeout, long rows, double cost, double notable) {
    /** Bindings take about 300 bytes, and joins and groups may keep them all. */
    static final long MOST_ROWS = 3_000_000;

    /** Nobody is told of a cost. */
    public QueryBounds(Duration timeout, long rows, double cost) {
        this(timeout, rows, cost, Double.POSITIVE_INFINITY);
    }

    /** No more than a time and what memory holds. */
    public static QueryBounds of(Duration timeout) {
        return new QueryBounds(timeout, MOST_ROWS, Double.POSITIVE_INFINITY);
    }
}
