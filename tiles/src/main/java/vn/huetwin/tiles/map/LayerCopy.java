package vn.huetwin.tiles.map;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Envelope;
import vn.huetwin.ontology.store.BoxTree;

/**
 * A layer in memory: what was read at once with an index, and beside it what has changed since, which is searched one
 * by one. Immutable; each change gives another one that shares nearly all of it.
 *
 * @param keys        of the features: where each stands in the store
 * @param gone        features of the store that have changed or are no more
 * @param changedKeys of the features that have changed since, or are new, in their order
 * @param changed     their geometries
 * @param styles      what each style makes of the store and of what has changed
 */
record LayerCopy(
        ShapeStore store,
        BoxTree index,
        Map<String, Integer> keys,
        BitSet gone,
        List<String> changedKeys,
        ShapeStore changed,
        Map<RuleMatch, Styled> styles) {
    /** What one style makes of both parts. */
    record Styled(RuleNumbers store, RuleNumbers changed) {}

    LayerCopy with(RuleMatch match, Styled styled) {
        Map<RuleMatch, Styled> more = new HashMap<>(styles);
        more.put(match, styled);
        return new LayerCopy(store, index, keys, gone, changedKeys, changed, more);
    }

    @Nullable
    Styled find(RuleMatch match) {
        return styles.get(match);
    }

    long bytes() {
        // a key with its entry in the map is about 120 bytes
        return store.bytes() + index.bytes() + 120L * keys.size() + 8L * store.count() * styles.size();
    }

    void read(Styled styled, Envelope search, Screen screen, Stop stop, ShapeSource.Sink sink) {
        int west = store.unitsX(search.getMinX());
        int south = store.unitsY(search.getMinY());
        int east = store.unitsX(search.getMaxX());
        int north = store.unitsY(search.getMaxY());
        int tiny = (int) (search.getWidth() * 1e8 / screen.width() / 2);
        Path path = new Path();
        int done = 0;
        for (int feature : index.search(west, south, east, north)) {
            if ((++done & 0x3ff) == 0) {
                stop.check();
            }
            if (!gone.get(feature)) {
                store.read(feature, tiny, screen, path);
                sink.shape(
                        path, styled.store().numbers()[feature], styled.store().values(feature));
            }
        }
        for (int feature = 0; feature < changed.count(); feature++) {
            if (changed.meets(feature, west, south, east, north)) {
                changed.read(feature, tiny, screen, path);
                sink.shape(
                        path,
                        styled.changed().numbers()[feature],
                        styled.changed().values(feature));
            }
        }
    }
}
