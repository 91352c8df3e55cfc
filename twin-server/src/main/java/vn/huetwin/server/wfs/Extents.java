package vn.huetwin.server.wfs;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.locationtech.jts.geom.Envelope;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.store.FeatureStore;

/** Where the features of each layer lie, WGS 84 lon/lat; remembered for a moment, since capabilities ask for all at once. */
final class Extents {
    private static final long MEMORY_NANOS = Duration.ofSeconds(30).toNanos();

    private record Found(Envelope box, long at) {}

    private final FeatureStore store;
    private final Envelope domain;
    private final Map<String, Found> found = new ConcurrentHashMap<>();

    /** @param domain the box of an empty layer */
    Extents(FeatureStore store, Envelope domain) {
        this.store = store;
        this.domain = domain;
    }

    Envelope of(Layer layer, Access access) {
        Found known = found.get(layer.name());
        long now = System.nanoTime();
        if (known != null && now - known.at() < MEMORY_NANOS) {
            return known.box();
        }
        Envelope box = store.bounds(layer.name(), access);
        Envelope read = box == null ? domain : box;
        found.put(layer.name(), new Found(read, now));
        return read;
    }
}
