package vn.huetwin.server.bench;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import vn.huetwin.tiles.vector.TileGrid;

/** What {@code bench maps} asks both servers for, by how much it must cost less here, and what a right answer holds. */
enum MapsTask {
    STREET("street", Kind.MAP, 0.05, 3, 200),
    WARD("ward", Kind.MAP, 0.354, 3, 80),
    CITY("city", Kind.MAP, 1, 8, 40),
    GEOJSON_100("geojson-100", Kind.GEOJSON, sideOf(100), 6, 200),
    GEOJSON_5000("geojson-5000", Kind.GEOJSON, sideOf(5_000), 4, 20),
    GML_100("gml-100", Kind.GML, sideOf(100), 5, 200),
    GML_5000("gml-5000", Kind.GML, sideOf(5_000), 3, 20),
    TILE_15("tile-15", Kind.TILE, 15, 1, 200),
    TILE_14("tile-14", Kind.TILE, 14, 1, 60),
    TILE_13("tile-13", Kind.TILE, 13, 1, 30);

    /** Processor milliseconds that a tile of a street's or a quarter's buildings may take at most. */
    static final double TILE_MILLIS = 6;

    static final int SIDE = 512;
    /** Keys of Mapbox Vector Tile 2.1: layers of a tile, features of a layer, each with its length before it. */
    private static final int LAYERS = 3 << 3 | 2;

    private static final int FEATURES = 2 << 3 | 2;
    private static final double WEST = 107.40;
    private static final double SOUTH = 16.25;
    private static final double WIDTH = 0.35;
    private static final double HEIGHT = 0.30;

    /** A form of answer, and how what is in it is counted. */
    private enum Kind {
        MAP,
        GEOJSON,
        GML,
        TILE
    }

    /**
     * One question.
     *
     * @param here      path and query of this server
     * @param mapServer queries of MapServer by the name of its variant; the one that costs it less counts
     */
    record Question(String here, Map<String, String> mapServer) {}

    private final String label;
    private final Kind kind;
    private final double share;
    private final double bar;
    private final int requests;

    /** @param share of the city's side; of a tile its zoom */
    MapsTask(String label, Kind kind, double share, double bar, int requests) {
        this.label = label;
        this.kind = kind;
        this.share = share;
        this.bar = bar;
        this.requests = requests;
    }

    /** The share of the city's side whose square holds about this many of 100,000 buildings. */
    private static double sideOf(int features) {
        return Math.sqrt(features / 100_000.0);
    }

    static @Nullable MapsTask find(String label) {
        for (MapsTask task : values()) {
            if (task.label.equals(label)) {
                return task;
            }
        }
        return null;
    }

    String label() {
        return label;
    }

    /** How many times less it must cost than with MapServer; tiles have a bar in milliseconds beside. */
    double bar() {
        return bar;
    }

    boolean isTile() {
        return kind == Kind.TILE;
    }

    /** In one round. */
    int requests(int percent) {
        return Math.max(2, requests * percent / 100);
    }

    /** Questions drawn by lot; the same seed gives the same ones. */
    List<Question> questions(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Question> questions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            questions.add(isTile() ? tile(random) : boxed(random));
        }
        return questions;
    }

    private Question boxed(SplittableRandom random) {
        double slack = 1 - share;
        double west = WEST + WIDTH * slack * random.nextDouble() - (share == 1 ? random.nextDouble() * 0.01 : 0);
        double south = SOUTH + HEIGHT * slack * random.nextDouble();
        double east = west + WIDTH * share;
        double north = south + HEIGHT * share;
        return kind == Kind.MAP ? map(west, south, east, north) : features(west, south, east, north);
    }

    private static Question map(double west, double south, double east, double north) {
        String query = String.format(
                Locale.ROOT,
                "SERVICE=WMS&VERSION=1.1.1&REQUEST=GetMap&LAYERS=building&STYLES=&SRS=EPSG:4326&BBOX=%.6f,%.6f,%.6f,%.6f"
                        + "&WIDTH=%d&HEIGHT=%d&FORMAT=image/png",
                west,
                south,
                east,
                north,
                SIDE,
                SIDE);
        Map<String, String> theirs = new LinkedHashMap<>();
        theirs.put("RGBA", query);
        theirs.put("8 bit", query + "; mode=8bit");
        return new Question("/wms?" + query, theirs);
    }

    private Question features(double west, double south, double east, double north) {
        String format = kind == Kind.GEOJSON ? "application/json" : "application/gml%2Bxml;%20version=3.2";
        String query = String.format(
                Locale.ROOT,
                "SERVICE=WFS&VERSION=2.0.0&REQUEST=GetFeature&BBOX=%.6f,%.6f,%.6f,%.6f,urn:ogc:def:crs:EPSG::4326"
                        + "&OUTPUTFORMAT=%s&TYPENAMES=",
                south,
                west,
                north,
                east,
                format);
        return new Question("/wfs?" + query + "hue:building", Map.of("", query + "building"));
    }

    private Question tile(SplittableRandom random) {
        int zoom = (int) share;
        double longitude = WEST + WIDTH * random.nextDouble();
        double latitude = Math.toRadians(SOUTH + HEIGHT * random.nextDouble());
        int x = (int) ((longitude + 180) / 360 * (1 << zoom));
        int y = (int) ((1 - Math.log(Math.tan(latitude) + 1 / Math.cos(latitude)) / Math.PI) / 2 * (1 << zoom));
        if (!TileGrid.WEB_MERCATOR_QUAD.has(zoom, x, y)) {
            throw new IllegalStateException("There is no tile " + zoom + "/" + x + "/" + y);
        }
        return new Question(
                "/tiles/vector/building/" + zoom + "/" + x + "/" + y + ".mvt",
                Map.of(
                        "",
                        "mode=tile&tilemode=gmap&layers=building&map.imagetype=mvt&tile=" + x + "+" + y + "+" + zoom));
    }

    /** The features in an answer, or 1 for an image; -1 if it is not what was asked for. */
    int count(byte[] answer) {
        return switch (kind) {
            case MAP -> answer.length > 8 && answer[1] == 'P' && answer[2] == 'N' && answer[3] == 'G' ? 1 : -1;
            case GEOJSON -> answer.length > 0 && answer[0] == '{' ? occurrences(answer, "\"geometry\":") : -1;
            case GML -> answer.length > 0 && answer[0] == '<' ? occurrences(answer, "<wfs:member>") : -1;
            case TILE -> members(answer, 0, answer.length, LAYERS, true);
        };
    }

    /** Whether both are to hold the same number of features; tiles are cut and thinned by each server's own rule. */
    boolean isCounted() {
        return kind == Kind.GEOJSON || kind == Kind.GML;
    }

    private static int occurrences(byte[] text, String of) {
        byte[] wanted = of.getBytes(StandardCharsets.US_ASCII);
        int count = 0;
        for (int i = 0; i + wanted.length <= text.length; i++) {
            int same = 0;
            while (same < wanted.length && text[i + same] == wanted[same]) {
                same++;
            }
            if (same == wanted.length) {
                count++;
                i += same - 1;
            }
        }
        return count;
    }

    /** Members of a message of Protocol Buffers with this key, or the features in those; -1 if it is no such message. */
    private static int members(byte[] bytes, int from, int to, int key, boolean within) {
        int count = 0;
        int at = from;
        while (at < to) {
            int wire = bytes[at] & 7;
            boolean wanted = bytes[at++] == key;
            int value = 0;
            if (wire == 0 || wire == 2) {
                int shift = 0;
                do {
                    value |= (bytes[at] & 0x7f) << shift;
                    shift += 7;
                } while (bytes[at++] < 0 && at < to);
            }
            int length = wire == 0 ? 0 : wire == 1 ? Long.BYTES : wire == 5 ? Integer.BYTES : value;
            if (wire == 3 || wire == 4 || wire > 5 || length < 0 || length > to - at) {
                return -1;
            }
            if (wanted) {
                count += within ? members(bytes, at, at + length, FEATURES, false) : 1;
            }
            at += length;
        }
        return count;
    }
}
