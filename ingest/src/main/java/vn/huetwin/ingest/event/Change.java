package vn.huetwin.ingest.event;

import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.LocationRule;
import vn.huetwin.ontology.gazetteer.Located;

/** What an event says of a feature: checked values, by the place of their property in the layer. The rest stays. */
final class Change {
    static final Change NOTHING = new Change(null, new int[0], new @Nullable Object[0], null);

    private final @Nullable Geometry geometry;
    private final int[] columns;
    private final @Nullable Object[] values;
    private final @Nullable Located place;

    /**
     * @param geometry WGS 84, or null if it stays where it is
     * @param columns  indexes in {@code layer.properties()}
     * @param values   of those columns; null takes the value away
     * @param place    what the words for the place tell; null if it says none or has a geometry
     */
    private Change(@Nullable Geometry geometry, int[] columns, @Nullable Object[] values, @Nullable Located place) {
        this.geometry = geometry;
        this.columns = columns;
        this.values = values;
        this.place = place;
    }

    Change(@Nullable Geometry geometry, int[] columns, @Nullable Object[] values) {
        this(geometry, columns, values, null);
    }

    Change at(@Nullable Located found) {
        return new Change(geometry, columns, values, found);
    }

    /** Where its words say that it is. */
    @Nullable
    Located place() {
        return place;
    }

    /**
     * The words that say where it is, if it has no coordinates.
     *
     * @param rule which properties may tell it, the best first
     * @return empty if it takes them away, null if it is silent of them
     */
    @Nullable
    String words(Layer layer, LocationRule rule) {
        if (geometry != null) {
            return null;
        }
        String words = null;
        for (String text : rule.texts()) {
            int column = layer.indexOf(text);
            for (int i = 0; i < columns.length; i++) {
                if (columns[i] == column && (words == null || words.isEmpty())) {
                    words = values[i] == null ? "" : String.valueOf(values[i]);
                }
            }
        }
        return words;
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
        return new Change(
                other.geometry == null ? geometry : other.geometry,
                all,
                both,
                other.place == null ? place : other.place);
    }
}
