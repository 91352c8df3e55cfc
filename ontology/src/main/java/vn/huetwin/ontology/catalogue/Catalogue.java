package vn.huetwin.ontology.catalogue;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.jena.rdf.model.Model;
import org.jspecify.annotations.Nullable;

/** All layers and code lists of the city, and the ontology they were read from. */
public final class Catalogue {
    private final Iris iris;
    private final Map<String, Layer> layers = new LinkedHashMap<>();
    private final Map<String, RasterLayer> rasters = new LinkedHashMap<>();
    private final Map<String, CodeList> codeLists;
    private final Model ontology;

    public Catalogue(
            Iris iris, List<Layer> layers, List<RasterLayer> rasters, Map<String, CodeList> codeLists, Model ontology) {
        this.iris = iris;
        this.codeLists = Map.copyOf(codeLists);
        this.ontology = ontology;
        layers.stream()
                .sorted(Comparator.comparingInt(Layer::order).thenComparing(Layer::name))
                .forEach(layer -> this.layers.put(layer.name(), layer));
        rasters.stream()
                .sorted(Comparator.comparingInt((RasterLayer r) -> r.layer().order())
                        .thenComparing(RasterLayer::name))
                .forEach(raster -> this.rasters.put(raster.name(), raster));
    }

    public Iris iris() {
        return iris;
    }

    /** In drawing order. */
    public List<Layer> layers() {
        return List.copyOf(layers.values());
    }

    public @Nullable Layer find(String layer) {
        return layers.get(layer);
    }

    /** @throws UnknownLayerException if there is no such layer */
    public Layer get(String layer) {
        Layer found = layers.get(layer);
        if (found == null) {
            throw new UnknownLayerException(layer);
        }
        return found;
    }

    /** Layers of rasters in drawing order; they are not among {@link #layers()}. */
    public List<RasterLayer> rasters() {
        return List.copyOf(rasters.values());
    }

    public @Nullable RasterLayer findRaster(String layer) {
        return rasters.get(layer);
    }

    public List<CodeList> codeLists() {
        return codeLists.values().stream()
                .sorted(Comparator.comparing(CodeList::name))
                .toList();
    }

    public @Nullable CodeList findCodeList(String name) {
        return codeLists.get(name);
    }

    /** Everything that was declared, as triples: classes, shapes, concept schemes. Do not write to it. */
    public Model ontology() {
        return ontology;
    }
}
