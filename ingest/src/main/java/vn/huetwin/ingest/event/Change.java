package vn.huetwin.ingest.event;

import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;

/** What an event says of a feature: checked values, by the place of their property in the layer. The rest stays. */
final class Change {
    static final Change NOTHING = new Change(null, new int[0], new @Nullable Object[0]);

    private final @Nullable Geometry geometry;
    private final int[] columns;
    private final @Nullable Object[] values;

    /**
     * @param geometry WGS 84, or null if it stays where it is
     * @param columns  indexes in {@code layer.properties()}
     * @param values   of those columns; null takes the value away
     */
    Change(@Nullable Geometry geometry, int[] columns, @Nullable Object[] values) {
        this.geometry = geometry;
        this.columns = columns;
        this.values = values;
    }

    @Nullable
    Geometry geometry() {
        return geometry;
    }

    void applyTo(@Nullable Object[] state) {
        for (int i = 0; i < columns.length; i++) {
            state[columns[i]] = values[i];
        }
    }

    boolean says(int column) {
        return Arrays.stream(columns).anyMatch(c -> c == column);
    }

    /** This change where the other is silent. */
    Change with(Change other) {
        BitSet said = new BitSet();
        Arrays.stream(other.columns).forEach(said::set);
        int[] kept = Arrays.stream(columns).filter(c -> !said.get(c)).toArray();
        int[] all = Arrays.copyOf(kept, kept.length + other.columns.length);
        System.arraycopy(other.columns, 0, all, kept.length, other.columns.length);
        @Nullable Object[] both = new @Nullable Object[all.length];
        int at = 0;
        for (int i = 0; i < columns.length; i++) {
            if (!said.get(columns[i])) {
                both[at++] = values[i];
            }
        }
        System.arraycopy(other.values, 0, both, at, other.values.length);
        return new Change(other.geometry == null ? geometry : other.geometry, all, both);
    }
}
