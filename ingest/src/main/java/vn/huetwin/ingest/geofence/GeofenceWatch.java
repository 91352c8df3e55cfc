package vn.huetwin.ingest.geofence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ingest.event.EventLog;
import vn.huetwin.ingest.event.LogEntry;
import vn.huetwin.ingest.follow.LogWork;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.crs.Crs;
import vn.huetwin.ontology.feature.Feature;
import vn.huetwin.ontology.query.TableNames;
import vn.huetwin.ontology.store.FeatureVersions;

/**
 * Watches all geofences: {@code vn.hue.geofence.entered} and {@code vn.hue.geofence.left}. Every version of a feature
 * counts, in its order, but for late ones that say what is past; where history was derived anew the present does.
 */
public final class GeofenceWatch implements LogWork {
    private static final int CHUNK = 1_000;
    private static final int DUE_AT_ONCE = 5_000;

    private final Catalogue catalogue;
    private final ObjectMapper mapper = new ObjectMapper();
    /** A cache of what the database says. */
    private final FenceIndex fences;

    /** @param local the CRS of {@code geometry_local} */
    public GeofenceWatch(Catalogue catalogue, Crs local) {
        this.catalogue = catalogue;
        fences = new FenceIndex(catalogue, local);
    }

    @Override
    public String name() {
        return "geofence";
    }

    @Override
    public boolean fromTheFirst() {
        return false;
    }

    @Override
    public boolean follow(Connection connection, long after, List<LogEntry> entries, Instant now) throws SQLException {
        fences.refresh(connection);
        Map<String, List<LogEntry>> byLayer = new LinkedHashMap<>();
        for (LogEntry entry : entries) {
            if (fences.find(entry.layer()) != null) {
                byLayer.computeIfAbsent(String.valueOf(entry.layer()), l -> new ArrayList<>())
                        .add(entry);
            }
        }
        List<Crossing> crossings = new ArrayList<>();
        long last = entries.get(entries.size() - 1).position();
        for (Map.Entry<String, List<LogEntry>> one : byLayer.entrySet()) {
            FenceIndex.Part part = fences.find(one.getKey());
            if (part != null) {
                crossings.addAll(follow(connection, part, after, last, one.getValue(), now));
            }
        }
        return tell(connection, crossings, now);
    }

    private List<Crossing> follow(
            Connection connection, FenceIndex.Part part, long after, long last, List<LogEntry> entries, Instant now)
            throws SQLException {
        Layer layer = part.memory().layer();
        Map<String, List<LogEntry>> bySubject = new LinkedHashMap<>();
        List<Crossing> crossings = new ArrayList<>();
        for (LogEntry entry : entries) {
            if (entry.subject() != null) {
                bySubject
                        .computeIfAbsent(entry.subject(), s -> new ArrayList<>())
                        .add(entry);
            }
        }
        FenceRound round = round(connection, part, bySubject.keySet(), now);
        Map<String, List<Feature>> versions = FeatureVersions.load(connection, layer, bySubject.keySet(), after);
        bySubject.forEach((key, own) -> follow(round, key, own, versions.getOrDefault(key, List.of()), after, last));
        crossings.addAll(finished(connection, round));
        for (LogEntry entry : entries) {
            if (entry.subject() == null) {
                crossings.addAll(imported(connection, part, entry, now));
            }
        }
        return crossings;
    }

    private static FenceRound round(
            Connection connection, FenceIndex.Part part, java.util.Collection<String> keys, Instant now)
            throws SQLException {
        return new FenceRound(
                part, Presence.load(connection, part.memory().layer().name(), keys), now);
    }

    private static List<Crossing> finished(Connection connection, FenceRound round) throws SQLException {
        Presence.delete(connection, round.gone());
        Presence.store(connection, round.changed());
        return round.crossings();
    }

    private static void follow(
            FenceRound round, String key, List<LogEntry> entries, List<Feature> versions, long after, long last) {
        LogEntry newest = entries.get(entries.size() - 1);
        if (versions.isEmpty()) {
            round.look(key, null, newest.time(), newest.position());
            return;
        }
        Deque<Feature> fresh = new ArrayDeque<>();
        long later = Long.MAX_VALUE;
        for (int i = versions.size() - 1; i >= 0; i--) {
            Feature version = versions.get(i);
            boolean late = version.position() > later;
            later = Math.min(later, version.position());
            if (!late && version.position() > after && version.position() <= last) {
                fresh.addFirst(version);
            }
        }
        Feature present = versions.get(versions.size() - 1);
        boolean gone = present.validTo() != null;
        if (fresh.isEmpty() && !gone && present.position() <= last) {
            fresh.add(present);
        }
        for (Feature version : fresh) {
            long cause = entries.stream().anyMatch(e -> e.position() == version.position())
                    ? version.position()
                    : newest.position();
            round.look(key, version, version.validFrom(), cause);
        }
        if (gone) {
            round.look(key, null, newest.time(), newest.position());
        }
    }

    /** All that an import wrote. */
    private List<Crossing> imported(Connection connection, FenceIndex.Part part, LogEntry entry, Instant now)
            throws SQLException {
        List<Crossing> crossings = new ArrayList<>();
        Layer layer = part.memory().layer();
        String from = "";
        while (true) {
            List<String> keys = keys(connection, layer, batch(entry), from);
            if (keys.isEmpty()) {
                return crossings;
            }
            FenceRound round = round(connection, part, keys, now);
            Map<String, List<Feature>> versions = FeatureVersions.load(connection, layer, keys, Long.MAX_VALUE);
            for (String key : keys) {
                List<Feature> own = versions.getOrDefault(key, List.of());
                if (!own.isEmpty()) {
                    Feature present = own.get(own.size() - 1);
                    round.look(key, present, present.validFrom(), entry.position());
                }
            }
            crossings.addAll(finished(connection, round));
            from = keys.get(keys.size() - 1);
        }
    }

    private String batch(LogEntry entry) {
        try {
            return mapper.readTree(entry.data()).path("batch").asText();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The log holds data that is not JSON", e);
        }
    }

    private static List<String> keys(Connection connection, Layer layer, String batch, String after)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT id FROM " + TableNames.table(layer)
                + " WHERE batch = ? AND id > ? ORDER BY id LIMIT " + CHUNK)) {
            statement.setString(1, batch);
            statement.setString(2, after);
            List<String> keys = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    keys.add(rows.getString(1));
                }
            }
            return keys;
        }
    }

    @Override
    public boolean passTime(Connection connection, Instant now) throws SQLException {
        List<Presence> due = Presence.due(connection, now, DUE_AT_ONCE);
        if (due.isEmpty()) {
            return false;
        }
        fences.refresh(connection);
        Map<FenceIndex.Part, List<Presence>> byLayer = new HashMap<>();
        for (Presence presence : due) {
            FenceIndex.Part part = fences.ofFence(presence.fence());
            if (part != null) {
                byLayer.computeIfAbsent(part, p -> new ArrayList<>()).add(presence);
            }
        }
        List<Crossing> crossings = new ArrayList<>();
        for (Map.Entry<FenceIndex.Part, List<Presence>> one : byLayer.entrySet()) {
            FenceIndex.Part part = one.getKey();
            List<String> keys =
                    one.getValue().stream().map(Presence::feature).distinct().toList();
            Map<String, List<Feature>> versions =
                    FeatureVersions.load(connection, part.memory().layer(), keys, Long.MAX_VALUE);
            FenceRound round = new FenceRound(part, one.getValue(), now);
            for (Presence presence : one.getValue()) {
                Fence fence = part.find(presence.fence());
                if (fence != null) {
                    round.tell(presence, fence, last(versions.get(presence.feature())));
                }
            }
            crossings.addAll(finished(connection, round));
        }
        return tell(connection, crossings, now);
    }

    private static @Nullable Feature last(@Nullable List<Feature> versions) {
        return versions == null ? null : versions.get(versions.size() - 1);
    }

    private boolean tell(Connection connection, List<Crossing> crossings, Instant now) throws SQLException {
        if (crossings.isEmpty()) {
            return false;
        }
        String base = catalogue.iris().base();
        EventLog.append(connection, crossings.stream().map(c -> c.draft(base)).toList(), now);
        return true;
    }
}
