package vn.huetwin.ingest.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads CloudEvents 1.0 in the JSON format ("structured mode"). */
public final class CloudEventJson {
    /** Clocks of sources may be this far ahead. */
    public static final Duration TOLERANCE = Duration.ofMinutes(10);

    private static final Set<String> KNOWN = Set.of("id", "source", "specversion", "type", "subject", "time", "data");
    private static final int MAX_TEXT = 500;
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

    public CityEvent parse(byte[] json) throws EventException {
        return event(tree(json));
    }

    /** @throws EventException if it is not one JSON object in UTF-8 */
    JsonNode tree(byte[] json) throws EventException {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json));
            JsonNode tree = mapper.readTree(json);
            if (tree instanceof ObjectNode) {
                return tree;
            }
            throw new EventException(
                    "not-an-object",
                    "body",
                    "Thân yêu cầu phải là một đối tượng JSON",
                    "The body must be one JSON object");
        } catch (CharacterCodingException e) {
            throw new EventException(
                    "wrong-encoding",
                    "body",
                    "Thân yêu cầu không phải UTF-8",
                    "The body is not UTF-8; send it as UTF-8");
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null
                    ? ""
                    : " (line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + ")";
            throw new EventException(
                    "not-json",
                    "body",
                    "JSON sai cú pháp" + where + ": " + e.getOriginalMessage(),
                    "The JSON cannot be read" + where + ": " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private CityEvent event(JsonNode tree) throws EventException {
        String version = text(tree, "specversion");
        if (!version.equals("1.0")) {
            throw new EventException(
                    "specversion-unknown", "specversion", "specversion phải là 1.0", "specversion must be 1.0");
        }
        String type = text(tree, "type");
        if (!type.matches("vn\\.hue\\.[a-z][a-z0-9_]*\\.[a-z][a-z0-9_]*")) {
            throw new EventException(
                    "unknown-type",
                    "type",
                    "Không biết loại sự kiện '" + type + "'; cần dạng vn.hue.<lớp>.<động từ>",
                    "The type '" + type + "' is not known; it has the form vn.hue.<layer>.<verb>");
        }
        JsonNode data = tree.get("data");
        if (!(data instanceof ObjectNode object)) {
            throw new EventException(
                    "data-missing", "data", "Thiếu data (đối tượng JSON)", "data is missing or not a JSON object");
        }
        Map<String, String> extensions = new LinkedHashMap<>();
        tree.properties().forEach(e -> {
            if (!KNOWN.contains(e.getKey())) {
                extensions.put(e.getKey(), e.getValue().asText());
            }
        });
        return new CityEvent(
                text(tree, "id"), text(tree, "source"), type, text(tree, "subject"), time(tree), object, extensions);
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
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }
}
