package vn.huetwin.ingest.geofence;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.index.strtree.STRtree;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.crs.Crs;
import vn.huetwin.ontology.query.FilterException;
import vn.huetwin.ontology.query.MemoryLayer;

/** All fences by layer and place. Not changed once it is made. */
final class FenceIndex {
    private static final Logger log = LoggerFactory.getLogger(FenceIndex.class);

    /** The fences of one layer. */
    static final class Part {
        private final MemoryLayer memory;
        private final STRtree places = new STRtree();
        private final List<Fence> anywhere = new ArrayList<>();
        private final Map<String, Fence> byId = new HashMap<>();

        Part(MemoryLayer memory) {
            this.memory = memory;
        }

        MemoryLayer memory() {
            return memory;
        }

        private void add(Fence fence) {
            Envelope reach = fence.reach();
            byId.put(fence.declared().id(), fence);
            if (reach == null) {
                anywhere.add(fence);
            } else {
                places.insert(reach, fence);
            }
        }

        @Nullable
        Fence find(String id) {
            return byId.get(id);
        }

        /** Fences that somebody at this place may be inside of. */
        List<Fence> near(@Nullable Geometry place) {
            List<Fence> found = new ArrayList<>(anywhere);
            if (place != null && !place.isEmpty()) {
                for (Object item : places.query(place.getEnvelopeInternal())) {
                    found.add((Fence) item);
                }
            }
            return found;
        }
    }

    private final Map<String, Part> parts = new HashMap<>();
    private final Map<String, Part> byFence = new HashMap<>();
    private final String revision;

    private FenceIndex(String revision) {
        this.revision = revision;
    }

    static FenceIndex empty() {
        return new FenceIndex("");
    }

    /** @return the same index if no fence was made or taken away since */
    FenceIndex refreshed(Connection connection, Catalogue catalogue, Crs local) throws SQLException {
        String current = revision(connection);
        if (current.equals(revision)) {
            return this;
        }
        FenceIndex index = new FenceIndex(current);
        try (PreparedStatement statement = connection.prepareStatement(
                        "SELECT id, title, layer, filter, hysteresis_metres, debounce_millis, position FROM geofence");
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                index.add(
                        new Geofence(
                                rows.getString(1),
                                rows.getString(2),
                                rows.getString(3),
                                rows.getString(4),
                                rows.getDouble(5),
                                Duration.ofMillis(rows.getLong(6))),
                        rows.getLong(7),
                        catalogue,
                        local);
            }
        }
        index.parts.values().forEach(part -> part.places.build());
        return index;
    }

    private static String revision(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                        "SELECT count(*) || ' ' || coalesce(max(revision), 0) FROM geofence");
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getString(1);
        }
    }

    /** A fence whose layer is not declared any more, or has changed, keeps still until that is mended. */
    private void add(Geofence declared, long position, Catalogue catalogue, Crs local) {
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
