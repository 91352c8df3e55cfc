package vn.huetwin.ontology.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Iterator;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.validate.Verdict;

/**
 * The one writer of layer rows: brings rows in by COPY into a staging table, then merges the table in one
 * statement. A row that replaces another moves the old one into the history; a row equal to the stored one is
 * left alone. The caller owns the transaction.
 */
public final class LayerWriter {
    /** @param read rows staged */
    public record Outcome(long read, long inserted, long updated, long unchanged) {}

    /**
     * @param position   log position that all rows get
     * @param batch      key of the import batch or event source
     * @param recordedAt when the city learnt it; also the start of validity where a row does not say
     */
    public Outcome write(
            Connection connection,
            Layer layer,
            Iterator<Verdict.Checked> rows,
            long position,
            String batch,
            Instant recordedAt)
            throws SQLException {
        throw new UnsupportedOperationException(connection + batch + layer + rows + position + recordedAt);
    }
}
