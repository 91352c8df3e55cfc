package vn.huetwin.server.edit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.Layer;

/**
 * One feature to be made, changed or deleted.
 *
 * @param data   as in events: {@code geometry} as GeoJSON, properties by their names, null for those to be removed
 * @param handle what the client calls it in errors
 */
public record Edit(
        Kind kind,
        Layer layer,
        String key,
        ObjectNode data,
        @Nullable String handle) {
    /** What happens to the feature; its keyword is the verb of the event. */
    public enum Kind {
        CREATED,
        UPDATED,
        REPLACED,
        DELETED;

        String verb() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
