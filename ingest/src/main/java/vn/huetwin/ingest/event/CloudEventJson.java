package vn.huetwin.ingest.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.validate.Problem;
import vn.huetwin.ontology.validate.TimeText;

/** Reads CloudEvents 1.0 in the JSON format and in the modes of the HTTP binding. */
public final class CloudEventJson {
    /** Clocks of sources may be this far ahead. */
    public static final Duration TOLERANCE = Duration.ofMinutes(10);

    private static final Set<String> KNOWN = Set.of("id", "source", "specversion", "type", "subject", "time", "data");
    private static final Pattern TYPE = Pattern.compile("vn\\.hue\\.[a-z][a-z0-9_]*\\.[a-z][a-z0-9_]*");
    private static final Pattern SEQUENCE = Pattern.compile("[0-9]{1,18}");
    private static final int MAX_TEXT = 500;
    private static final String DATA = "data";
    private static final String HEADER = "ce-";
    private static final String DATA_TYPE = "datacontenttype";
    private static final String DATA_BASE64 = "data_base64";
    private final ObjectMapper mapper = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(64)
                    .maxStringLength(1_000_000)
                    .build())
            .build());
    private final InstantSource clock;

    public CloudEventJson(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * One member of a batch.
     *
     * @param source   as far as it can be read
     * @param original its JSON text
     * @param event    null if it cannot be taken
     * @param problems why not
     */
    public record Item(
            @Nullable String source,
            @Nullable String id,
            byte[] original,
            @Nullable CityEvent event,
            List<Problem> problems) {}

    /** Structured mode. */
    public CityEvent parse(byte[] json) throws EventException {
        return event(envelope(json));
    }

    /**
     * Any CloudEvent in structured mode, of the city or not: its attributes and {@code data}, which is read also if it came
     * as {@code data_base64} (JSON format, 3.1.1).
     */
    public ObjectNode envelope(byte[] json) throws EventException {
        return envelope(object(tree(json)));
    }

    /** Any CloudEvent in binary mode. */
    public ObjectNode envelope(Map<String, String> attributes, byte[] data) throws EventException {
        ObjectNode event = mapper.createObjectNode();
        attributes.forEach(event::put);
        if (data.length > 0) {
            event.set(DATA, isJson(attributes.get(DATA_TYPE)) ? tree(data) : text(data));
        }
        return envelope(event);
    }

    /** Data without a media type is JSON too (JSON format, 3.1). */
    private static boolean isJson(@Nullable String mediaType) {
        String plain =
                mediaType == null ? "" : mediaType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return plain.isEmpty() || plain.endsWith("/json") || plain.endsWith("+json");
    }

    private TextNode text(byte[] data) throws EventException {
        checkEncoding(data);
        return TextNode.valueOf(new String(data, StandardCharsets.UTF_8));
    }

    /**
     * An event as the quarantine keeps it: in structured mode, or what {@link #kept(Map, byte[])} wrote.
     *
     * @throws EventException if it is neither
     */
    public CityEvent parseKept(byte[] original) throws EventException {
        String start = new String(original, 0, Math.min(3, original.length), StandardCharsets.ISO_8859_1);
        return start.equals(HEADER) ? parseBinary(original) : parse(original);
    }

    private CityEvent parseBinary(byte[] original) throws EventException {
        Map<String, String> attributes = new LinkedHashMap<>();
        int at = 0;
        for (int end = end(original, 0); end > at; at = end + 1, end = end(original, at)) {
            String line = new String(original, at, end - at, StandardCharsets.UTF_8);
            int colon = line.indexOf(": ");
            if (!line.startsWith(HEADER) || colon < 0) {
                break;
            }
            String value = line.substring(colon + 2);
            attributes.put(
                    line.substring(HEADER.length(), colon),
                    value.replace("%0A", "\n").replace("%25", "%"));
        }
        return parse(attributes, Arrays.copyOfRange(original, Math.min(at + 1, original.length), original.length));
    }

    private static int end(byte[] text, int from) {
        int at = from;
        while (at < text.length && text[at] != '\n') {
            at++;
        }
        return at;
    }

    /** An event in binary mode as one text: a line for each attribute, an empty one, the data. */
    public static byte[] kept(Map<String, String> attributes, byte[] data) {
        StringBuilder head = new StringBuilder();
        attributes.forEach((name, value) -> head.append(HEADER)
                .append(name)
                .append(": ")
                .append(value.replace("%", "%25").replace("\n", "%0A"))
                .append('\n'));
        byte[] start = head.append('\n').toString().getBytes(StandardCharsets.UTF_8);
        byte[] all = Arrays.copyOf(start, start.length + data.length);
        System.arraycopy(data, 0, all, start.length, data.length);
        return all;
    }

    private ObjectNode envelope(ObjectNode event) throws EventException {
        if (!text(event, "specversion").equals("1.0")) {
            throw new EventException(
                    "specversion-unknown", "specversion", "specversion phải là 1.0", "specversion must be 1.0");
        }
        for (String required : List.of("type", "source", "id")) {
            text(event, required);
        }
        JsonNode encoded = event.remove(DATA_BASE64);
        if (encoded != null && !encoded.isNull()) {
            if (event.has(DATA)) {
                throw new EventException(
                        "data-twice",
                        DATA_BASE64,
                        "Sự kiện có cả data lẫn data_base64; chỉ được một",
                        "The event has data and data_base64; send one of them");
            }
            byte[] data = decoded(encoded.asText());
            event.set(DATA, isJson(event.path(DATA_TYPE).textValue()) ? tree(data) : text(data));
        }
        return event;
    }

    private static byte[] decoded(String base64) throws EventException {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new EventException(
                    "not-base64",
                    DATA_BASE64,
                    "data_base64 không phải là Base64 (RFC 4648)",
                    "data_base64 is not Base64 (RFC 4648)");
        }
    }

    /**
     * Binary mode: the attributes by their names, the data as the body.
     *
     * @param data a JSON object
     */
    public CityEvent parse(Map<String, String> attributes, byte[] data) throws EventException {
        return event(envelope(attributes, data));
    }

    /**
     * Batch mode: a JSON array of events, each judged by itself.
     *
     * @param most events that one batch may hold
     * @throws EventException if the array as a whole cannot be read, with the code {@code too-many-events} if it is long
     */
    public List<Item> parseBatch(byte[] json, int most) throws EventException {
        checkEncoding(json);
        List<Item> items = new ArrayList<>();
        try (JsonParser parser = mapper.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw new EventException(
                        "not-an-array",
                        "body",
                        "Thân của lô phải là một mảng JSON các sự kiện",
                        "The body of a batch must be a JSON array of events");
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (items.size() == most) {
                    throw new EventException(
                            "too-many-events",
                            "body",
                            "Lô có hơn " + most + " sự kiện; hãy chia nhỏ",
                            "The batch has more than " + most + " events; split it");
                }
                int start = (int) parser.currentTokenLocation().getByteOffset();
                JsonNode node = mapper.readTree(parser);
                int end = (int) parser.currentLocation().getByteOffset();
                items.add(item(node, Arrays.copyOfRange(json, start, end)));
            }
            if (parser.nextToken() != null) {
                throw new EventException(
                        "not-json",
                        "body",
                        "Sau mảng sự kiện còn nội dung khác",
                        "Something follows the array of events");
            }
        } catch (JsonProcessingException e) {
            throw unreadable(e);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return items;
    }

    /** The event in structured mode. */
    public byte[] write(CityEvent event) {
        ObjectNode node = mapper.createObjectNode()
                .put("specversion", "1.0")
                .put("id", event.id())
                .put("source", event.source())
                .put("type", event.type())
                .put("subject", event.subject())
                .put("time", event.time().toString());
        event.extensions().forEach(node::put);
        node.set("data", event.data());
        return node.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** An event in structured mode, or what is wrong with it and what can be read of it all the same. */
    public Item item(byte[] json) {
        try {
            return item(tree(json), json);
        } catch (EventException e) {
            return new Item(null, null, json, null, e.problems());
        }
    }

    /** The same in binary mode; the original of a sound event is in structured mode. */
    public Item item(Map<String, String> attributes, byte[] data) {
        String source = attributes.get("source");
        String id = attributes.get("id");
        try {
            CityEvent event = parse(attributes, data);
            return new Item(source, id, write(event), event, List.of());
        } catch (EventException e) {
            return new Item(source, id, kept(attributes, data), null, e.problems());
        }
    }

    private Item item(JsonNode node, byte[] original) {
        String source = node.path("source").textValue();
        String id = node.path("id").textValue();
        try {
            return new Item(source, id, original, event(envelope(object(node))), List.of());
        } catch (EventException e) {
            return new Item(source, id, original, null, e.problems());
        }
    }

    private static ObjectNode object(JsonNode node) throws EventException {
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw new EventException(
                "not-an-object",
                "body",
                "Sự kiện phải là một đối tượng JSON",
                "An event must be one JSON object; several go as application/cloudevents-batch+json");
    }

    /** @throws EventException if it is not JSON in UTF-8 */
    JsonNode tree(byte[] json) throws EventException {
        checkEncoding(json);
        try {
            return mapper.readTree(json);
        } catch (JsonProcessingException e) {
            throw unreadable(e);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void checkEncoding(byte[] json) throws EventException {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json));
        } catch (CharacterCodingException e) {
            throw new EventException(
                    "wrong-encoding",
                    "body",
                    "Thân yêu cầu không phải UTF-8",
                    "The body is not UTF-8; send it as UTF-8");
        }
    }

    private static EventException unreadable(JsonProcessingException e) {
        String where = e.getLocation() == null
                ? ""
                : " (line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr() + ")";
        return new EventException(
                "not-json",
                "body",
                "JSON sai cú pháp" + where + ": " + e.getOriginalMessage(),
                "The JSON cannot be read" + where + ": " + e.getOriginalMessage());
    }

    private CityEvent event(ObjectNode tree) throws EventException {
        String type = text(tree, "type");
        if (!TYPE.matcher(type).matches()) {
            throw new EventException(
                    "unknown-type",
                    "type",
                    "Không biết loại sự kiện '" + type + "'; cần dạng vn.hue.<lớp>.<động từ>",
                    "The type '" + type + "' is not known; it has the form vn.hue.<layer>.<verb>");
        }
        Map<String, String> extensions = new LinkedHashMap<>();
        tree.properties().forEach(e -> {
            if (!KNOWN.contains(e.getKey()) && !e.getValue().isNull()) {
                extensions.put(e.getKey(), e.getValue().asText());
            }
        });
        checkExtensions(extensions);
        return new CityEvent(
                text(tree, "id"),
                text(tree, "source"),
                type,
                text(tree, "subject"),
                time(tree),
                data(tree, extensions.containsKey(CityEvent.RETRACTS)),
                extensions);
    }

    /** A retraction says all by its attributes. */
    private ObjectNode data(JsonNode tree, boolean optional) throws EventException {
        JsonNode data = tree.get("data");
        if (data instanceof ObjectNode object) {
            return object;
        }
        if (optional && (data == null || data.isNull())) {
            return mapper.createObjectNode();
        }
        throw new EventException(
                "data-missing", "data", "Thiếu data (đối tượng JSON)", "data is missing or not a JSON object");
    }

    private static void checkExtensions(Map<String, String> extensions) throws EventException {
        String sequence = extensions.get(CityEvent.SEQUENCE);
        if (sequence != null && !SEQUENCE.matcher(sequence).matches()) {
            throw new EventException(
                    "sequence-invalid",
                    CityEvent.SEQUENCE,
                    "sequence '" + sequence + "' phải là số nguyên không âm, ví dụ 12",
                    "sequence '" + sequence + "' must be a whole number from 0, such as 12");
        }
        String recorded = extensions.get(CityEvent.RECORDED_TIME);
        if (recorded != null && parseTime(recorded) == null) {
            throw new EventException(
                    "time-invalid",
                    CityEvent.RECORDED_TIME,
                    "recordedtime '" + recorded + "' không theo RFC 3339",
                    "recordedtime '" + recorded + "' is not RFC 3339");
        }
        if (extensions.containsKey(CityEvent.CORRECTS) && extensions.containsKey(CityEvent.RETRACTS)) {
            throw new EventException(
                    "corrects-and-retracts",
                    CityEvent.RETRACTS,
                    "Một sự kiện hoặc sửa (corrects) hoặc rút lại (retracts), không cả hai",
                    "An event either corrects or retracts another one, not both");
        }
    }

    private static String text(JsonNode tree, String field) throws EventException {
        JsonNode node = tree.get(field);
        String text = node != null && node.isTextual() ? node.textValue().strip() : "";
        if (text.isEmpty()) {
            throw new EventException(
                    "attribute-missing",
                    field,
                    "Thiếu thuộc tính " + field,
                    "The attribute " + field + " is missing or not a text");
        }
        if (text.length() > MAX_TEXT || text.indexOf('\0') >= 0) {
            throw new EventException(
                    "attribute-invalid",
                    field,
                    field + " dài quá " + MAX_TEXT + " ký tự hoặc có ký tự NUL",
                    field + " is longer than " + MAX_TEXT + " characters or holds a NUL character");
        }
        return text;
    }

    private Instant time(JsonNode tree) throws EventException {
        String text = text(tree, "time");
        Instant time = parseTime(text);
        if (time == null) {
            throw new EventException(
                    "time-invalid",
                    "time",
                    "time '" + text + "' không theo RFC 3339, ví dụ 2026-01-31T08:00:00+07:00",
                    "time '" + text + "' is not RFC 3339, as in 2026-01-31T08:00:00+07:00");
        }
        if (time.isAfter(clock.instant().plus(TOLERANCE))) {
            throw new EventException(
                    "time-in-future",
                    "time",
                    "time '" + text + "' ở tương lai; hãy kiểm tra đồng hồ và múi giờ của nguồn",
                    "time '" + text + "' lies in the future; check the clock and time zone of the source");
        }
        return time;
    }

    private static @Nullable Instant parseTime(String text) {
        try {
            return TimeText.instant(text).truncatedTo(ChronoUnit.MICROS);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
