package vn.huetwin.ingest.mapping;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;

/** Decides which layer a table belongs to and how its rows are mapped. */
public final class MappingChooser {
    private static final Set<String> OTHER = Set.of(
            "id",
            "key",
            "fid",
            "ogc_fid",
            "gid",
            "objectid",
            "geometry",
            "wkt",
            "geom",
            "lon",
            "lat",
            "longitude",
            "latitude",
            "x",
            "y",
            "ward_code",
            "valid_from",
            "recorded_at",
            "position",
            "batch",
            "osm_id");

    private final Catalogue catalogue;
    private final BuiltInMappings builtIn;

    public MappingChooser(Catalogue catalogue, BuiltInMappings builtIn) {
        this.catalogue = catalogue;
        this.builtIn = builtIn;
    }

    public BuiltInMappings builtIn() {
        return builtIn;
    }

    /**
     * The way that was chosen.
     *
     * @param mapping  null if columns are taken by their names
     * @param hasPlace whether columns hold the geometry
     */
    public record Choice(Layer layer, @Nullable Mapping mapping, RowMapper mapper, boolean hasPlace) {
        public String describe() {
            return mapping == null ? "column names" : mapping.name();
        }
    }

    /**
     * @param table   name of the table in the file
     * @param wanted  the layer that the user named, or null
     * @param given   the mapping that the user named, or null
     * @throws MappingException {@code no-layer} if none fits
     */
    public Choice choose(Path file, String table, Sample sample, @Nullable String wanted, @Nullable Mapping given)
            throws MappingException {
        Mapping mapping = given;
        if (mapping == null) {
            mapping = builtIn.match(file, sample, wanted);
        }
        if (mapping != null) {
            String name = wanted != null ? wanted : mapping.layer();
            Layer layer = name == null ? byShape(file, table, sample) : get(name);
            return new Choice(layer, mapping, new DeclaredMapper(mapping, layer), mapping.place() != null);
        }
        Layer layer = wanted != null ? get(wanted) : byShape(file, table, sample);
        Mapping.Place place = PlainMapper.guess(sample, layer);
        return new Choice(layer, null, new PlainMapper(layer, place), place != null);
    }

    /**
     * For a table that is laid out as a layer already.
     *
     * @throws MappingException {@code unknown-layer}
     */
    public Choice laidOut(String layer) throws MappingException {
        return new Choice(get(layer), null, new PlainMapper(get(layer), null), false);
    }

    private Layer get(String name) throws MappingException {
        Layer layer = catalogue.find(name);
        if (layer == null) {
            throw new MappingException(
                    "unknown-layer",
                    "Không có lớp '" + name + "'; có: " + names(),
                    "There is no layer '" + name + "'; there are: " + names());
        }
        return layer;
    }

    /** By the name of the table or file, else the only layer that has all its columns. */
    private Layer byShape(Path file, String table, Sample sample) throws MappingException {
        Path name = file.getFileName();
        String base =
                name == null ? "" : name.toString().toLowerCase(Locale.ROOT).replaceFirst("\\..*", "");
        for (String candidate : List.of(table.toLowerCase(Locale.ROOT), base)) {
            Layer layer = catalogue.find(candidate);
            if (layer != null) {
                return layer;
            }
        }
        List<String> columns = sample.names().stream()
                .map(c -> c.toLowerCase(Locale.ROOT))
                .filter(c -> !OTHER.contains(c))
                .toList();
        List<Layer> fitting = new ArrayList<>();
        for (Layer layer : catalogue.layers()) {
            Set<String> properties =
                    layer.properties().stream().map(Property::name).collect(Collectors.toSet());
            boolean sameShape = !layer.hasGeometry()
                    ? sample.dimension() == null
                    : sample.dimension() == null
                            || sample.dimension() == layer.geometry().dimension();
            if (!columns.isEmpty() && sameShape && properties.containsAll(columns)) {
                fitting.add(layer);
            }
        }
        if (fitting.size() == 1) {
            return fitting.get(0);
        }
        String shown = String.join(", ", sample.names());
        throw new MappingException(
                "no-layer",
                "Không có lớp nào khớp các cột (" + shown + "); hãy nêu --layer và --mapping. Các lớp: " + names(),
                "No layer fits the columns (" + shown + "); name --layer and --mapping. Layers: " + names());
    }

    private String names() {
        return catalogue.layers().stream().map(Layer::name).collect(Collectors.joining(", "));
    }
}
