package vn.huetwin.ingest.subscription;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ingest.event.LogEntry;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.AccessClass;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;

/** Entries as CloudEvents in the JSON format, with what a reader may see and nothing else. */
public final class EventView {
    /** Extension that says how confidential an event is beyond what its layer says. */
    public static final String ACCESS = "accessclass";
    /** Extensions that say nothing about persons; others, which sources may fill at will, are for the operations centre. */
    private static final Set<String> PLAIN = Set.of(
            "sequence", "recordedtime", "corrects", "retracts", "dataschema", "datacontenttype", "traceparent", ACCESS);

    private final Catalogue catalogue;
    private final ObjectMapper mapper = new ObjectMapper();

    public EventView(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** @return null if the reader may not know of it */
    @Nullable
    String json(LogEntry entry, Access access) {
        ObjectNode extensions = object(entry.extensions());
        Layer layer = null;
        if (entry.layer() != null) {
            layer = access.find(catalogue, entry.layer());
            if (layer == null) {
                return null;
            }
        }
        if (!access.sees(accessClass(extensions))) {
            return null;
        }
        ObjectNode event = mapper.createObjectNode()
                .put("specversion", "1.0")
                .put("id", entry.id())
                .put("source", entry.source())
                .put("type", entry.type())
                .put("subject", entry.subject())
                .put("time", entry.time().toString())
                .put("recordedtime", entry.recordedAt().toString());
        if (entry.wardCode() != null) {
            event.put("wardcode", entry.wardCode());
        }
        extensions.properties().forEach(e -> {
            if (!event.has(e.getKey()) && (access.sees(AccessClass.PERSONAL) || PLAIN.contains(e.getKey()))) {
                event.set(e.getKey(), e.getValue());
            }
        });
        event.set("data", data(object(entry.data()), layer, access));
        return event.toString();
    }

    /** An event that says a class nobody knows is taken for the most confidential. */
    private static AccessClass accessClass(ObjectNode extensions) {
        String text = extensions.path(ACCESS).asText("open");
        for (AccessClass known : AccessClass.values()) {
            if (known.keyword().equals(text)) {
                return known;
            }
        }
        return AccessClass.PERSONAL;
    }

    private static ObjectNode data(ObjectNode data, @Nullable Layer layer, Access access) {
        if (layer != null) {
            List<String> hidden = new ArrayList<>();
            data.fieldNames().forEachRemaining(name -> {
                Property property = layer.find(name);
                if (property != null && !access.sees(property)) {
                    hidden.add(name);
                }
            });
            data.remove(hidden);
        }
        return data;
    }

    private ObjectNode object(String json) {
        try {
            return mapper.readTree(json) instanceof ObjectNode object ? object : mapper.createObjectNode();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The log holds data that is not JSON", e);
        }
    }
}
