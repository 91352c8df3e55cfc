package vn.huetwin.ontology.rdf;

import org.apache.jena.query.QueryExecException;

/** A query would take the database too long, by its own estimate; it has not begun. */
public final class QueryCostException extends QueryExecException {
    private final double cost;
    private final double rows;

    QueryCostException(double cost, double rows) {
        super("The query would cost the database " + cost + " for " + rows + " rows");
        this.cost = cost;
        this.rows = rows;
    }

    /** What PostgreSQL estimates, in its own unit. */
    public double cost() {
        return cost;
    }

    /** Rows that PostgreSQL expects. */
    public double rows() {
        return rows;
    }
}
