package vn.huetwin.tiles.building;

import java.util.Arrays;
import java.util.List;
import org.locationtech.jts.algorithm.Orientation;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;

/**
 * Triangles of a tile, growing: positions in metres in the glTF frame (x east, y up, z south), a normal and a feature
 * number for each vertex.
 */
final class Mesh {
    private float[] positions = new float[3 * 4096];
    private byte[] normals = new byte[4 * 4096];
    private int[] features = new int[4096];
    private int[] indices = new int[3 * 4096];
    private int vertices;
    private int corners;
    private double maxHeight;

    /** Adds a prism on a footprint; {@code local} turns lon/lat into metres east and north. */
    void extrude(Geometry footprint, LocalFrame local, double height, int feature) {
        maxHeight = Math.max(maxHeight, height);
        for (int i = 0; i < footprint.getNumGeometries(); i++) {
            if (footprint.getGeometryN(i) instanceof Polygon polygon && !polygon.isEmpty()) {
                roof(polygon, local, height, feature);
                walls(polygon.getExteriorRing(), local, height, feature, true);
                for (int h = 0; h < polygon.getNumInteriorRing(); h++) {
                    walls(polygon.getInteriorRingN(h), local, height, feature, false);
                }
            }
        }
    }

    private void roof(Polygon polygon, LocalFrame local, double height, int feature) {
        int count = polygon.getNumPoints() - polygon.getNumInteriorRing() - 1;
        double[] flat = new double[count * 2];
        int[] holes = new int[polygon.getNumInteriorRing()];
        int n = fill(polygon.getExteriorRing(), local, flat, 0);
        for (int h = 0; h < holes.length; h++) {
            holes[h] = n / 2;
            n = fill(polygon.getInteriorRingN(h), local, flat, n);
        }
        int first = vertices;
        for (int i = 0; i < count; i++) {
            vertex(flat[2 * i], height, -flat[2 * i + 1], 0, 127, 0, feature);
        }
        List<Integer> triangles = earcut4j.Earcut.earcut(flat, holes.length == 0 ? null : holes, 2);
        for (int t = 0; t < triangles.size(); t += 3) {
            int a = triangles.get(t);
            int b = triangles.get(t + 1);
            int c = triangles.get(t + 2);
            double area = (flat[2 * b] - flat[2 * a]) * (flat[2 * c + 1] - flat[2 * a + 1])
                    - (flat[2 * c] - flat[2 * a]) * (flat[2 * b + 1] - flat[2 * a + 1]);
            triangle(first + a, first + (area > 0 ? b : c), first + (area > 0 ? c : b));
        }
    }

    private static int fill(LinearRing ring, LocalFrame local, double[] flat, int from) {
        int n = from;
        for (int i = 0; i < ring.getNumPoints() - 1; i++) {
            Coordinate c = ring.getCoordinateN(i);
            flat[n++] = local.east(c.x, c.y);
            flat[n++] = local.north(c.x, c.y);
        }
        return n;
    }

    private void walls(LinearRing ring, LocalFrame local, double height, int feature, boolean shell) {
        Coordinate[] line = ring.getCoordinates();
        boolean forward = Orientation.isCCW(line) == shell;
        for (int i = 0; i + 1 < line.length; i++) {
            Coordinate from = forward ? line[i] : line[i + 1];
            Coordinate to = forward ? line[i + 1] : line[i];
            double x1 = local.east(from.x, from.y);
            double y1 = local.north(from.x, from.y);
            double x2 = local.east(to.x, to.y);
            double y2 = local.north(to.x, to.y);
            double length = Math.hypot(x2 - x1, y2 - y1);
            if (length < 1e-6) {
                continue;
            }
            int nx = (int) Math.round((y2 - y1) / length * 127);
            int nz = (int) Math.round((x2 - x1) / length * 127);
            int first = vertices;
            vertex(x1, 0, -y1, nx, 0, nz, feature);
            vertex(x2, 0, -y2, nx, 0, nz, feature);
            vertex(x2, height, -y2, nx, 0, nz, feature);
            vertex(x1, height, -y1, nx, 0, nz, feature);
            triangle(first, first + 1, first + 2);
            triangle(first, first + 2, first + 3);
        }
    }

    private void vertex(double x, double y, double z, int nx, int ny, int nz, int feature) {
        if (vertices == features.length) {
            positions = Arrays.copyOf(positions, positions.length * 2);
            normals = Arrays.copyOf(normals, normals.length * 2);
            features = Arrays.copyOf(features, features.length * 2);
        }
        positions[3 * vertices] = (float) x;
        positions[3 * vertices + 1] = (float) y;
        positions[3 * vertices + 2] = (float) z;
        normals[4 * vertices] = (byte) nx;
        normals[4 * vertices + 1] = (byte) ny;
        normals[4 * vertices + 2] = (byte) nz;
        features[vertices++] = feature;
    }

    private void triangle(int a, int b, int c) {
        if (corners + 3 > indices.length) {
            indices = Arrays.copyOf(indices, indices.length * 2);
        }
        indices[corners++] = a;
        indices[corners++] = b;
        indices[corners++] = c;
    }

    int vertices() {
        return vertices;
    }

    int corners() {
        return corners;
    }

    float position(int i) {
        return positions[i];
    }

    byte normal(int i) {
        return normals[i];
    }

    int feature(int vertex) {
        return features[vertex];
    }

    int index(int i) {
        return indices[i];
    }

    double maxHeight() {
        return maxHeight;
    }
}
