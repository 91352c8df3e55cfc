package vn.huetwin.ontology.query;

import java.util.Iterator;
import vn.huetwin.ontology.feature.Feature;

/** Features streamed from PostGIS; holds a connection until it is closed. Used by one thread at a time. */
public interface FeatureCursor extends Iterator<Feature>, AutoCloseable {
    /** Stops the statement in the database if it still runs. Safe from any thread. */
    void cancel();

    @Override
    void close();
}
