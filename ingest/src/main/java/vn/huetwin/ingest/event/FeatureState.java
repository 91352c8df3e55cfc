package vn.huetwin.ingest.event;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.LocationPrecision;
import vn.huetwin.ontology.catalogue.LocationRule;
import vn.huetwin.ontology.catalogue.ValueType;
import vn.huetwin.ontology.gazetteer.Located;
import vn.huetwin.ontology.store.LayerRows;
import vn.huetwin.ontology.validate.FeatureValidator;
import vn.huetwin.ontology.validate.Problem;
import vn.huetwin.ontology.validate.Verdict;

/** A feature while events are folded into it: each event carries what changes, the rest stays. */
final class FeatureState {
    private static final ZoneId CITY = ZoneId.of("Asia/Ho_Chi_Minh");

    private final Layer layer;
    private final String key;
    private final @Nullable Object[] values;
    private final int timeColumn;
    private @Nullable Geometry geometry;
    private Instant from = Instant.MIN;
    private boolean moved;

    FeatureState(Layer layer, String key) {
        this.layer = layer;
        this.key = key;
        values = new @Nullable Object[layer.properties().size()];
        timeColumn = layer.timeProperty() == null ? -1 : layer.indexOf(layer.timeProperty());
    }

    /** Since when the state is so. */
    Instant from() {
        return from;
    }

    /** Puts the whole row in the place of what was. */
    void replace(LayerRows.Row row) {
        for (int i = 0; i < values.length; i++) {
            values[i] = row.values().get(i);
        }
        geometry = row.geometry();
        moved = false;
        from = later(row.validFrom());
    }

    /** The validity never runs backwards: an event that follows by its sequence but not by its time begins at once. */
    void apply(Change change, Instant time) {
        change.applyTo(values);
        LocationRule rule = layer.location();
        if (rule != null) {
            place(change, rule);
        } else if (change.geometry() != null) {
            geometry = change.geometry();
            moved = true;
        }
        if (timeColumn >= 0 && values[timeColumn] == null) {
            values[timeColumn] = layer.properties().get(timeColumn).type() == ValueType.DATE
                    ? time.atZone(CITY).toLocalDate()
                    : time;
        }
        from = later(time);
    }

    /**
     * Coordinates always count more than words, unless they only repeat what was guessed. Whether the present geometry is a guess is seen from the names that were
     * recognised, so that the next state depends on this one and the change alone.
     */
    private void place(Change change, LocationRule rule) {
        int match = layer.indexOf(rule.match());
        int precision = layer.indexOf(rule.precision());
        int radius = layer.indexOf(rule.radius());
        boolean guessed = geometry == null || values[match] != null;
        Geometry given = change.geometry();
        Located found = change.place();
        boolean repeated = given != null && geometry != null && values[match] != null && given.equalsExact(geometry);
        if (given != null && !repeated) {
            geometry = given;
            moved = true;
            values[match] = null;
            if (!change.says(precision)) {
                values[precision] = LocationPrecision.EXACT.notation();
            }
            if (guessed && !change.says(radius)) {
                values[radius] = null;
            }
        } else if (given == null && found != null && guessed) {
            geometry = found.point();
            moved = true;
            values[match] = found.match();
            values[precision] = found.precision().notation();
            values[radius] = geometry == null ? null : found.radiusMetres();
        }
    }

    /** The feature is no more. */
    void end(Instant time) {
        Arrays.fill(values, null);
        geometry = null;
        moved = true;
        from = later(time);
    }

    /** Whether an event moved it since the row that it began with, so that what is near of it is to be found. */
    boolean moved() {
        return moved;
    }

    /** A value, or null. */
    @Nullable
    Object value(String property) {
        int column = layer.indexOf(property);
        return column < 0 ? null : values[column];
    }

    /** What it lacks to be a feature of its layer. */
    List<Problem> missing(FeatureValidator validator) {
        return validator.missing(layer, values, geometry);
    }

    Verdict.Checked checked() {
        return new Verdict.Checked(key, geometry, Arrays.asList(values.clone()), from, List.of());
    }

    private Instant later(Instant time) {
        return time.isAfter(from) ? time : from;
    }
}
