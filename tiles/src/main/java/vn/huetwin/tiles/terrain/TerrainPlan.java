package vn.huetwin.tiles.terrain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.locationtech.jts.geom.Envelope;
import vn.huetwin.tiles.content.ContentCoding;
import vn.huetwin.tiles.height.Geoid;

/**
 * How terrain is made; kept beside its tiles, since what lies outside of them is made in the same way.
 *
 * @param source  which elevation model, in which state: another text is another terrain
 * @param title   for people
 * @param box     of the model: WGS 84 lon/lat
 * @param deepest level whose lattice is about as fine as the model
 * @param error   metres that triangles of the deepest level may lie off the model; twice that a level up
 * @param base    metres above sea level of everything outside of the model
 * @param geoid   sea level above the ellipsoid
 */
public record TerrainPlan(
        String source, String title, Envelope box, int deepest, double error, double base, Geoid geoid) {
    static final String FILE = "terrain.json";
    /** Changes when the same plan gives other tiles. */
    private static final int MAKER = 1;
    /** Of spacing: as close as heights of such models usually are. */
    private static final double ERROR_SHARE = 1 / 16.0;

    private static final double LEAST_ERROR = 0.1;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Metres off the model that fit its spacing. */
    public static double errorFor(double spacingMetres) {
        return Math.max(LEAST_ERROR, spacingMetres * ERROR_SHARE);
    }

    /** The level whose lattice comes closest to a spacing in metres. */
    public static int levelFor(double spacingMetres) {
        double level = Math.log(Window.spacingMetres(0) / spacingMetres) / Math.log(2);
        return (int) Math.max(0, Math.min(Window.DEEPEST, Math.round(level)));
    }

    /** Metres that triangles of a level may lie off the points of its lattice. */
    double bound(int level) {
        return error * Math.pow(2, Math.max(0, deepest - level));
    }

    TileRange range(int level) {
        return TileRange.of(level, box);
    }

    /** Whether a tile is a part of one of the deepest level; clients make it from that. */
    boolean isFiner(TileKey tile) {
        int more = tile.level() - deepest;
        return more > 0 && range(deepest).has(new TileKey(deepest, tile.x() >> more, tile.y() >> more));
    }

    /** Tiles of all levels. */
    public long tiles() {
        long tiles = 0;
        for (int level = 0; level <= deepest; level++) {
            tiles += range(level).count();
        }
        return tiles;
    }

    /** The same for the same tiles. */
    public String version() {
        return ContentCoding.tag(json()).replace("\"", "");
    }

    byte[] json() {
        ObjectNode root = JSON.createObjectNode()
                .put("maker", MAKER)
                .put("source", source)
                .put("title", title)
                .put("deepest", deepest)
                .put("error", error)
                .put("base", base);
        root.set("box", sides(box));
        ObjectNode geoidNode =
                root.putObject("geoid").put("columns", geoid.columns()).put("rows", geoid.rows());
        geoidNode.set("box", sides(geoid.box()));
        ArrayNode metres = geoidNode.putArray("metres");
        for (float value : geoid.metres()) {
            metres.add(value);
        }
        return root.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static ArrayNode sides(Envelope box) {
        return JSON.createArrayNode()
                .add(box.getMinX())
                .add(box.getMinY())
                .add(box.getMaxX())
                .add(box.getMaxY());
    }

    static TerrainPlan read(byte[] json) throws IOException {
        JsonNode root = JSON.readTree(json);
        JsonNode geoidNode = root.get("geoid");
        JsonNode values = geoidNode.get("metres");
        float[] metres = new float[values.size()];
        for (int i = 0; i < metres.length; i++) {
            metres[i] = values.get(i).floatValue();
        }
        return new TerrainPlan(
                root.get("source").asText(),
                root.get("title").asText(),
                envelope(root.get("box")),
                root.get("deepest").asInt(),
                root.get("error").asDouble(),
                root.get("base").asDouble(),
                new Geoid(
                        envelope(geoidNode.get("box")),
                        geoidNode.get("columns").asInt(),
                        geoidNode.get("rows").asInt(),
                        metres));
    }

    private static Envelope envelope(JsonNode node) {
        return new Envelope(
                node.get(0).asDouble(),
                node.get(2).asDouble(),
                node.get(1).asDouble(),
                node.get(3).asDouble());
    }

    /** {@code layer.json} (TileJSON 2.1 as CesiumJS reads it). */
    byte[] layerJson() {
        ObjectNode root = JSON.createObjectNode()
                .put("tilejson", "2.1.0")
                .put("name", title)
                .put("version", version())
                .put("format", "quantized-mesh-1.0")
                .put("scheme", "tms")
                .put("projection", "EPSG:4326")
                .put("minzoom", 0)
                .put("maxzoom", deepest);
        root.putArray("extensions").add(QuantizedMesh.NORMALS);
        root.putArray("tiles").add("{z}/{x}/{y}.terrain?v={version}");
        root.putArray("bounds").add(-180).add(-90).add(180).add(90);
        ArrayNode available = root.putArray("available");
        for (int level = 0; level <= deepest; level++) {
            TileRange range = range(level);
            available
                    .addArray()
                    .addObject()
                    .put("startX", range.startX())
                    .put("startY", range.startY())
                    .put("endX", range.endX())
                    .put("endY", range.endY());
        }
        return root.toString().getBytes(StandardCharsets.UTF_8);
    }
}
