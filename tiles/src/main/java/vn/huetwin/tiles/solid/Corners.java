package vn.huetwin.tiles.solid;

import java.util.Arrays;

/**
 * Corners of triangles, growing: a place in metres in the glTF frame (x east, y up, z south), a normal, a feature, and a
 * colour where they are coloured.
 */
final class Corners {
    private float[] positions = new float[3 * 1024];
    private byte[] normals = new byte[3 * 1024];
    private int[] features = new int[1024];
    private int[] colours = new int[0];
    private int count;

    /** @return its number */
    int add(double x, double y, double z, int nx, int ny, int nz, int feature) {
        if (count == features.length) {
            positions = Arrays.copyOf(positions, positions.length * 2);
            normals = Arrays.copyOf(normals, normals.length * 2);
            features = Arrays.copyOf(features, features.length * 2);
        }
        positions[3 * count] = (float) x;
        positions[3 * count + 1] = (float) y;
        positions[3 * count + 2] = (float) z;
        normals[3 * count] = (byte) nx;
        normals[3 * count + 1] = (byte) ny;
        normals[3 * count + 2] = (byte) nz;
        features[count] = feature;
        return count++;
    }

    /** Gives the last corner its colour: red, green, blue, alpha from the highest byte on, linear. */
    void colour(int rgba) {
        if (colours.length < features.length) {
            colours = Arrays.copyOf(colours, features.length);
        }
        colours[count - 1] = rgba;
    }

    int colourOf(int corner) {
        return colours[corner];
    }

    int count() {
        return count;
    }

    float position(int corner, int axis) {
        return positions[3 * corner + axis];
    }

    /** −127 to 127. */
    byte normal(int corner, int axis) {
        return normals[3 * corner + axis];
    }

    int feature(int corner) {
        return features[corner];
    }

    /** Of the box around them; {@code Float.MAX_VALUE} if there are none. */
    float lowest(int axis) {
        float lowest = Float.MAX_VALUE;
        for (int i = 0; i < count; i++) {
            lowest = Math.min(lowest, positions[3 * i + axis]);
        }
        return lowest;
    }

    float highest(int axis) {
        float highest = -Float.MAX_VALUE;
        for (int i = 0; i < count; i++) {
            highest = Math.max(highest, positions[3 * i + axis]);
        }
        return highest;
    }
}
