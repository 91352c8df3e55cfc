package vn.huetwin.tiles.terrain;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.TreeMap;
import org.locationtech.jts.geom.Envelope;

/** A quantized-mesh 1.0 tile as its specification reads, taken apart without the code that wrote it. */
final class DecodedTile {
    final double[] centre = new double[3];
    final float lowest;
    final float highest;
    final double[] sphere = new double[4];
    final double[] occlusion = new double[3];
    final int[] u;
    final int[] v;
    final int[] height;
    final int[] triangles;
    /** West, south, east, north. */
    final int[][] edges = new int[4][];
    /** Extensions by their number. */
    final Map<Integer, byte[]> extensions = new TreeMap<>();

    final int vertices;

    DecodedTile(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        doubles(in, centre);
        lowest = in.getFloat();
        highest = in.getFloat();
        doubles(in, sphere);
        doubles(in, occlusion);
        vertices = in.getInt();
        u = zigZag(in);
        v = zigZag(in);
        height = zigZag(in);
        boolean wide = vertices > 65_536;
        in.position((in.position() + (wide ? 3 : 1)) & (wide ? ~3 : ~1));
        triangles = indices(in, 3 * in.getInt(), wide);
        int highestIndex = 0;
        for (int i = 0; i < triangles.length; i++) {
            int code = triangles[i];
            triangles[i] = highestIndex - code;
            if (code == 0) {
                highestIndex++;
            }
        }
        for (int i = 0; i < 4; i++) {
            edges[i] = indices(in, in.getInt(), wide);
        }
        while (in.hasRemaining()) {
            int id = in.get();
            byte[] body = new byte[in.getInt()];
            in.get(body);
            extensions.put(id, body);
        }
    }

    private static void doubles(ByteBuffer in, double[] into) {
        for (int i = 0; i < into.length; i++) {
            into[i] = in.getDouble();
        }
    }

    private int[] zigZag(ByteBuffer in) {
        int[] values = new int[vertices];
        int value = 0;
        for (int i = 0; i < vertices; i++) {
            int code = in.getShort() & 0xFFFF;
            value += code % 2 == 0 ? code / 2 : -(code + 1) / 2;
            values[i] = value;
        }
        return values;
    }

    private static int[] indices(ByteBuffer in, int count, boolean wide) {
        int[] values = new int[count];
        for (int i = 0; i < count; i++) {
            values[i] = wide ? in.getInt() : in.getShort() & 0xFFFF;
        }
        return values;
    }

    /** Metres above the ellipsoid of a vertex. */
    double metres(int vertex) {
        return lowest + height[vertex] / 32_767.0 * ((double) highest - lowest);
    }

    double longitude(int vertex, TileKey tile) {
        Envelope box = tile.box();
        return box.getMinX() + u[vertex] / 32_767.0 * box.getWidth();
    }

    double latitude(int vertex, TileKey tile) {
        Envelope box = tile.box();
        return box.getMinY() + v[vertex] / 32_767.0 * box.getHeight();
    }

    /** Metres that a step of {@code height} is. */
    double step() {
        return ((double) highest - lowest) / 32_767;
    }

    /** Heights along an edge by the place on it. */
    Map<Integer, Double> profile(int edge) {
        Map<Integer, Double> profile = new TreeMap<>();
        for (int vertex : edges[edge]) {
            profile.put(edge % 2 == 0 ? v[vertex] : u[vertex], metres(vertex));
        }
        return profile;
    }

    /** Metres above the ellipsoid of the triangles at a place in units of {@code u} and {@code v}. */
    double at(double x, double y) {
        for (int t = 0; t < triangles.length; t += 3) {
            int a = triangles[t];
            int b = triangles[t + 1];
            int c = triangles[t + 2];
            double whole = cross(u[b] - u[a], v[b] - v[a], u[c] - u[a], v[c] - v[a]);
            double wb = cross(x - u[a], y - v[a], u[c] - u[a], v[c] - v[a]) / whole;
            double wc = cross(u[b] - u[a], v[b] - v[a], x - u[a], y - v[a]) / whole;
            if (wb > -1e-9 && wc > -1e-9 && wb + wc < 1 + 1e-9) {
                return metres(a) + wb * (metres(b) - metres(a)) + wc * (metres(c) - metres(a));
            }
        }
        throw new AssertionError("no triangle at " + x + ", " + y);
    }

    private static double cross(double ax, double ay, double bx, double by) {
        return ax * by - ay * bx;
    }
}
