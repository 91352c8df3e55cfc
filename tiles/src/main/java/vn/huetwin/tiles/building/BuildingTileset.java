package vn.huetwin.tiles.building;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.catalogue.ValueType;
import vn.huetwin.ontology.feature.Feature;
import vn.huetwin.ontology.query.FeatureCursor;
import vn.huetwin.ontology.query.FeatureQuery;
import vn.huetwin.ontology.store.FeatureStore;

/**
 * The tileset {@code buildings} (3D Tiles 1.1): an explicit quadtree over fixed cells of about 1.2 km, refine ADD, tall
 * and large buildings in the inner tiles. Heights stand on the flat ellipsoid.
 */
public final class BuildingTileset {
    private static final Logger log = LoggerFactory.getLogger(BuildingTileset.class);
    private static final String LAYER = "building";
    private static final String DECLARED = "open-properties.txt";
    private static final int LEAF = 15;
    private static final int ROOT = 11;
    private static final double FLOOR_HEIGHT = 3.3;
    private final FeatureStore store;
    private final Catalogue catalogue;
    private final JsonFactory json = new JsonFactory();

    public BuildingTileset(FeatureStore store, Catalogue catalogue) {
        this.store = store;
        this.catalogue = catalogue;
    }

    private record Cell(int level, int x, int y) {
        static Cell of(int level, double lon, double lat) {
            double size = 360.0 / (1 << level);
            return new Cell(level, (int) Math.floor((lon + 180) / size), (int) Math.floor((lat + 90) / size));
        }

        String name() {
            return level + "-" + x + "-" + y;
        }

        Cell parent() {
            return new Cell(level - 1, x / 2, y / 2);
        }
    }

    /**
     * Removes tiles that tell what is no longer open: the layer, or one of its properties. Comes before anything is
     * served.
     */
    public void discardUnlessOpen(Path folder) throws IOException {
        Path declared = folder.resolve(DECLARED);
        boolean open = Access.OPEN.sees(catalogue.get(LAYER));
        if (Files.exists(folder)
                && !(open
                        && Files.exists(declared)
                        && Files.readString(declared).equals(openProperties()))) {
            delete(folder);
        }
    }

    private String openProperties() {
        return Access.OPEN.properties(catalogue.get(LAYER)).stream()
                .map(Property::name)
                .collect(Collectors.joining("\n"));
    }

    /** One tile as written. */
    private static final class Node {
        final Envelope box = new Envelope();
        final List<Node> children = new ArrayList<>();
        double maxHeight = 10;
        String content = "";
        double[] transform = new double[0];
        int level;
    }

    /**
     * Builds all tiles into a folder beside and puts it in the place of the old one.
     *
     * @param folder where {@code tileset.json} goes
     * @return buildings written
     */
    public int build(Path folder) throws IOException {
        Layer layer = catalogue.get(LAYER);
        if (!Access.OPEN.sees(layer)) {
            return 0;
        }
        Path fresh = folder.resolveSibling(folder.getFileName() + ".new");
        delete(fresh);
        Files.createDirectories(fresh);
        TreeMap<String, List<Feature>> cells = new TreeMap<>();
        TreeMap<String, Cell> keys = new TreeMap<>();
        int count = 0;
        try (FeatureCursor cursor = store.query(FeatureQuery.all(LAYER, Access.OPEN))) {
            while (cursor.hasNext()) {
                Feature feature = cursor.next();
                if (feature.geometry() != null) {
                    Cell cell = cell(feature, feature.geometry());
                    keys.put(cell.name(), cell);
                    cells.computeIfAbsent(cell.name(), n -> new ArrayList<>()).add(feature);
                    count++;
                }
            }
        }
        TreeMap<String, Node> nodes = new TreeMap<>();
        for (var entry : cells.entrySet()) {
            Cell cell = keys.get(entry.getKey());
            if (cell != null) {
                write(layer, node(nodes, keys, cell), cell, entry.getValue(), fresh);
            }
        }
        tileset(fresh.resolve("tileset.json"), roots(nodes));
        Files.writeString(fresh.resolve(DECLARED), openProperties());
        swap(fresh, folder);
        log.info("3D tiles: {} buildings in {} tiles", count, cells.size());
        return count;
    }

    /** Fixed importance: the level depends on the building alone, so that no edit moves others. */
    private static Cell cell(Feature feature, Geometry geometry) {
        Envelope box = geometry.getEnvelopeInternal();
        double size = Math.max(box.getWidth(), box.getHeight()) * 110_000 + height(feature);
        int level = size > 120 ? ROOT : size > 60 ? ROOT + 2 : LEAF;
        return Cell.of(level, box.centre().x, box.centre().y);
    }

    static double height(Feature feature) {
        Object height = feature.properties().get("height");
        Object floors = feature.properties().get("floors");
        if (height instanceof Double metres && metres > 0) {
            return metres;
        }
        return floors instanceof Long number && number > 0 ? number * FLOOR_HEIGHT : 2 * FLOOR_HEIGHT;
    }

    /** The node of a cell; those above it are made with it. */
    private static Node node(Map<String, Node> nodes, Map<String, Cell> keys, Cell cell) {
        Node found = nodes.get(cell.name());
        if (found != null) {
            return found;
        }
        Node node = new Node();
        node.level = cell.level();
        nodes.put(cell.name(), node);
        if (cell.level() > ROOT) {
            node(nodes, keys, cell.parent()).children.add(node);
        }
        return node;
    }

    private static List<Node> roots(Map<String, Node> nodes) {
        List<Node> roots = nodes.values().stream().filter(n -> n.level == ROOT).toList();
        roots.forEach(BuildingTileset::grow);
        return roots;
    }

    private static void grow(Node node) {
        for (Node child : node.children) {
            grow(child);
            node.box.expandToInclude(child.box);
            node.maxHeight = Math.max(node.maxHeight, child.maxHeight);
        }
    }

    private void write(Layer layer, Node node, Cell cell, List<Feature> features, Path folder) throws IOException {
        for (Feature feature : features) {
            if (feature.geometry() != null) {
                node.box.expandToInclude(feature.geometry().getEnvelopeInternal());
            }
        }
        LocalFrame local = new LocalFrame(node.box.centre().x, node.box.centre().y);
        Mesh mesh = new Mesh();
        for (int i = 0; i < features.size(); i++) {
            Geometry geometry = features.get(i).geometry();
            if (geometry != null) {
                mesh.extrude(geometry, local, height(features.get(i)), i);
            }
        }
        node.maxHeight = Math.max(node.maxHeight, mesh.maxHeight());
        node.transform = local.transform();
        node.content = cell.name() + ".glb";
        Files.write(folder.resolve(node.content), Glb.write(mesh, features.size(), columns(layer, features)));
    }

    private static List<Glb.Column> columns(Layer layer, List<Feature> features) {
        List<Glb.Column> columns = new ArrayList<>();
        columns.add(new Glb.Column(
                "id", true, features.stream().map(f -> (Object) f.key()).toList()));
        List<Object> wards = new ArrayList<>();
        features.forEach(f -> wards.add(f.wardCode() == null ? "" : String.valueOf(f.wardCode())));
        columns.add(new Glb.Column("ward_code", true, List.copyOf(wards)));
        for (Property property : Access.OPEN.properties(layer)) {
            boolean number = property.type() == ValueType.DOUBLE || property.type() == ValueType.INTEGER;
            if (number || property.codeList() != null || property.name().equals(layer.titleProperty())) {
                List<Object> values = new ArrayList<>();
                for (Feature feature : features) {
                    Object value = feature.properties().get(property.name());
                    values.add(value == null ? (number ? (Object) Double.NaN : "") : value);
                }
                columns.add(new Glb.Column(property.name(), !number, List.copyOf(values)));
            }
        }
        return columns;
    }

    private void tileset(Path file, List<Node> roots) throws IOException {
        Envelope all = new Envelope();
        double height = 100;
        for (Node root : roots) {
            all.expandToInclude(root.box);
            height = Math.max(height, root.maxHeight);
        }
        if (all.isNull()) {
            all.init(107.57, 107.58, 16.46, 16.47);
        }
        try (JsonGenerator g = json.createGenerator(Files.newOutputStream(file))) {
            g.writeStartObject();
            g.writeObjectFieldStart("asset");
            g.writeStringField("version", "1.1");
            g.writeEndObject();
            g.writeNumberField("geometricError", 4000);
            g.writeObjectFieldStart("root");
            region(g, all, height);
            g.writeNumberField("geometricError", 2000);
            g.writeStringField("refine", "ADD");
            if (!roots.isEmpty()) {
                g.writeArrayFieldStart("children");
                for (Node root : roots) {
                    tile(g, root);
                }
                g.writeEndArray();
            }
            g.writeEndObject();
            g.writeEndObject();
        }
    }

    /** Transforms are given relative to the parent's; contents only hang on nodes whose parents have none. */
    private static void tile(JsonGenerator g, Node node) throws IOException {
        g.writeStartObject();
        region(g, node.box, node.maxHeight);
        g.writeNumberField("geometricError", node.children.isEmpty() ? 0 : 600.0 / (1 << (node.level - ROOT)));
        if (node.children.isEmpty()) {
            content(g, node);
        } else {
            g.writeArrayFieldStart("children");
            if (!node.content.isEmpty()) {
                g.writeStartObject();
                region(g, node.box, node.maxHeight);
                g.writeNumberField("geometricError", 0);
                content(g, node);
                g.writeEndObject();
            }
            for (Node child : node.children) {
                tile(g, child);
            }
            g.writeEndArray();
        }
        g.writeEndObject();
    }

    private static void content(JsonGenerator g, Node node) throws IOException {
        if (node.content.isEmpty()) {
            return;
        }
        g.writeArrayFieldStart("transform");
        for (double value : node.transform) {
            g.writeNumber(value);
        }
        g.writeEndArray();
        g.writeObjectFieldStart("content");
        g.writeStringField("uri", node.content);
        g.writeEndObject();
    }

    /** Radians: west, south, east, north, lowest, highest; padded, so that an edit need not touch it. */
    private static void region(JsonGenerator g, Envelope box, double height) throws IOException {
        double pad = 1e-6;
        g.writeObjectFieldStart("boundingVolume");
        g.writeArrayFieldStart("region");
        g.writeNumber(Math.toRadians(box.getMinX()) - pad);
        g.writeNumber(Math.toRadians(box.getMinY()) - pad);
        g.writeNumber(Math.toRadians(box.getMaxX()) + pad);
        g.writeNumber(Math.toRadians(box.getMaxY()) + pad);
        g.writeNumber(-60);
        g.writeNumber(height + 60);
        g.writeEndArray();
        g.writeEndObject();
    }

    private static void swap(Path fresh, Path folder) throws IOException {
        Path old = folder.resolveSibling(folder.getFileName() + ".old");
        delete(old);
        if (Files.exists(folder)) {
            Files.move(folder, old, StandardCopyOption.ATOMIC_MOVE);
        }
        Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
        delete(old);
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (var files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }
}
