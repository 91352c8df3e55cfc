package vn.huetwin.ingest.format;

import java.io.IOException;
import vn.huetwin.ontology.feature.Feature;

/** Writes features of one layer, one by one; {@link #close} completes the file. */
public interface FeatureWriter extends AutoCloseable {
    void write(Feature feature) throws IOException;

    @Override
    void close() throws IOException;
}
