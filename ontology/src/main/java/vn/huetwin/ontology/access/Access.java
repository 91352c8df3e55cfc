package vn.huetwin.ontology.access;

import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.AccessClass;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.catalogue.UnknownLayerException;

/**
 * The one place that decides who sees what. Every reader of features takes an {@code Access}; a layer above its
 * clearance does not exist for it, and neither do properties above it.
 */
public record Access(AccessClass clearance) {
    /** Anonymous readers and every open output. */
    public static final Access OPEN = new Access(AccessClass.OPEN);

    public static final Access INTERNAL = new Access(AccessClass.INTERNAL);
    public static final Access PERSONAL = new Access(AccessClass.PERSONAL);

    public boolean sees(AccessClass accessClass) {
        return accessClass.compareTo(clearance) <= 0;
    }

    public boolean sees(Layer layer) {
        return sees(layer.access());
    }

    public boolean sees(Property property) {
        return sees(property.access());
    }

    public List<Layer> layers(Catalogue catalogue) {
        return catalogue.layers().stream().filter(this::sees).toList();
    }

    public List<Property> properties(Layer layer) {
        return layer.properties().stream().filter(this::sees).toList();
    }

    public @Nullable Layer find(Catalogue catalogue, String layer) {
        Layer found = catalogue.find(layer);
        return found != null && sees(found) ? found : null;
    }

    /** @throws UnknownLayerException if there is no such layer or the caller may not know of it */
    public Layer get(Catalogue catalogue, String layer) {
        Layer found = find(catalogue, layer);
        if (found == null) {
            throw new UnknownLayerException(layer);
        }
        return found;
    }
}
