package vn.huetwin.ingest.geofence;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.index.quadtree.Quadtree;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.crs.Crs;
import vn.huetwin.ontology.query.FilterException;
import vn.huetwin.ontology.query.MemoryLayer;

/**
 * All fences by layer and place, for one thread. It follows what the database says: fences that were made or taken away
 * are read, the others stay as they are.
 */
final class FenceIndex {
    private static final Logger log = LoggerFactory.getLogger(FenceIndex.class);

    /** The fences of one layer. */
    static final class Part {
        private final MemoryLayer memory;
        private final Quadtree places = new Quadtree();
        private final Map<String, Fence> anywhere = new LinkedHashMap<>();
        private final Map<String, Fence> byId = new HashMap<>();

        Part(MemoryLayer memory) {
            this.memory = memory;
        }

        MemoryLayer memory() {
            return memory;
        }

        private void add(Fence fence) {
            String id = fence.declared().id();
            Envelope reach = fence.reach();
            byId.put(id, fence);
            if (reach == null) {
                anywhere.put(id, fence);
            } else {
                places.insert(reach, fence);
            }
        }

        private void remove(String id) {
            Fence fence = byId.remove(id);
            if (fence != null && anywhere.remove(id) == null) {
                places.remove(fence.reach(), fence);
            }
        }

        @Nullable
        Fence find(String id) {
            return byId.get(id);
        }

        /** Fences that somebody at this place may be inside of. */
        List<Fence> near(@Nullable Geometry place) {
            List<Fence> found = new ArrayList<>(anywhere.values());
            if (place != null && !place.isEmpty()) {
                Envelope box = place.getEnvelopeInternal();
                for (Object item : places.query(box)) {
                    Fence fence = (Fence) item;
                    if (box.intersects(fence.reach())) {
                        found.add(fence);
                    }
                }
            }
            return found;
        }
    }

    private final Catalogue catalogue;
    private final Crs local;
    private final Map<String, Part> parts = new HashMap<>();
    private final Map<String, Part> byFence = new HashMap<>();
    /** What was read of each fence, also of those that cannot be watched. */
    private final Map<String, Long> revisions = new HashMap<>();

    private String state = "";

    FenceIndex(Catalogue catalogue, Crs local) {
        this.catalogue = catalogue;
        this.local = local;
    }

    /**
     * Takes in what changed since it was last asked.
     *
     * @return how many fences were read
     */
    int refresh(Connection connection) throws SQLException {
        String current = state(connection);
        if (current.equals(state)) {
            return 0;
        }
        Map<String, Long> stored = revisions(connection);
        List<String> gone = revisions.keySet().stream()
                .filter(id -> !stored.getOrDefault(id, -1L).equals(revisions.get(id)))
                .toList();
        gone.forEach(this::remove);
        List<String> fresh = stored.keySet().stream()
                .filter(id -> !revisions.containsKey(id))
                .toList();
        read(connection, fresh);
        state = current;
        return fresh.size();
    }

    /** No two sets of fences that follow each other have the same, as no revision comes again. */
    private static String state(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                        "SELECT concat_ws(' ', count(*), max(revision), sum(revision)) FROM geofence");
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static Map<String, Long> revisions(Connection connection) throws SQLException {
        Map<String, Long> revisions = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement("SELECT id, revision FROM geofence");
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                revisions.put(rows.getString(1), rows.getLong(2));
            }
        }
        return revisions;
    }

    private void read(Connection connection, List<String> ids) throws SQLException {
        if (ids.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT id, title, layer, filter, hysteresis_metres, debounce_millis, position,"
                        + " revision FROM geofence WHERE id = ANY (?)")) {
            statement.setArray(1, connection.createArrayOf("text", ids.toArray(String[]::new)));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    Geofence declared = new Geofence(
                            rows.getString(1),
                            rows.getString(2),
                            rows.getString(3),
                            rows.getString(4),
                            rows.getDouble(5),
                            Duration.ofMillis(rows.getLong(6)));
                    add(declared, rows.getLong(7));
                    revisions.put(declared.id(), rows.getLong(8));
                }
            }
        }
    }

    /** A fence whose layer is not declared any more, or has changed, keeps still until that is mended. */
    private void add(Geofence declared, long position) {
        Layer layer = catalogue.find(declared.layer());
        if (layer == null) {
            log.warn("Geofence {}: there is no layer {}", declared.id(), declared.layer());
            return;
        }
        try {
            Part part = parts.computeIfAbsent(layer.name(), n -> new Part(new MemoryLayer(layer, local)));
            part.add(new Fence(declared, position, part.memory(), local));
            byFence.put(declared.id(), part);
        } catch (FilterException e) {
            log.warn("Geofence {} cannot be watched: {}", declared.id(), e.getMessage());
        }
    }

    private void remove(String id) {
        revisions.remove(id);
        Part part = byFence.remove(id);
        if (part != null) {
            part.remove(id);
            if (part.byId.isEmpty()) {
                parts.remove(part.memory().layer().name());
            }
        }
    }

    /** The fences on a layer, or null if there are none. */
    @Nullable
    Part find(@Nullable String layer) {
        return parts.get(layer);
    }

    /** The layer of a fence. */
    @Nullable
    Part ofFence(String id) {
        return byFence.get(id);
    }
}
