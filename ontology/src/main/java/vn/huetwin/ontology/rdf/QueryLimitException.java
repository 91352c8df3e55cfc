package vn.huetwin.ontology.rdf;

import org.apache.jena.query.QueryExecException;

/** A query reads more rows than one question may. */
public final class QueryLimitException extends QueryExecException {
    private final long rows;

    QueryLimitException(long rows) {
        super("The query reads more than " + rows + " rows");
        this.rows = rows;
    }

    /** How many it may read. */
    public long rows() {
        return rows;
    }
}
