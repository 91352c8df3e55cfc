package vn.huetwin.ingest.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.catalogue.Verb;
import vn.huetwin.ontology.validate.Problem;

/** Holds events to what their layer declares of its verbs; a verb that it does not declare is held to the layer alone. */
final class VerbCheck {
    /** Code of an event that tells of persons what the city does not take; not even its quarantine keeps that. */
    static final String PERSONAL = "personal-data-refused";
    /** Code of a note: the event came in a state in which it is not expected. */
    static final String UNUSUAL = "unusual-transition";

    private static final ZoneId CITY = ZoneId.of("Asia/Ho_Chi_Minh");

    private VerbCheck() {}

    static void problems(Layer layer, CityEvent event, @Nullable Verb verb, List<Problem> problems) {
        if (layer.derived()) {
            problems.add(reserved(layer));
        }
        for (String member : layer.refused()) {
            if (event.data().has(member)) {
                problems.add(new Problem(
                        PERSONAL,
                        member,
                        new Text(
                                "'" + member + "' nói về người và không được nhận; hãy bỏ nó ở nguồn",
                                "'" + member + "' tells of persons and is not taken; leave it out at the source")));
            }
        }
        if (verb != null) {
            verb.requires().stream()
                    .filter(r -> !event.data().hasNonNull(r))
                    .forEach(r -> problems.add(new Problem(
                            "property-missing",
                            r,
                            new Text(
                                    "'" + event.type() + "' cần '" + r + "'",
                                    "'" + event.type() + "' must say '" + r + "'"))));
        }
    }

    private static Problem reserved(Layer layer) {
        return new Problem(
                "type-reserved",
                "type",
                new Text(
                        "Máy chủ tự suy ra lớp '" + layer.name() + "'; hãy gửi sự kiện của lớp gốc",
                        "The server derives the layer '" + layer.name()
                                + "' itself; send the events of what it comes from"));
    }

    /** What the event says, together with what its verb says where the event is silent. */
    static ObjectNode whole(@Nullable Verb verb, ObjectNode data, Instant time) {
        if (verb == null) {
            return data;
        }
        List<String> silent = new ArrayList<>(verb.sets().keySet());
        silent.addAll(verb.stamps());
        silent.addAll(verb.clears());
        silent.removeIf(data::has);
        if (silent.isEmpty()) {
            return data;
        }
        ObjectNode whole = data.objectNode();
        whole.setAll(data);
        for (String property : silent) {
            if (verb.sets().containsKey(property)) {
                whole.put(property, verb.sets().get(property));
            } else if (verb.stamps().contains(property)) {
                whole.put(property, time.atZone(CITY).toOffsetDateTime().toString());
            } else {
                whole.putNull(property);
            }
        }
        return whole;
    }

    /** @param before state before the event, null if there was none */
    static @Nullable Problem unusual(@Nullable Verb verb, @Nullable Object before) {
        if (verb == null
                || before == null
                || verb.from().isEmpty()
                || verb.from().contains(before.toString())) {
            return null;
        }
        return new Problem(
                UNUSUAL,
                "type",
                new Text(
                        "'" + verb.name() + "' thường đến từ " + verb.from() + ", không phải từ '" + before + "'",
                        "'" + verb.name() + "' is expected from " + verb.from() + ", not from '" + before + "'"));
    }

    /** The event without what it must not tell: names of members stay, values go. */
    static byte[] withoutPersons(CloudEventJson json, CityEvent event) {
        ObjectNode data = event.data().objectNode();
        for (var member : event.data().properties()) {
            JsonNode value = member.getValue();
            data.set(
                    member.getKey(),
                    value.isTextual() ? data.textNode("…") : value.isNumber() ? value : data.nullNode());
        }
        return json.write(new CityEvent(
                event.id(), event.source(), event.type(), event.subject(), event.time(), data, event.extensions()));
    }
}
