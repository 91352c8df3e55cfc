package vn.huetwin.ingest.event;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.validate.FeatureValidator;
import vn.huetwin.ontology.validate.Problem;
import vn.huetwin.ontology.validate.Verdict;

/**
 * Checks an event by itself, so that the verdict does not hang on what arrived before. One exception: the first event of
 * a subject must bring all that is required, unless its sequence says that others come before it.
 */
final class EventCheck {
    private static final Set<String> MISSING = Set.of("property-missing", "geometry-missing");

    private final FeatureValidator validator;

    EventCheck(FeatureValidator validator) {
        this.validator = validator;
    }

    /** @param known whether the city has heard of the subject */
    List<Problem> problems(Layer layer, CityEvent event, boolean known) {
        List<Problem> problems = new ArrayList<>();
        for (Map.Entry<String, JsonNode> member : event.data().properties()) {
            Property property = layer.find(member.getKey());
            if (property != null && property.required() && member.getValue().isNull()) {
                problems.add(new Problem(
                        "property-missing",
                        property.name(),
                        new Text(
                                property.name() + ": bắt buộc, không thể xóa",
                                property.name() + ": is required and cannot be removed")));
            }
        }
        try {
            FeatureState alone = new FeatureState(layer, event.subject());
            alone.apply(event.data(), event.time());
            if (validator.check(layer, alone.draft()) instanceof Verdict.Refused refused) {
                boolean mayLack = known || event.amends() != null || isNotFirst(event);
                refused.problems().stream()
                        .filter(p -> !mayLack || !MISSING.contains(p.code()))
                        .forEach(problems::add);
            }
        } catch (EventException e) {
            problems.addAll(e.problems());
        }
        return problems;
    }

    private static boolean isNotFirst(CityEvent event) {
        Long sequence = event.sequence();
        return sequence != null && sequence > 1;
    }

    /** The place that the event names, or null. */
    @Nullable
    Geometry geometry(Layer layer, CityEvent event) {
        try {
            FeatureState alone = new FeatureState(layer, event.subject());
            alone.apply(event.data(), event.time());
            return alone.draft().geometry();
        } catch (EventException e) {
            return null;
        }
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
