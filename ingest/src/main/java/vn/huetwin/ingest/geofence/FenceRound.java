package vn.huetwin.ingest.geofence;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.geotools.api.feature.simple.SimpleFeature;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.feature.Feature;

/** Features of one layer are compared with its fences, version by version; what comes of it is gathered. */
final class FenceRound {
    private final FenceIndex.Part fences;
    private final Instant now;
    private final Map<String, Map<String, Presence>> known = new HashMap<>();
    private final Map<String, Presence> changed = new LinkedHashMap<>();
    private final Map<String, Presence> gone = new LinkedHashMap<>();
    private final List<Crossing> crossings = new ArrayList<>();

    /** @param presences of the features that will be looked at */
    FenceRound(FenceIndex.Part fences, List<Presence> presences, Instant now) {
        this.fences = fences;
        this.now = now;
        presences.forEach(
                p -> known.computeIfAbsent(p.feature(), f -> new HashMap<>()).put(p.fence(), p));
    }

    Collection<Presence> changed() {
        return changed.values();
    }

    Collection<Presence> gone() {
        return gone.values();
    }

    List<Crossing> crossings() {
        return crossings;
    }

    /**
     * Looks at a version of a feature.
     *
     * @param version null if the feature is gone
     * @param at      since when it is so
     * @param cause   log position of what made it so
     */
    void look(String key, @Nullable Feature version, Instant at, long cause) {
        Set<Fence> concerned = new LinkedHashSet<>(version == null ? List.of() : fences.near(version.geometry()));
        known.getOrDefault(key, Map.of()).keySet().stream()
                .map(fences::find)
                .filter(java.util.Objects::nonNull)
                .forEach(concerned::add);
        if (concerned.isEmpty()) {
            return;
        }
        SimpleFeature feature = version == null ? null : fences.memory().feature(version);
        for (Fence fence : concerned) {
            if (cause > fence.position()) {
                Presence before = presence(key, fence);
                boolean inside = before != null && before.now();
                boolean holds = feature != null && fence.holds(feature, inside);
                if (holds || before != null) {
                    step(fence, key, version, before, holds, at, cause);
                }
            }
        }
    }

    private @Nullable Presence presence(String key, Fence fence) {
        return known.getOrDefault(key, Map.of()).get(fence.declared().id());
    }

    private void step(
            Fence fence,
            String key,
            @Nullable Feature version,
            @Nullable Presence before,
            boolean holds,
            Instant at,
            long cause) {
        boolean told = before != null && before.inside();
        Instant pending = before == null ? null : before.pendingSince();
        Duration debounce = fence.declared().debounce();
        if (pending != null && holds != told) {
            if (version == null || !at.isBefore(pending.plus(debounce))) {
                tell(fence, key, version, holds, pending, before == null ? cause : before.cause());
            }
        } else if (pending != null && before != null) {
            put(told, new Presence(fence.declared().id(), key, told, before.since(), null, null, before.cause()));
        } else if (holds != told) {
            if (debounce.isZero() || version == null) {
                tell(fence, key, version, holds, at, cause);
            } else {
                Instant since = before == null ? at : before.since();
                put(true, new Presence(fence.declared().id(), key, told, since, at, now.plus(debounce), cause));
            }
        }
    }

    /** What was pending long enough. */
    void tell(Presence due, Fence fence, @Nullable Feature version) {
        Instant since = due.pendingSince();
        if (since != null) {
            tell(fence, due.feature(), version, !due.inside(), since, due.cause());
        }
    }

    private void tell(Fence fence, String key, @Nullable Feature version, boolean entered, Instant since, long cause) {
        crossings.add(new Crossing(fence, key, version, entered, since, cause));
        put(entered, new Presence(fence.declared().id(), key, entered, since, null, null, cause));
    }

    private void put(boolean kept, Presence presence) {
        String id = presence.fence() + '\n' + presence.feature();
        Map<String, Presence> own = known.computeIfAbsent(presence.feature(), f -> new HashMap<>());
        if (kept) {
            own.put(presence.fence(), presence);
            changed.put(id, presence);
            gone.remove(id);
        } else {
            own.remove(presence.fence());
            changed.remove(id);
            gone.put(id, presence);
        }
    }
}
