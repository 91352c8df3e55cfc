package vn.huetwin.ingest.source.format;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ingest.event.CloudEventJson;

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
        return CloudEventJson.kept(CloudEventFormat.attributes(this), body);
    }

    /** Whether the media type is this one, whatever its parameters. */
    boolean is(String type) {
        String given = contentType;
        return given != null && given.split(";", 2)[0].strip().equalsIgnoreCase(type);
    }
}
