package vn.huetwin.ingest.source.format;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import vn.huetwin.ingest.event.CityEvent;
import vn.huetwin.ingest.event.CloudEventJson;
import vn.huetwin.ingest.event.EventException;

/**
 * CloudEvents 1.0 in JSON: binary mode if attributes come beside the body, otherwise structured, or a batch if the media
 * type or, where there is none, the first sign of the body says so.
 */
public final class CloudEventFormat implements MessageFormat {
    private static final String STRUCTURED = "application/cloudevents";
    private static final String BATCH = "application/cloudevents-batch+json";

    private final CloudEventJson json;
    private final int mostEvents;

    /** @param mostEvents in one batch */
    public CloudEventFormat(CloudEventJson json, int mostEvents) {
        this.json = json;
        this.mostEvents = mostEvents;
    }

    @Override
    public List<CloudEventJson.Item> read(Message message) throws EventException {
        String type = message.contentType();
        if (message.is(BATCH) || (type == null && first(message.body()) == '[')) {
            return json.parseBatch(message.body(), mostEvents);
        }
        CityEvent event =
                isBinary(message) ? json.parse(attributes(message), message.body()) : json.parse(message.body());
        byte[] original = isBinary(message) ? json.write(event) : message.body();
        return List.of(new CloudEventJson.Item(event.source(), event.id(), original, event, List.of()));
    }

    /** Any CloudEvent in binary or structured mode, of the city or not: its attributes and {@code data}. */
    public ObjectNode envelope(Message message) throws EventException {
        return isBinary(message) ? json.envelope(attributes(message), message.body()) : json.envelope(message.body());
    }

    private static boolean isBinary(Message message) {
        String type = message.contentType();
        return !message.attributes().isEmpty() && (type == null || !type.startsWith(STRUCTURED));
    }

    /** The attributes of a message in binary mode; the media type of the body is one of them. */
    static Map<String, String> attributes(Message message) {
        Map<String, String> attributes = new LinkedHashMap<>(message.attributes());
        if (message.contentType() != null) {
            attributes.put("datacontenttype", message.contentType());
        }
        return attributes;
    }

    private static int first(byte[] body) {
        for (byte sign : body) {
            if (sign != ' ' && sign != '\n' && sign != '\r' && sign != '\t') {
                return sign;
            }
        }
        return -1;
    }
}
