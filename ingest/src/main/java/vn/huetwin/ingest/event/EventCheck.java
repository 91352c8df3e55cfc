package vn.huetwin.ingest.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.catalogue.Verb;
import vn.huetwin.ontology.feature.Draft;
import vn.huetwin.ontology.validate.FeatureValidator;
import vn.huetwin.ontology.validate.Problem;
import vn.huetwin.ontology.validate.Verdict;

/**
 * Reads what events say and checks each by itself, so that the verdict does not hang on what arrived before. One
 * exception: the first event of a subject must bring all that is required, unless its sequence says that others come
 * before it. Safe for several threads.
 */
final class EventCheck {
    /**
     * An event that was looked at.
     *
     * @param layer    null if the type names none
     * @param problems what is wrong with it
     * @param lacking  what is wrong with it if it is the first of its subject
     */
    record Reading(
            CityEvent event, @Nullable Layer layer, Change change, List<Problem> problems, List<Problem> lacking) {
        /** @param known whether the city has heard of the subject */
        List<Problem> problems(boolean known) {
            Long sequence = event.sequence();
            boolean mayLack = known || event.amends() != null || (sequence != null && sequence > 1);
            return problems.isEmpty() && !mayLack ? lacking : problems;
        }
    }

    private static final GeoJsonPlace PLACES = new GeoJsonPlace(new GeometryFactory());

    private final FeatureValidator validator;

    EventCheck(FeatureValidator validator) {
        this.validator = validator;
    }

    FeatureValidator validator() {
        return validator;
    }

    Reading read(CityEvent event, Catalogue catalogue) {
        Layer layer = catalogue.find(event.layer());
        if (layer == null) {
            return new Reading(event, null, Change.NOTHING, List.of(unknownLayer(event)), List.of());
        }
        List<Problem> problems = new ArrayList<>(0);
        Verb verb = verb(layer, event.verb(), event.amends() != null);
        VerbCheck.problems(layer, event, verb, problems);
        if (!problems.isEmpty() || event.deletes()) {
            return new Reading(event, layer, Change.NOTHING, problems, List.of());
        }
        Change change = change(
                layer, event.subject(), VerbCheck.whole(verb, event.data(), event.time()), event.time(), problems);
        if (!problems.isEmpty()) {
            return new Reading(event, layer, change, problems, List.of());
        }
        FeatureState alone = new FeatureState(layer, event.subject());
        alone.apply(change, event.time());
        return new Reading(event, layer, change, problems, alone.missing(validator));
    }

    /** What an event of the log says; what its layer does not take any more is left out. */
    Change logged(Layer layer, String subject, String verb, boolean amends, ObjectNode data, Instant time) {
        ObjectNode known = data.deepCopy();
        known.retain(data.properties().stream()
                .map(Map.Entry::getKey)
                .filter(name -> name.equals("geometry") || layer.find(name) != null)
                .toList());
        return change(layer, subject, VerbCheck.whole(verb(layer, verb, amends), known, time), time, new ArrayList<>());
    }

    /** What amends another event only says what it says. */
    private static @Nullable Verb verb(Layer layer, String name, boolean amends) {
        return amends ? null : layer.verbs().get(name);
    }

    private Change change(Layer layer, String subject, ObjectNode data, Instant time, List<Problem> problems) {
        Map<String, Object> given = new HashMap<>();
        Geometry geometry = null;
        for (Map.Entry<String, JsonNode> member : data.properties()) {
            String name = member.getKey();
            JsonNode value = member.getValue();
            int column = layer.indexOf(name);
            if (column >= 0 && layer.properties().get(column).derived()) {
                continue;
            }
            try {
                if (name.equals("geometry")) {
                    geometry = value.isNull() ? null : PLACES.geometry(value);
                } else if (!value.isNull()) {
                    given.put(name, scalar(name, value));
                }
            } catch (EventException e) {
                problems.addAll(e.problems());
            }
        }
        Verdict verdict = validator.checkChange(layer, new Draft(subject, geometry, given, time));
        if (verdict instanceof Verdict.Checked checked) {
            return change(layer, data, checked, problems);
        }
        problems.addAll(((Verdict.Refused) verdict).problems());
        return Change.NOTHING;
    }

    private static Change change(Layer layer, ObjectNode data, Verdict.Checked checked, List<Problem> problems) {
        int[] columns = new int[data.size()];
        @Nullable Object[] values = new @Nullable Object[data.size()];
        int count = 0;
        for (Map.Entry<String, JsonNode> member : data.properties()) {
            int column = layer.indexOf(member.getKey());
            if (column < 0 || layer.properties().get(column).derived()) {
                continue;
            }
            Object value = checked.values().get(column);
            if (value == null && layer.properties().get(column).required()) {
                problems.add(irremovable(layer.properties().get(column)));
            }
            columns[count] = column;
            values[count++] = value;
        }
        return new Change(checked.geometry(), Arrays.copyOf(columns, count), Arrays.copyOf(values, count));
    }

    private static Object scalar(String field, JsonNode value) throws EventException {
        if (value.isTextual()) {
            return value.textValue();
        }
        if (value.isBoolean()) {
            return value.booleanValue();
        }
        if (value.isIntegralNumber() && value.canConvertToLong()) {
            return value.longValue();
        }
        if (value.isNumber()) {
            return value.doubleValue();
        }
        throw new EventException(
                "value-not-simple",
                field,
                field + " phải là giá trị đơn",
                field + " must be one text, number or boolean");
    }

    private static Problem irremovable(Property property) {
        return new Problem(
                "property-missing",
                property.name(),
                new Text(
                        property.name() + ": bắt buộc, không thể xóa",
                        property.name() + ": is required and cannot be removed"));
    }

    private static Problem unknownLayer(CityEvent event) {
        return new Problem(
                "unknown-type",
                "type",
                new Text(
                        "Không biết loại sự kiện '" + event.type() + "': không có lớp '" + event.layer() + "'",
                        "The type '" + event.type() + "' is not known: there is no layer '" + event.layer() + "'"));
    }

    static Problem sequenceTaken(CityEvent event, String holder) {
        return new Problem(
                "sequence-taken",
                CityEvent.SEQUENCE,
                new Text(
                        "sequence " + event.sequence() + " của '" + event.subject() + "' đã thuộc sự kiện '" + holder
                                + "'; hãy gửi số kế tiếp, hoặc dùng corrects để sửa",
                        "sequence " + event.sequence() + " of '" + event.subject() + "' belongs to the event '" + holder
                                + "' already; send the next number, or use corrects to put it right"));
    }
}
