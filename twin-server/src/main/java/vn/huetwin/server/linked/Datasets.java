package vn.huetwin.server.linked;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Envelope;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.feature.Feature;
import vn.huetwin.ontology.query.FeatureCursor;
import vn.huetwin.ontology.query.FeatureQuery;
import vn.huetwin.ontology.store.FeatureStore;

/** What is served, as one reader sees it: each layer with its extent and the imports it comes from. */
final class Datasets {
    private static final String BATCHES = "import_batch";
    /** Older imports are history; the catalogue tells of the latest. */
    private static final int MOST_BATCHES = 5_000;

    /** Where some of a layer's data comes from. */
    record Origin(
            String batch,
            String title,
            @Nullable String source,
            @Nullable String licence,
            boolean schematic,
            @Nullable Instant endedAt) {}

    /** @param bounds WGS 84 lon/lat, or null if it is empty or has no geometry */
    record Dataset(Layer layer, @Nullable Envelope bounds, List<Origin> origins) {}

    private final Catalogue catalogue;
    private final FeatureStore store;

    Datasets(Catalogue catalogue, FeatureStore store) {
        this.catalogue = catalogue;
        this.store = store;
    }

    List<Dataset> of(Access access) {
        Map<String, List<Origin>> origins = new java.util.HashMap<>();
        if (access.find(catalogue, BATCHES) != null) {
            FeatureQuery newest = FeatureQuery.all(BATCHES, access)
                    .order(List.of(new FeatureQuery.SortKey("recorded_at", true)))
                    .limit(MOST_BATCHES);
            try (FeatureCursor cursor = store.query(newest)) {
                while (cursor.hasNext()) {
                    Feature batch = cursor.next();
                    for (String layer :
                            String.valueOf(batch.properties().get("layer")).split(",", -1)) {
                        origins.computeIfAbsent(layer.strip(), l -> new ArrayList<>())
                                .add(origin(batch));
                    }
                }
            }
        }
        return access.layers(catalogue).stream()
                .map(l -> new Dataset(l, store.bounds(l.name(), access), origins.getOrDefault(l.name(), List.of())))
                .toList();
    }

    private static Origin origin(Feature batch) {
        Map<String, Object> values = batch.properties();
        return new Origin(
                batch.key(),
                String.valueOf(values.getOrDefault("title", batch.key())),
                text(values.get("source")),
                text(values.get("licence")),
                Boolean.TRUE.equals(values.get("schematic")),
                values.get("ended_at") instanceof Instant time ? time : null);
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null || value.toString().isBlank() ? null : value.toString();
    }
}
