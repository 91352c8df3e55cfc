package vn.huetwin.tiles.solid;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.feature.Feature;

/**
 * From when to when what a feature shows is there, as far as is known: what a play-back hides and shows. It depends on the
 * feature alone, not on the clock.
 *
 * @param from the first moment, or null if it was there before anyone wrote it down
 * @param to   the first moment that it is gone, or null
 */
record Lifetime(@Nullable Instant from, @Nullable Instant to) {
    private static final ZoneId CITY = ZoneId.of("Asia/Ho_Chi_Minh");

    /** From a feature and the beginning of its first version. */
    @FunctionalInterface
    interface Rule {
        Lifetime of(Feature feature, Instant first);
    }

    /**
     * Of one version: the first one reaches as far back as the feature is known to, the others begin where they begin.
     *
     * @param first when the first version began
     */
    static Lifetime of(Feature version, Rule rule, Instant first) {
        Lifetime whole = rule.of(version, first);
        Instant to = version.validTo();
        if (to == null) {
            return whole;
        }
        Instant from = version.validFrom().equals(first) ? whole.from() : begin(version, whole);
        Instant end = whole.to();
        return new Lifetime(from, end == null || to.isBefore(end) ? to : end);
    }

    /** When a version that is not the first one begins. */
    static Instant begin(Feature version, Lifetime whole) {
        Instant from = whole.from();
        return from == null || version.validFrom().isAfter(from) ? version.validFrom() : from;
    }

    /** Since the first version. */
    static Lifetime plain(Feature feature, Instant first) {
        return new Lifetime(first, null);
    }

    /** Since the year it was built, if that is before the city knew of it; until it was demolished. */
    static Lifetime building(Feature feature, Instant first) {
        Instant from = first;
        if (feature.properties().get("year_built") instanceof Number year) {
            Instant built = start(LocalDate.of(year.intValue(), 1, 1));
            from = built.isBefore(first) ? built : first;
        }
        boolean gone = "demolished".equals(feature.properties().get("status"));
        return new Lifetime(from, gone ? feature.validFrom() : null);
    }

    /** From its start to its end: the expected one, once it is completed the real one. */
    static Lifetime construction(Feature feature, Instant first) {
        Instant from = feature.properties().get("started_on") instanceof LocalDate began ? start(began) : first;
        if ("completed".equals(feature.properties().get("stage"))) {
            return new Lifetime(from, feature.validFrom());
        }
        Instant to = feature.properties().get("expected_end_on") instanceof LocalDate day ? start(day) : null;
        return new Lifetime(from, to != null && to.isAfter(feature.validFrom()) ? to : null);
    }

    private static Instant start(LocalDate day) {
        return day.atStartOfDay(CITY).toInstant();
    }
}
