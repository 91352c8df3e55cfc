package vn.huetwin.tiles.vector;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.locationtech.jts.algorithm.Orientation;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;

/** Reads Mapbox Vector Tile 2.1: one layer, features by their {@code id}. Values are told with the kind that they are written in. */
final class DecodedTile {
    /** A feature: its values by name, its shape on the grid of the tile. */
    record Shown(Map<String, String> values, Geometry shape) {}

    private static final GeometryFactory FACTORY = new GeometryFactory();

    final Map<String, Shown> features = new TreeMap<>();
    String name = "";
    long extent;
    long version;
    private final List<String> keys = new ArrayList<>();
    private final List<String> values = new ArrayList<>();

    DecodedTile(byte[] tile) {
        ByteBuffer in = ByteBuffer.wrap(tile).order(ByteOrder.LITTLE_ENDIAN);
        while (in.hasRemaining()) {
            expect((3 << 3) | 2, varint(in));
            layer(part(in));
        }
    }

    private static void expect(long expected, long found) {
        if (expected != found) {
            throw new IllegalStateException("Expected the key " + expected + ", found " + found);
        }
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = in.get();
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    private static long zigzag(long value) {
        return (value >>> 1) ^ -(value & 1);
    }

    private static ByteBuffer part(ByteBuffer in) {
        int length = (int) varint(in);
        ByteBuffer part = in.slice(in.position(), length).order(ByteOrder.LITTLE_ENDIAN);
        in.position(in.position() + length);
        return part;
    }

    private static String text(ByteBuffer in) {
        return StandardCharsets.UTF_8.decode(part(in)).toString();
    }

    private void layer(ByteBuffer in) {
        List<ByteBuffer> found = new ArrayList<>();
        while (in.hasRemaining()) {
            int key = (int) varint(in);
            switch (key >> 3) {
                case 1 -> name = text(in);
                case 2 -> found.add(part(in));
                case 3 -> keys.add(text(in));
                case 4 -> values.add(value(part(in)));
                case 5 -> extent = varint(in);
                case 15 -> version = varint(in);
                default -> throw new IllegalStateException("Key " + key);
            }
        }
        found.forEach(this::feature);
    }

    private static String value(ByteBuffer in) {
        int key = (int) varint(in);
        return switch (key >> 3) {
            case 1 -> "text " + text(in);
            case 3 -> "double " + in.getDouble();
            case 5 -> "uint " + varint(in);
            case 6 -> "sint " + zigzag(varint(in));
            case 7 -> "flag " + varint(in);
            default -> throw new IllegalStateException("Value " + key);
        };
    }

    private void feature(ByteBuffer in) {
        Map<String, String> of = new TreeMap<>();
        long type = 0;
        Geometry shape = FACTORY.createEmpty(2);
        while (in.hasRemaining()) {
            int key = (int) varint(in);
            switch (key >> 3) {
                case 2 -> {
                    ByteBuffer tags = part(in);
                    while (tags.hasRemaining()) {
                        of.put(keys.get((int) varint(tags)), values.get((int) varint(tags)));
                    }
                }
                case 3 -> type = varint(in);
                case 4 -> shape = shape(part(in), type);
                default -> throw new IllegalStateException("Key " + key);
            }
        }
        if (features.put(String.valueOf(of.get("id")), new Shown(of, shape)) != null) {
            throw new IllegalStateException("Twice: " + of);
        }
    }

    private static Geometry shape(ByteBuffer in, long type) {
        List<List<Coordinate>> parts = new ArrayList<>();
        long x = 0;
        long y = 0;
        while (in.hasRemaining()) {
            long command = varint(in);
            if ((command & 7) == 7) {
                List<Coordinate> ring = parts.get(parts.size() - 1);
                ring.add(ring.get(0).copy());
            }
            for (long i = command >> 3; i > 0 && (command & 7) != 7; i--) {
                x += zigzag(varint(in));
                y += zigzag(varint(in));
                if ((command & 7) == 1) {
                    parts.add(new ArrayList<>());
                }
                parts.get(parts.size() - 1).add(new Coordinate(x, y));
            }
        }
        List<Coordinate[]> lines =
                parts.stream().map(part -> part.toArray(new Coordinate[0])).toList();
        return switch ((int) type) {
            case 1 ->
                FACTORY.createMultiPointFromCoords(
                        lines.stream().map(line -> line[0]).toArray(Coordinate[]::new));
            case 2 ->
                FACTORY.createMultiLineString(lines.stream()
                        .map(FACTORY::createLineString)
                        .toArray(org.locationtech.jts.geom.LineString[]::new));
            default -> polygons(lines);
        };
    }

    /** Outer rings have a positive area by the surveyor's formula where y goes down (clause 4.3.4.4). */
    private static Geometry polygons(List<Coordinate[]> rings) {
        List<Polygon> polygons = new ArrayList<>();
        for (int i = 0; i < rings.size(); ) {
            LinearRing shell = FACTORY.createLinearRing(rings.get(i++));
            List<LinearRing> holes = new ArrayList<>();
            while (i < rings.size() && !Orientation.isCCW(rings.get(i))) {
                holes.add(FACTORY.createLinearRing(rings.get(i++)));
            }
            polygons.add(FACTORY.createPolygon(shell, holes.toArray(new LinearRing[0])));
        }
        return FACTORY.createMultiPolygon(polygons.toArray(new Polygon[0]));
    }
}
