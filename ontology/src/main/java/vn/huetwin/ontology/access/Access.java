package vn.huetwin.ontology.access;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.AccessClass;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.CodeList;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.catalogue.RasterLayer;
import vn.huetwin.ontology.catalogue.UnknownLayerException;

/**
 * The one place that decides who sees what. Every reader of features takes an {@code Access}; a layer above its
 * clearance does not exist for it, and neither do properties above it, code lists that only those use, and rows that
 * name such a layer.
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

    public List<RasterLayer> rasters(Catalogue catalogue) {
        return catalogue.rasters().stream().filter(r -> sees(r.layer())).toList();
    }

    public List<Property> properties(Layer layer) {
        return layer.properties().stream().filter(this::sees).toList();
    }

    /** The lists that values of visible properties come from, and those that no layer uses: they tell of none. */
    public List<CodeList> codeLists(Catalogue catalogue) {
        Set<String> shown = lists(catalogue, this::sees, this::sees);
        Set<String> used = lists(catalogue, layer -> true, property -> true);
        return catalogue.codeLists().stream()
                .filter(list -> shown.contains(list.name()) || !used.contains(list.name()))
                .toList();
    }

    private static Set<String> lists(Catalogue catalogue, Predicate<Layer> layers, Predicate<Property> properties) {
        return catalogue.layers().stream()
                .filter(layers)
                .flatMap(layer -> layer.properties().stream().filter(properties))
                .map(Property::codeList)
                .filter(Objects::nonNull)
                .map(CodeList::name)
                .collect(Collectors.toSet());
    }

    /**
     * The property of a layer whose values name layers (term {@code def:targetLayer}, names with spaces between), if it
     * may name one that does not exist for this reader: rows that do are to be left out. Else null.
     */
    public @Nullable Property naming(Catalogue catalogue, Layer layer) {
        String term = catalogue.iris().term("targetLayer");
        for (Property property : layer.properties()) {
            if (property.iri().equals(term)) {
                return seesAll(catalogue) ? null : property;
            }
        }
        return null;
    }

    private boolean seesAll(Catalogue catalogue) {
        return layers(catalogue).size() == catalogue.layers().size()
                && rasters(catalogue).size() == catalogue.rasters().size();
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
