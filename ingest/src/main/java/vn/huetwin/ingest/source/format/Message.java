package vn.huetwin.ingest.source.format;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message as it came, whatever way.
 *
 * @param name        file name, topic or address, for reports
 * @param contentType media type, or null if nothing said it
 * @param attributes  CloudEvents attributes beside the body (binary mode), else empty
 * @param received    when it came
 */
public record Message(
        String name, @Nullable String contentType, Map<String, String> attributes, byte[] body, Instant received) {
    /** Attributes and body as they would stand in an HTTP request, for the quarantine. */
    public byte[] original() {
        if (attributes.isEmpty()) {
            return body;
        }
        StringBuilder head = new StringBuilder();
        attributes.forEach((key, value) ->
                head.append("ce-").append(key).append(": ").append(value).append('\n'));
        byte[] start = head.append('\n').toString().getBytes(StandardCharsets.UTF_8);
        byte[] all = new byte[start.length + body.length];
        System.arraycopy(start, 0, all, 0, start.length);
        System.arraycopy(body, 0, all, start.length, body.length);
        return all;
    }

    /** Whether the media type is this one, whatever its parameters. */
    boolean is(String type) {
        String given = contentType;
        return given != null && given.split(";", 2)[0].strip().equalsIgnoreCase(type);
    }
}
