package vn.huetwin.ingest.event;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How far each layer has come: the position in the log of its last change. What was made of a layer is good for as long as
 * the layer has the version that it had before the making began. Ward borders change the ward of features everywhere, so a
 * change of wards is one of all layers. Any thread may ask.
 */
public final class LayerVersions {
    private static final String WARD = "ward";

    /** The highest position of each layer, and of all. */
    private static final class Marks {
        private final Map<String, Long> layers = new ConcurrentHashMap<>();
        private final Map<String, Long> all = new ConcurrentHashMap<>();

        void raise(@Nullable String layer, long position) {
            if (layer != null) {
                layers.merge(layer, position, Math::max);
            }
            if (WARD.equals(layer)) {
                all.merge(WARD, position, Math::max);
            }
        }

        long of(String layer) {
            return Math.max(layers.getOrDefault(layer, 0L), all.getOrDefault(WARD, 0L));
        }
    }

    private final long start;
    private final Marks committed = new Marks();
    private final Marks told = new Marks();

    /** @param start end of the log when the server starts: no layer has come further */
    public LayerVersions(long start) {
        this.start = start;
    }

    /** Grows with every change, at the latest when who sent it gets its receipt. */
    public long of(String layer) {
        return Math.max(start, committed.of(layer));
    }

    /** How far the city has come, at the latest when who sent a change gets its receipt. */
    public long last() {
        long last = start;
        for (long position : committed.layers.values()) {
            last = Math.max(last, position);
        }
        return last;
    }

    /** Whether all who listen to the change feed have been told of this version too. */
    public boolean isTold(String layer) {
        return told.of(layer) >= committed.of(layer);
    }

    void committed(String layer, long position) {
        committed.raise(layer, position);
    }

    /** All listeners have been told of this change, whoever made it. */
    public void told(@Nullable String layer, long position) {
        told.raise(layer, position);
        committed.raise(layer, position);
    }
}
