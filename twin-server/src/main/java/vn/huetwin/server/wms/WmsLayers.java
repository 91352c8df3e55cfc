package vn.huetwin.server.wms;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Text;

/** The layers that maps can show, and the groups they stand in. */
public final class WmsLayers {
    /** Name of the layer that holds all others. */
    static final String ALL = "hue";

    private static final String GROUP = "group_";

    private final Catalogue catalogue;

    /** A group of layers: its name in requests, its title, what is in it from the lowest up. */
    public record Group(String name, Text title, List<Layer> layers) {}

    public WmsLayers(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    List<Layer> drawn(Access access) {
        return access.layers(catalogue).stream().filter(Layer::hasGeometry).toList();
    }

    /** In the order of their lowest layers. */
    public List<Group> groups(Access access) {
        Map<String, List<Layer>> byName = new LinkedHashMap<>();
        for (Layer layer : drawn(access)) {
            byName.computeIfAbsent(name(layer.group()), name -> new ArrayList<>())
                    .add(layer);
        }
        return byName.entrySet().stream()
                .map(e -> new Group(e.getKey(), e.getValue().get(0).group(), List.copyOf(e.getValue())))
                .toList();
    }

    private static String name(Text title) {
        return GROUP
                + Normalizer.normalize(title.en(), Normalizer.Form.NFD)
                        .toLowerCase(Locale.ROOT)
                        .replace("đ", "d")
                        .replaceAll("[^a-z0-9]+", "_")
                        .replaceAll("^_|_$", "");
    }

    /** The layers that a name in LAYERS means. @throws vn.huetwin.server.ows.OwsException LayerNotDefined */
    List<Layer> resolve(String name, Access access) {
        Layer layer = access.find(catalogue, name);
        if (layer != null && layer.hasGeometry()) {
            return List.of(layer);
        }
        if (name.equals(ALL)) {
            return drawn(access);
        }
        for (Group group : groups(access)) {
            if (group.name().equals(name)) {
                return group.layers();
            }
        }
        throw WmsParameters.undefined(name);
    }

    /** A layer by its own name, not that of a group. @throws vn.huetwin.server.ows.OwsException LayerNotDefined */
    Layer get(String name, Access access) {
        Layer layer = access.find(catalogue, name);
        if (layer == null || !layer.hasGeometry()) {
            throw WmsParameters.undefined(name);
        }
        return layer;
    }
}
