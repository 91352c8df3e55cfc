package vn.huetwin.tiles.terrain;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * The format quantized-mesh 1.0 with its extension for normals of vertices
 * (github.com/CesiumGS/quantized-mesh): little-endian throughout.
 */
public final class QuantizedMesh {
    public static final String MEDIA_TYPE = "application/vnd.quantized-mesh";
    /** Of {@code layer.json} and of the parameter of the media type. */
    public static final String NORMALS = "octvertexnormals";

    private static final int HEADER = 88;
    private static final byte NORMALS_ID = 1;
    /** From here on numbers of vertices need four bytes. */
    private static final int SHORT_VERTICES = 65_536;

    private QuantizedMesh() {}

    static byte[] write(TileMesh mesh) {
        int count = mesh.u().length;
        boolean wide = count > SHORT_VERTICES;
        int width = wide ? 4 : 2;
        int[][] edges = {
            edge(count, i -> mesh.u()[i] == 0),
            edge(count, i -> mesh.v()[i] == 0),
            edge(count, i -> mesh.u()[i] == TileMesh.MOST),
            edge(count, i -> mesh.v()[i] == TileMesh.MOST)
        };
        int numbers = mesh.triangles().length
                + IntStream.range(0, 4).map(i -> edges[i].length).sum();
        int most = HEADER + 4 + 6 * count + 4 + 4 + 16 + width * numbers + 5 + mesh.normals().length;
        ByteBuffer out = ByteBuffer.allocate(most).order(ByteOrder.LITTLE_ENDIAN);
        header(out, mesh.shape());
        out.putInt(count);
        differences(out, mesh.u());
        differences(out, mesh.v());
        differences(out, mesh.height());
        while (out.position() % width != 0) {
            out.put((byte) 0);
        }
        out.putInt(mesh.triangles().length / 3);
        highWaterMark(out, mesh.triangles(), wide);
        for (int[] edge : edges) {
            out.putInt(edge.length);
            for (int vertex : edge) {
                number(out, vertex, wide);
            }
        }
        out.put(NORMALS_ID).putInt(mesh.normals().length).put(mesh.normals());
        byte[] bytes = new byte[out.position()];
        out.flip().get(bytes);
        return bytes;
    }

    private static int[] edge(int count, IntPredicate on) {
        return IntStream.range(0, count).filter(on).toArray();
    }

    private static void header(ByteBuffer out, TileShape shape) {
        for (double value : shape.centre()) {
            out.putDouble(value);
        }
        out.putFloat(shape.lowest()).putFloat(shape.highest());
        for (double value : shape.sphere()) {
            out.putDouble(value);
        }
        for (double value : shape.occlusion()) {
            out.putDouble(value);
        }
    }

    /** Each value as its difference to the one before, small ones of both signs as small numbers ("zig-zag"). */
    private static void differences(ByteBuffer out, int[] values) {
        int before = 0;
        for (int value : values) {
            int difference = value - before;
            out.putShort((short) ((difference << 1) ^ (difference >> 31)));
            before = value;
        }
    }

    /** Each number as its distance from the next new one: 0 for a vertex that comes for the first time. */
    private static void highWaterMark(ByteBuffer out, int[] triangles, boolean wide) {
        int next = 0;
        for (int vertex : triangles) {
            number(out, next - vertex, wide);
            next += vertex == next ? 1 : 0;
        }
    }

    private static void number(ByteBuffer out, int number, boolean wide) {
        if (wide) {
            out.putInt(number);
        } else {
            out.putShort((short) number);
        }
    }

    /** A tile without extensions, for clients that did not ask for them. */
    static byte[] plain(byte[] tile) {
        ByteBuffer in = ByteBuffer.wrap(tile).order(ByteOrder.LITTLE_ENDIAN);
        int count = in.getInt(HEADER);
        int width = count > SHORT_VERTICES ? 4 : 2;
        int at = HEADER + 4 + 6 * count;
        at += (width - at % width) % width;
        at += 4 + 3 * width * in.getInt(at);
        for (int edge = 0; edge < 4; edge++) {
            at += 4 + width * in.getInt(at);
        }
        return java.util.Arrays.copyOf(tile, at);
    }

    /** The triangles of a tile as heights of places in it. */
    static MeshHeights heights(byte[] tile) {
        ByteBuffer in = ByteBuffer.wrap(tile).order(ByteOrder.LITTLE_ENDIAN);
        float lowest = in.getFloat(24);
        float highest = in.getFloat(28);
        int count = in.getInt(HEADER);
        in.position(HEADER + 4);
        int[] u = values(in, count);
        int[] v = values(in, count);
        int[] height = values(in, count);
        boolean wide = count > SHORT_VERTICES;
        int width = wide ? 4 : 2;
        in.position(in.position() + (width - in.position() % width) % width);
        int[] triangles = new int[3 * in.getInt()];
        int next = 0;
        for (int i = 0; i < triangles.length; i++) {
            int code = wide ? in.getInt() : Short.toUnsignedInt(in.getShort());
            triangles[i] = next - code;
            next += code == 0 ? 1 : 0;
        }
        return new MeshHeights(u, v, height, triangles, lowest, highest);
    }

    private static int[] values(ByteBuffer in, int count) {
        int[] values = new int[count];
        int value = 0;
        for (int i = 0; i < count; i++) {
            int code = Short.toUnsignedInt(in.getShort());
            value += (code >> 1) ^ -(code & 1);
            values[i] = value;
        }
        return values;
    }
}
