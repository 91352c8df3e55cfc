package vn.huetwin.tiles.solid;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

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
    /** Corners of the present feature by their content; a number below {@code since} is an empty place. */
    private int[] places = new int[256];

    private int since = 1;
    private int present = -1;

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

    /**
     * The corner of this feature that is the same in all, or a new one. Features come one after the other; surfaces of one
     * plane, such as the parts of a wall, share corners.
     *
     * @param colour as for {@link #colour}, or null
     */
    int share(double x, double y, double z, int nx, int ny, int nz, int feature, @Nullable Integer colour) {
        if (feature != present) {
            present = feature;
            since = count + 1;
        }
        if (4 * (count + 1 - since) > 3 * places.length) {
            places = new int[2 * places.length];
            for (int i = since; i <= count; i++) {
                places[place(i - 1)] = i;
            }
        }
        int corner = add(x, y, z, nx, ny, nz, feature);
        if (colour != null) {
            colour(colour);
        }
        int place = place(corner);
        if (places[place] >= since) {
            count--;
            return places[place] - 1;
        }
        places[place] = count;
        return corner;
    }

    /** Where a corner that is the same stands, or where this one may. */
    private int place(int corner) {
        int hash = Float.floatToIntBits(positions[3 * corner]);
        hash = 31 * hash + Float.floatToIntBits(positions[3 * corner + 1]);
        hash = 31 * hash + Float.floatToIntBits(positions[3 * corner + 2]);
        hash = 31 * hash
                + (normals[3 * corner] << 16
                        | (normals[3 * corner + 1] & 0xff) << 8
                        | (normals[3 * corner + 2] & 0xff));
        hash *= 0x9E3779B9;
        int at = (hash ^ hash >>> 15) & places.length - 1;
        while (places[at] >= since && !isSame(places[at] - 1, corner)) {
            at = at + 1 & places.length - 1;
        }
        return at;
    }

    private boolean isSame(int one, int other) {
        for (int axis = 0; axis < 3; axis++) {
            if (positions[3 * one + axis] != positions[3 * other + axis]
                    || normals[3 * one + axis] != normals[3 * other + axis]) {
                return false;
            }
        }
        return colours.length == 0 || colours[one] == colours[other];
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
