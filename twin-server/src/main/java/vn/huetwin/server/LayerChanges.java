package vn.huetwin.server;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import vn.huetwin.ingest.event.LogEntry;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.store.FeatureMemory;

/**
 * What entries of the log say has changed.
 *
 * @param keys  of features, where they are known
 * @param whole layers of which any feature may have changed
 */
record LayerChanges(Map<Layer, List<String>> keys, Set<Layer> whole) {
    private static final String WARD = "ward";

    /** Tells a memory of features: an import may have taken rows out of other layers too, as that of city models does. */
    void tell(Catalogue catalogue, FeatureMemory memory) {
        keys.forEach(memory::changed);
        if (!whole.isEmpty()) {
            catalogue.layers().forEach(layer -> memory.changed(layer, null));
        }
    }

    /** Ward borders change the ward of features everywhere. */
    static LayerChanges of(Catalogue catalogue, List<LogEntry> entries) {
        Map<Layer, List<String>> keys = new HashMap<>();
        Set<Layer> whole = new HashSet<>();
        for (LogEntry entry : entries) {
            Layer layer = entry.layer() == null ? null : catalogue.find(entry.layer());
            if (layer == null) {
                continue;
            }
            String key = entry.type().endsWith(".imported") ? null : entry.subject();
            if (layer.name().equals(WARD)) {
                whole.addAll(catalogue.layers());
            } else if (key != null) {
                keys.computeIfAbsent(layer, l -> new ArrayList<>()).add(key);
            } else {
                whole.add(layer);
            }
        }
        return new LayerChanges(keys, whole);
    }
}
