package vn.huetwin.ingest.source.open311;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ingest.event.CloudEventJson;
import vn.huetwin.ingest.event.EventException;
import vn.huetwin.ingest.source.format.Message;
import vn.huetwin.ingest.source.format.MessageFormat;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.validate.Problem;

/**
 * Service requests in JSON or XML (GeoReport v2, GET Service Requests) as events of incidents: that a request was received,
 * and how it is now. A request that is told again as it was gives events that are known already.
 */
public final class Open311Format implements MessageFormat {
    private static final int MOST = 10_000;

    private final ObjectMapper mapper = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(32).build())
            .build());
    private final CloudEventJson json;
    private final String source;
    private final ZoneId zone;
    private final Map<String, String> categories;

    /**
     * @param source     of the events; begins the keys of incidents
     * @param zone       of times that say none
     * @param categories service codes or names → categories of incidents; what is not in it is {@code OTHER}
     */
    public Open311Format(CloudEventJson json, String source, ZoneId zone, Map<String, String> categories) {
        this.json = json;
        this.source = source;
        this.zone = zone;
        this.categories = Map.copyOf(categories);
    }

    @Override
    public List<CloudEventJson.Item> read(Message message) throws EventException {
        List<CloudEventJson.Item> items = new ArrayList<>();
        for (JsonNode request : requests(message.body())) {
            byte[] original = request.toString().getBytes(StandardCharsets.UTF_8);
            try {
                for (ObjectNode event : events(request)) {
                    byte[] text = event.toString().getBytes(StandardCharsets.UTF_8);
                    items.add(new CloudEventJson.Item(
                            source, event.path("id").textValue(), text, json.parse(text), List.of()));
                }
            } catch (EventException e) {
                String id = text(request, "service_request_id");
                items.add(new CloudEventJson.Item(source, id, original, null, e.problems()));
            }
        }
        return items;
    }

    /** The requests in a message. */
    List<JsonNode> requests(byte[] body) throws EventException {
        int first = 0;
        while (first < body.length && (body[first] <= ' ')) {
            first++;
        }
        JsonNode tree = first < body.length && body[first] == '<' ? xml(body) : tree(body);
        if (tree.has("service_request_id")) {
            return List.of(tree);
        }
        JsonNode list = tree.isArray() ? tree : tree.path("service_requests");
        if (!list.isArray()) {
            throw refused(
                    "not-open311", "body", "không phải danh sách phản ánh", "this is no list of service requests");
        }
        if (list.size() > MOST) {
            throw refused("too-many-events", "body", "quá " + MOST + " phản ánh", "more than " + MOST + " requests");
        }
        List<JsonNode> requests = new ArrayList<>();
        list.forEach(requests::add);
        return requests;
    }

    private JsonNode tree(byte[] body) throws EventException {
        try {
            return mapper.readTree(body);
        } catch (JsonProcessingException e) {
            throw refused("not-json", "body", "JSON sai cú pháp", "the JSON cannot be read: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Each child of the root is a request, each child of that a member. */
    private JsonNode xml(byte[] body) throws EventException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        ArrayNode requests = mapper.createArrayNode();
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(body));
            StringBuilder text = new StringBuilder();
            ObjectNode request = mapper.createObjectNode();
            int depth = 0;
            while (reader.hasNext()) {
                switch (reader.next()) {
                    case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
                        throw refused("not-xml", "body", "không nhận DOCTYPE", "document types are not taken");
                    case XMLStreamConstants.START_ELEMENT -> {
                        text.setLength(0);
                        if (++depth == 2) {
                            request = requests.addObject();
                        }
                    }
                    case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text.append(reader.getText());
                    case XMLStreamConstants.END_ELEMENT -> {
                        if (depth-- == 3) {
                            request.put(reader.getLocalName(), text.toString().strip());
                        }
                    }
                    default -> {}
                }
            }
        } catch (XMLStreamException e) {
            throw refused("not-xml", "body", "XML hỏng", "the XML is broken: " + e.getMessage());
        }
        return requests;
    }

    private List<ObjectNode> events(JsonNode request) throws EventException {
        String id = text(request, "service_request_id");
        if (id == null) {
            throw refused("attribute-missing", "service_request_id", "thiếu mã", "service_request_id is missing");
        }
        OffsetDateTime requested = time(request, "requested_datetime");
        if (requested == null) {
            throw refused(
                    "attribute-missing", "requested_datetime", "thiếu thời điểm", "requested_datetime is missing");
        }
        OffsetDateTime updated = time(request, "updated_datetime");
        if (updated != null && updated.isBefore(requested)) {
            throw refused(
                    "times-contradict",
                    "updated_datetime",
                    "cập nhật trước khi gửi",
                    "updated_datetime " + updated + " is before requested_datetime " + requested);
        }
        List<ObjectNode> events = new ArrayList<>();
        events.add(event(id, "received", requested, received(request, requested)));
        String status = String.valueOf(text(request, "status")).toLowerCase(Locale.ROOT);
        OffsetDateTime last = updated == null ? requested : updated;
        if (status.equals("closed")) {
            events.add(event(id, "resolved", last, now(request)));
        } else if (status.startsWith("cancel")) { // no state of the standard, but servers say so
            events.add(event(id, "rejected", last, now(request)));
        } else if (updated != null && updated.isAfter(requested)) {
            events.add(event(id, "changed", updated, now(request)));
        }
        return events;
    }

    private ObjectNode event(String id, String verb, OffsetDateTime time, ObjectNode data) {
        ObjectNode event = mapper.createObjectNode()
                .put("specversion", "1.0")
                .put("id", id + '/' + verb + '@' + time)
                .put("source", source)
                .put("type", "vn.hue.incident." + verb)
                .put("subject", source + '-' + id)
                .put("time", time.toString());
        event.set("data", data);
        return event;
    }

    private ObjectNode received(JsonNode request, OffsetDateTime requested) throws EventException {
        ObjectNode data = now(request)
                .put("category", category(request))
                .put("channel", "partner")
                .put("reported_at", requested.toString())
                .put("source_ref", limited(text(request, "service_request_id"), 200));
        put(data, "title", text(request, "service_name"), 300);
        put(data, "description", text(request, "description"), 5_000);
        put(data, "address", text(request, "address"), 500);
        data.remove("result");
        Double latitude = number(request, "lat");
        Double longitude = number(request, "long");
        // a request without a place is sent as 0,0 by some
        if (latitude != null && longitude != null && (latitude != 0 || longitude != 0)) {
            ObjectNode point = data.putObject("geometry").put("type", "Point");
            point.putArray("coordinates").add(longitude).add(latitude);
        }
        return data;
    }

    /** What changes while a request is worked on. */
    private ObjectNode now(JsonNode request) throws EventException {
        ObjectNode data = mapper.createObjectNode();
        put(data, "unit", text(request, "agency_responsible"), 200);
        put(data, "result", text(request, "status_notes"), 5_000);
        OffsetDateTime expected = time(request, "expected_datetime");
        if (expected != null) {
            data.put("due_at", expected.toString());
        }
        return data;
    }

    private String category(JsonNode request) {
        String byCode = categories.get(String.valueOf(text(request, "service_code")));
        return byCode == null
                ? categories.getOrDefault(String.valueOf(text(request, "service_name")), "OTHER")
                : byCode;
    }

    /** With a zone, or in that of the source. */
    @Nullable
    OffsetDateTime time(JsonNode request, String member) throws EventException {
        String text = text(request, member);
        if (text == null) {
            return null;
        }
        try {
            return OffsetDateTime.parse(text);
        } catch (DateTimeException zoned) {
            try {
                return LocalDateTime.parse(text).atZone(zone).toOffsetDateTime();
            } catch (DateTimeException local) {
                throw refused(
                        "time-invalid",
                        member,
                        "'" + text + "' không phải thời điểm",
                        "'" + text + "' is no time by RFC 3339");
            }
        }
    }

    private static @Nullable Double number(JsonNode request, String member) throws EventException {
        String text = text(request, member);
        if (text == null) {
            return null;
        }
        try {
            double number = Double.parseDouble(text);
            if (Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw refused("not-a-number", member, "'" + text + "' không phải số", "'" + text + "' is no number");
        }
        throw refused("not-a-number", member, "'" + text + "' không phải số", "'" + text + "' is no number");
    }

    private static void put(ObjectNode data, String name, @Nullable String text, int most) {
        if (text != null) {
            data.put(name, limited(text, most));
        }
    }

    private static @Nullable String limited(@Nullable String text, int most) {
        return text == null || text.length() <= most ? text : text.substring(0, most - 1) + '…';
    }

    private static @Nullable String text(JsonNode request, String member) {
        JsonNode node = request.path(member);
        node = node.has("@value") ? node.path("@value") : node;
        String text = node.isValueNode() && !node.isNull() ? node.asText().strip() : "";
        return text.isEmpty() ? null : text;
    }

    static EventException refused(String code, String field, String vi, String en) {
        return new EventException(List.of(new Problem(code, field, new Text(vi, en))));
    }
}
