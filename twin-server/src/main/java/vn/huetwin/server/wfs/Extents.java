package vn.huetwin.server.wfs;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Envelope;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.store.FeatureStore;

/** Where the features of each layer lie, WGS 84 lon/lat; remembered for a moment, since capabilities ask for all at once. */
final class Extents {
    private static final long MEMORY_NANOS = Duration.ofSeconds(30).toNanos();

    /** @param box null if there are no features */
    private record Found(@Nullable Envelope box, long at) {}

    private final FeatureStore store;
    private final Envelope domain;
    private final Map<String, Found> found = new ConcurrentHashMap<>();

    /** @param domain the box of an empty layer */
    Extents(FeatureStore store, Envelope domain) {
        this.store = store;
        this.domain = domain;
    }

    Envelope of(Layer layer, Access access) {
        Envelope box = find(layer, access);
        return box == null ? domain : box;
    }

    /** Clients take their samples from the first types: those without features on a map come last, else the order stays. */
    List<Layer> filledFirst(List<Layer> layers, Access access) {
        return layers.stream()
                .sorted(Comparator.comparing(layer -> !layer.hasGeometry() || find(layer, access) == null))
                .toList();
    }

    private @Nullable Envelope find(Layer layer, Access access) {
        Found known = found.get(layer.name());
        long now = System.nanoTime();
        if (known == null || now - known.at() >= MEMORY_NANOS) {
            known = new Found(store.bounds(layer.name(), access), now);
            found.put(layer.name(), known);
        }
        return known.box();
    }
}
