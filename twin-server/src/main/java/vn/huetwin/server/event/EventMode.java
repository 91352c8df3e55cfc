package vn.huetwin.server.event;

import io.vertx.core.MultiMap;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.server.http.HttpProblem;

/** The content modes of the HTTP Protocol Binding for CloudEvents 1.0, clause 3. */
enum EventMode {
    BINARY,
    STRUCTURED,
    BATCH;

    private static final String PREFIX = "ce-";

    /** @throws HttpProblem 415 if the headers announce nothing that can be read */
    static EventMode of(MultiMap headers) {
        String type = mediaType(headers.get("Content-Type"));
        if (type.equals("application/cloudevents-batch+json")) {
            return BATCH;
        }
        if (type.equals("application/cloudevents+json") || type.equals("application/cloudevents")) {
            return STRUCTURED;
        }
        boolean json = type.equals("application/json") || type.endsWith("+json") || type.isEmpty();
        if (!type.startsWith("application/cloudevents") && json && headers.contains("ce-specversion")) {
            return BINARY;
        }
        throw new HttpProblem(
                415,
                "media-type-not-supported",
                "Content-Type",
                new Text(
                        "Cần Content-Type application/cloudevents+json, application/cloudevents-batch+json, hoặc"
                                + " application/json kèm các header ce-",
                        "Send Content-Type application/cloudevents+json, application/cloudevents-batch+json, or"
                                + " application/json with ce- headers"));
    }

    /** The attributes of an event in binary mode (clause 3.1). */
    static Map<String, String> attributes(MultiMap headers) {
        Map<String, String> attributes = new LinkedHashMap<>();
        headers.forEach(header -> {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (name.startsWith(PREFIX) && name.length() > PREFIX.length()) {
                attributes.put(name.substring(PREFIX.length()), decode(header.getValue()));
            }
        });
        String type = headers.get("Content-Type");
        if (type != null) {
            attributes.put("datacontenttype", type);
        }
        return attributes;
    }

    /** Percent-decoding of clause 3.1.3.2; a plus sign is itself. */
    private static String decode(String value) {
        String text = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")
                ? value.substring(1, value.length() - 1)
                : value;
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    private static String mediaType(@Nullable String header) {
        if (header == null) {
            return "";
        }
        int end = header.indexOf(';');
        return (end < 0 ? header : header.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }
}
