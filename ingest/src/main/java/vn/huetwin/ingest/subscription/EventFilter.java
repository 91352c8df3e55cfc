package vn.huetwin.ingest.subscription;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Envelope;
import vn.huetwin.ingest.event.LogEntry;
import vn.huetwin.ontology.query.FeatureMatch;

/**
 * Which entries someone wants; what is null is not asked for. Filters that ask the same are equal.
 *
 * @see EventPages#filter
 */
public final class EventFilter {
    /**
     * What is asked.
     *
     * @param types event types, or their beginnings with a {@code *} at the end
     * @param wards codes of wards
     * @param box   WGS 84, x = longitude; entries whose place is not known are not in it
     * @param layer the one layer whose features {@code cql} is about, or whose entries are wanted
     * @param cql   a condition on features of the layer, ECQL or CQL2 Text
     */
    public record Wish(
            @Nullable List<String> types,
            @Nullable Set<String> wards,
            @Nullable Envelope box,
            @Nullable String layer,
            @Nullable String cql) {
        public static final Wish ALL = new Wish(null, null, null, null, null);
    }

    private final Wish wish;
    private final @Nullable FeatureMatch match;

    EventFilter(Wish wish, @Nullable FeatureMatch match) {
        this.wish = wish;
        this.match = match;
    }

    public Wish wish() {
        return wish;
    }

    @Nullable
    FeatureMatch match() {
        return match;
    }

    /** Whether the entry by itself is wanted, apart from the condition on its feature. */
    boolean wants(LogEntry entry) {
        Envelope box = wish.box();
        List<String> types = wish.types();
        Set<String> wards = wish.wards();
        return (types == null || types.stream().anyMatch(t -> isOf(t, entry.type())))
                && (wish.layer() == null || wish.layer().equals(entry.layer()))
                && (wards == null || (entry.wardCode() != null && wards.contains(entry.wardCode())))
                && (box == null || isIn(box, entry.lon(), entry.lat()));
    }

    private static boolean isOf(String wanted, String type) {
        return wanted.endsWith("*") ? type.startsWith(wanted.substring(0, wanted.length() - 1)) : type.equals(wanted);
    }

    private static boolean isIn(Envelope box, @Nullable Double lon, @Nullable Double lat) {
        return lon != null && lat != null && box.contains(lon, lat);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EventFilter filter && wish.equals(filter.wish);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(wish);
    }
}
