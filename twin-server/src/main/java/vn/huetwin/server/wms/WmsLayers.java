package vn.huetwin.server.wms;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.RasterLayer;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.tiles.raster.RasterShelf;

/** The layers that maps can show, and the groups they stand in. */
public final class WmsLayers {
    /** Name of the layer that holds all others. */
    static final String ALL = "hue";

    private static final String GROUP = "group_";

    private final Catalogue catalogue;
    private final @Nullable RasterShelf shelf;

    /** A group of layers: its name in requests, its title, what is in it from the lowest up. */
    public record Group(String name, Text title, List<Layer> layers) {}

    /** Layers of features alone. */
    public WmsLayers(Catalogue catalogue) {
        this(catalogue, null);
    }

    /** With those raster layers that have files. */
    WmsLayers(Catalogue catalogue, @Nullable RasterShelf shelf) {
        this.catalogue = catalogue;
        this.shelf = shelf;
    }

    List<Layer> drawn(Access access) {
        return Stream.concat(
                        access.layers(catalogue).stream().filter(Layer::hasGeometry),
                        access.rasters(catalogue).stream()
                                .filter(this::hasFiles)
                                .map(RasterLayer::layer))
                .sorted(Comparator.comparingInt(Layer::order).thenComparing(Layer::name))
                .toList();
    }

    private boolean hasFiles(RasterLayer raster) {
        return shelf != null && !shelf.sheets(raster.name()).isEmpty();
    }

    /** The raster layer that a layer is, or null if it has features. */
    @Nullable
    RasterLayer raster(Layer layer) {
        return catalogue.findRaster(layer.name());
    }

    /** The files of raster layers. */
    RasterShelf shelf() {
        return Objects.requireNonNull(shelf);
    }

    /** A layer by its own name, or null if the caller sees none. */
    @Nullable
    Layer find(String name, Access access) {
        RasterLayer raster = catalogue.findRaster(name);
        if (raster != null) {
            return access.sees(raster.layer()) && hasFiles(raster) ? raster.layer() : null;
        }
        Layer layer = access.find(catalogue, name);
        return layer != null && layer.hasGeometry() ? layer : null;
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
        Layer layer = find(name, access);
        if (layer != null) {
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
        Layer layer = find(name, access);
        if (layer == null) {
            throw WmsParameters.undefined(name);
        }
        return layer;
    }
}
