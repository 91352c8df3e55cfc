package vn.huetwin.ingest.cap;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.util.PolygonExtracter;

/**
 * A message as events of the layer {@code warning}: those that end the messages it refers to, then its own. The events of a
 * warning are numbered by the times of their messages, so that they count in that order even if a message comes before the
 * one that it cancels, and so that an end may wait for a beginning that the city has not seen.
 */
final class WarningEvents {
    private static final List<String> SEVERITY = List.of("Extreme", "Severe", "Moderate", "Minor", "Unknown");
    private static final long PER_SECOND = 1_000_000;
    private static final int TEXT = 20_000;

    private final ObjectMapper mapper = new ObjectMapper();
    private final CapAlert alert;
    private final String stage;

    WarningEvents(CapAlert alert) {
        this.alert = alert;
        // what is an exercise can never end what is not
        stage = alert.status().equals("Actual") ? "" : alert.status().toLowerCase(Locale.ROOT) + ',';
    }

    /** Key of the warning that the message makes. */
    String key() {
        return stage + alert.key();
    }

    /**
     * @param place of the warning; ignored if the message makes none
     * @return CloudEvents in structured mode
     */
    List<byte[]> all(@Nullable Geometry place) {
        List<byte[]> events = new ArrayList<>();
        boolean cancels = alert.messageType().equals("Cancel");
        int number = 0;
        for (CapAlert.Reference reference : alert.references()) {
            number++;
            if (reference.sender().equals(alert.sender())
                    && !reference.identifier().equals(alert.identifier())) {
                ObjectNode data = mapper.createObjectNode();
                if (!cancels) {
                    data.put("replaced_by", key());
                }
                String id = key() + '#' + number;
                // never 0: that is the number of the message itself
                long order = 1 + Math.floorMod((long) id.hashCode(), PER_SECOND - 1);
                events.add(event(cancels ? "cancelled" : "replaced", id, stage + reference.key(), order, data));
            }
        }
        if (place != null) {
            String verb = alert.messageType().equals("Update") ? "updated" : "issued";
            events.add(event(verb, key(), key(), 0, data(place)));
        }
        return events;
    }

    private byte[] event(String verb, String id, String subject, long number, ObjectNode data) {
        ObjectNode event = mapper.createObjectNode()
                .put("specversion", "1.0")
                .put("id", id + '@' + alert.sent())
                .put("source", "cap:" + alert.sender())
                .put("type", "vn.hue.warning." + verb)
                .put("subject", subject)
                .put("time", alert.sent().toString())
                .put("sequence", String.valueOf(alert.sent().toEpochSecond() * PER_SECOND + number));
        event.set("data", data);
        return event.toString().getBytes(StandardCharsets.UTF_8);
    }

    private ObjectNode data(Geometry place) {
        String main = language();
        List<CapAlert.Info> infos = in(main);
        ObjectNode data = mapper.createObjectNode()
                .put("language", main)
                .put("headline", limited(headline(infos), 500))
                .put("event", limited(joined(infos, CapAlert.Info::event, "; "), 200))
                .put("severity", worst())
                .put("urgency", infos.get(0).urgency())
                .put("certainty", infos.get(0).certainty())
                .put("status", alert.status())
                .put("signature", alert.signature().word())
                .put("sender", alert.sender())
                .put("sent_at", alert.sent().toString())
                .put("source_ref", alert.identifier())
                .put("area", limited(joined(areas(infos), CapAlert.Area::description, "; "), 2000));
        put(data, "description", joined(infos, CapAlert.Info::description, "\n\n"));
        put(data, "instruction", joined(infos, CapAlert.Info::instruction, "\n\n"));
        if (!main.startsWith("en")) {
            List<CapAlert.Info> english = in("en");
            if (!english.isEmpty()) {
                data.put("headline_en", limited(headline(english), 500));
                put(data, "description_en", joined(english, CapAlert.Info::description, "\n\n"));
                put(data, "instruction_en", joined(english, CapAlert.Info::instruction, "\n\n"));
            }
        }
        // 3.2.2: effective is the time of sending unless it is said
        OffsetDateTime effective = extreme(CapAlert.Info::effective, Comparator.naturalOrder());
        data.put("effective_at", (effective == null ? alert.sent() : effective).toString());
        put(data, "onset_at", extreme(CapAlert.Info::onset, Comparator.naturalOrder()));
        put(data, "expires_at", extreme(CapAlert.Info::expires, Comparator.reverseOrder()));
        data.set("geometry", geometry(place));
        return data;
    }

    private ObjectNode geometry(Geometry place) {
        ObjectNode geometry = mapper.createObjectNode().put("type", "MultiPolygon");
        ArrayNode polygons = geometry.putArray("coordinates");
        for (Object each : PolygonExtracter.getPolygons(place)) {
            Polygon polygon = (Polygon) each;
            ArrayNode rings = polygons.addArray();
            ring(rings.addArray(), polygon.getExteriorRing());
            for (int i = 0; i < polygon.getNumInteriorRing(); i++) {
                ring(rings.addArray(), polygon.getInteriorRingN(i));
            }
        }
        return geometry;
    }

    private static void ring(ArrayNode positions, LineString ring) {
        for (Coordinate point : ring.getCoordinates()) {
            positions.addArray().add(point.x).add(point.y);
        }
    }

    /** Vietnamese if the message speaks it, else that of its first part. */
    private String language() {
        return alert.infos().stream()
                .map(CapAlert.Info::language)
                .filter(l -> l.toLowerCase(Locale.ROOT).startsWith("vi"))
                .findFirst()
                .orElseGet(() -> alert.infos().get(0).language());
    }

    private List<CapAlert.Info> in(String language) {
        return alert.infos().stream()
                .filter(i -> i.language().toLowerCase(Locale.ROOT).startsWith(language.toLowerCase(Locale.ROOT)))
                .toList();
    }

    private static List<CapAlert.Area> areas(List<CapAlert.Info> infos) {
        return infos.stream().flatMap(i -> i.areas().stream()).toList();
    }

    private static String headline(List<CapAlert.Info> infos) {
        String headline =
                joined(infos, i -> i.headline() == null || i.headline().isBlank() ? i.event() : i.headline(), "; ");
        return headline.isBlank() ? "CAP" : headline;
    }

    private String worst() {
        return alert.infos().stream()
                .map(CapAlert.Info::severity)
                .min(Comparator.comparing(SEVERITY::indexOf))
                .orElse("Unknown");
    }

    private @Nullable OffsetDateTime extreme(
            Function<CapAlert.Info, @Nullable OffsetDateTime> time, Comparator<OffsetDateTime> order) {
        return alert.infos().stream()
                .map(time)
                .filter(Objects::nonNull)
                .min(order)
                .orElse(null);
    }

    private static <T> String joined(List<T> parts, Function<T, @Nullable String> text, String between) {
        return parts.stream()
                .map(text)
                .filter(t -> t != null && !t.isBlank())
                .distinct()
                .collect(Collectors.joining(between));
    }

    private static void put(ObjectNode data, String name, @Nullable Object value) {
        if (value != null && !value.toString().isEmpty()) {
            data.put(name, limited(value.toString(), TEXT));
        }
    }

    private static String limited(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(most - 2)) ? most - 2 : most - 1;
        return text.substring(0, end) + '…';
    }
}
