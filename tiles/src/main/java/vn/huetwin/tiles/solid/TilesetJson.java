package vn.huetwin.tiles.solid;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Envelope;

/**
 * {@code tileset.json} (3D Tiles 1.1): explicit quadtree, refine ADD. Regions of small buildings are those of their
 * cells with a margin, so that an edit need not touch this file.
 */
final class TilesetJson {
    private static final double DEGREES_PER_METRE = 1 / 106_000.0;
    private static final double HEIGHT_MARGIN = 60;
    private static final double STEP = 60;
    private static final JsonFactory JSON = new JsonFactory();

    private static final class Node {
        final Cell cell;
        final Envelope box = new Envelope();
        final List<Node> children = new ArrayList<>();
        double height;
        double lowest;
        TileTree.@Nullable Tile content;

        Node(Cell cell) {
            this.cell = cell;
        }
    }

    /** All that the document tells of a tile with content. */
    record Bounds(Envelope box, double lowest, double height) {
        static Bounds of(TileTree.Tile tile) {
            return new Bounds(reach(tile), TilesetJson.lowest(tile), highest(tile));
        }
    }

    private final Map<String, Node> nodes = new TreeMap<>();

    private TilesetJson() {}

    static byte[] write(List<TileTree.Tile> tiles) throws IOException {
        TilesetJson json = new TilesetJson();
        for (TileTree.Tile tile : tiles) {
            Node node = json.node(tile.cell);
            node.content = tile;
            node.box.expandToInclude(reach(tile));
            node.height = highest(tile);
            node.lowest = lowest(tile);
        }
        List<Node> roots = json.nodes.values().stream()
                .filter(n -> n.cell.level() == Solid.ROOT)
                .toList();
        roots.forEach(TilesetJson::grow);
        return json.document(roots);
    }

    /** The node of a cell; those above it are made with it. */
    private Node node(Cell cell) {
        Node found = nodes.get(cell.name());
        if (found != null) {
            return found;
        }
        Node node = new Node(cell);
        nodes.put(cell.name(), node);
        if (cell.level() > Solid.ROOT) {
            node(cell.parent()).children.add(node);
        }
        return node;
    }

    /** What its buildings may cover: their middle lies in the cell, and their size is bounded by their level. */
    private static Envelope reach(TileTree.Tile tile) {
        Envelope box = tile.cell.box();
        box.expandBy((tile.cell.level() >= Solid.LEAF ? 40 : 70) * DEGREES_PER_METRE);
        if (tile.box != null && !box.contains(tile.box)) {
            box.expandToInclude(tile.box);
            box.expandBy(DEGREES_PER_METRE);
        }
        return box;
    }

    private static double highest(TileTree.Tile tile) {
        int level = tile.cell.level();
        double bound = level >= Solid.LEAF ? 60 : level >= Solid.TALL ? 120 : 0;
        return Math.max(bound, STEP * Math.ceil(tile.height / STEP));
    }

    /** The ellipsoid is always within: a viewer may show things without terrain. */
    private static double lowest(TileTree.Tile tile) {
        return Math.min(0, STEP * Math.floor(tile.lowest / STEP));
    }

    private static void grow(Node node) {
        for (Node child : node.children) {
            grow(child);
            node.box.expandToInclude(child.box);
            node.height = Math.max(node.height, child.height);
            node.lowest = Math.min(node.lowest, child.lowest);
        }
    }

    private byte[] document(List<Node> roots) throws IOException {
        Envelope all = new Envelope();
        double height = HEIGHT_MARGIN;
        double lowest = 0;
        for (Node root : roots) {
            all.expandToInclude(root.box);
            lowest = Math.min(lowest, root.lowest);
            height = Math.max(height, root.height);
        }
        if (all.isNull()) {
            all.init(107.57, 107.58, 16.46, 16.47);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator g = JSON.createGenerator(out)) {
            g.writeStartObject();
            g.writeObjectFieldStart("asset");
            g.writeStringField("version", "1.1");
            g.writeEndObject();
            g.writeNumberField("geometricError", 2 * error(Solid.ROOT));
            g.writeObjectFieldStart("root");
            region(g, all, lowest, height);
            g.writeNumberField("geometricError", 2 * error(Solid.ROOT));
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
        return out.toByteArray();
    }

    /** Metres: a twelfth of the diagonal; small buildings come in from about 5 km, however full their tile is. */
    private static double error(int level) {
        double width = 360.0 / (1 << Math.min(level, Solid.LEAF - 1)) / DEGREES_PER_METRE;
        return Math.rint(width * Math.sqrt(2) / 12);
    }

    /** Transforms are given relative to the parent's; contents only hang on nodes whose parents have none. */
    private static void tile(JsonGenerator g, Node node) throws IOException {
        g.writeStartObject();
        region(g, node.box, node.lowest, node.height);
        g.writeNumberField("geometricError", node.children.isEmpty() ? 0 : error(node.cell.level()));
        TileTree.Tile content = node.content;
        if (node.children.isEmpty()) {
            if (content != null) {
                content(g, content);
            }
        } else {
            g.writeArrayFieldStart("children");
            if (content != null) {
                g.writeStartObject();
                region(g, reach(content), lowest(content), highest(content));
                g.writeNumberField("geometricError", 0);
                content(g, content);
                g.writeEndObject();
            }
            for (Node child : node.children) {
                tile(g, child);
            }
            g.writeEndArray();
        }
        g.writeEndObject();
    }

    private static void content(JsonGenerator g, TileTree.Tile tile) throws IOException {
        g.writeArrayFieldStart("transform");
        for (double value : LocalFrame.of(tile.cell).transform()) {
            g.writeNumber(value);
        }
        g.writeEndArray();
        g.writeObjectFieldStart("content");
        g.writeStringField("uri", tile.cell.name() + ".glb");
        g.writeEndObject();
    }

    /** Radians: west, south, east, north; metres: lowest, highest. */
    private static void region(JsonGenerator g, Envelope box, double lowest, double height) throws IOException {
        g.writeObjectFieldStart("boundingVolume");
        g.writeArrayFieldStart("region");
        g.writeNumber(Math.toRadians(box.getMinX()));
        g.writeNumber(Math.toRadians(box.getMinY()));
        g.writeNumber(Math.toRadians(box.getMaxX()));
        g.writeNumber(Math.toRadians(box.getMaxY()));
        g.writeNumber(lowest - HEIGHT_MARGIN);
        g.writeNumber(height + HEIGHT_MARGIN);
        g.writeEndArray();
        g.writeEndObject();
    }
}
