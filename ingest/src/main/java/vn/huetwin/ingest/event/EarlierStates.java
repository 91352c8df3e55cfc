package vn.huetwin.ingest.event;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.feature.Feature;
import vn.huetwin.ontology.validate.FeatureValidator;
import vn.huetwin.ontology.validate.Verdict;

/**
 * How features looked to those who followed the log: events taken in the order in which they came, before later ones
 * put them right or took them back. Only who was told what is asked of it; the truth is in the layer.
 */
public final class EarlierStates {
    private static final EventCheck CHECK = new EventCheck(new FeatureValidator(null));

    private EarlierStates() {}

    /** @return by key, the state after each event with the position of that event; states that lack what is required are left out */
    public static Map<String, List<Feature>> load(Connection connection, Layer layer, Collection<String> keys)
            throws SQLException {
        Map<String, List<Feature>> states = new HashMap<>();
        SubjectLog.entries(connection, layer, keys, CHECK)
                .forEach((key, entries) -> states.put(key, states(layer, key, entries)));
        return states;
    }

    private static List<Feature> states(Layer layer, String key, List<Timeline.Entry> entries) {
        List<Feature> states = new ArrayList<>();
        FeatureState state = new FeatureState(layer, key);
        entries.sort(Comparator.comparingLong(Timeline.Entry::position));
        for (Timeline.Entry entry : entries) {
            state.apply(entry.change(), entry.time());
            if (state.missing(CHECK.validator()).isEmpty()) {
                states.add(feature(layer, state.checked(), state.from(), entry));
            }
        }
        return states;
    }

    private static Feature feature(Layer layer, Verdict.Checked checked, Instant from, Timeline.Entry entry) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < checked.values().size(); i++) {
            Object value = checked.values().get(i);
            if (value != null) {
                values.put(layer.properties().get(i).name(), value);
            }
        }
        return new Feature(
                layer,
                checked.key(),
                checked.geometry(),
                values,
                null,
                from,
                null,
                entry.recordedAt(),
                entry.position(),
                null);
    }
}
