package vn.huetwin.tiles.terrain;

import vn.huetwin.tiles.height.Wgs84;

/**
 * The header of a quantized-mesh tile: a box of heights, a sphere and a point for hiding tiles behind the horizon.
 *
 * @param centre    earth-centred metres, as {@code sphere} without its radius and {@code occlusion} are three numbers
 * @param sphere    centre and radius of a sphere around all vertices
 * @param occlusion in a space where the ellipsoid is the unit sphere: if it is below the horizon, so is the tile
 */
record TileShape(double[] centre, float lowest, float highest, double[] sphere, double[] occlusion) {
    /** So far out that it is below no horizon, for tiles that reach around the globe. */
    private static final double FAR = 1_000;

    /**
     * @param centre   of the tile, earth-centred
     * @param vertices x, y, z each, earth-centred
     */
    static TileShape of(double[] centre, float lowest, float highest, double[] vertices) {
        return new TileShape(centre, lowest, highest, sphere(vertices), occlusion(centre, vertices));
    }

    /** About the middle of the box of all. */
    private static double[] sphere(double[] vertices) {
        double[] sphere = new double[4];
        for (int axis = 0; axis < 3; axis++) {
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            for (int i = axis; i < vertices.length; i += 3) {
                low = Math.min(low, vertices[i]);
                high = Math.max(high, vertices[i]);
            }
            sphere[axis] = (low + high) / 2;
        }
        double square = 0;
        for (int i = 0; i < vertices.length; i += 3) {
            double x = vertices[i] - sphere[0];
            double y = vertices[i + 1] - sphere[1];
            double z = vertices[i + 2] - sphere[2];
            square = Math.max(square, x * x + y * y + z * z);
        }
        sphere[3] = Math.sqrt(square) * (1 + 1e-9);
        return sphere;
    }

    /**
     * The point on the ray to the centre that is the last to sink below the horizon, whatever vertex one looks at: of
     * each vertex the tangent to the unit sphere through it meets the ray where it must be.
     */
    private static double[] occlusion(double[] centre, double[] vertices) {
        double[] ray = unit(scaled(centre, 0));
        double farthest = 0;
        for (int i = 0; i < vertices.length; i += 3) {
            double[] at = scaled(vertices, i);
            double length = Math.max(1, length(at));
            double[] direction = unit(at);
            double cosAlpha = dot(direction, ray);
            double sinAlpha = length(cross(direction, ray));
            double cosBeta = 1 / length;
            double sinBeta = Math.sqrt(length * length - 1) * cosBeta;
            double cosine = cosAlpha * cosBeta - sinAlpha * sinBeta;
            farthest = Math.max(farthest, cosine > 1 / FAR ? 1 / cosine : FAR);
        }
        return new double[] {ray[0] * farthest, ray[1] * farthest, ray[2] * farthest};
    }

    private static double[] scaled(double[] ecef, int at) {
        return new double[] {
            ecef[at] / Wgs84.EQUATOR_RADIUS, ecef[at + 1] / Wgs84.EQUATOR_RADIUS, ecef[at + 2] / Wgs84.POLE_RADIUS
        };
    }

    private static double dot(double[] a, double[] b) {
        return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    }

    private static double[] cross(double[] a, double[] b) {
        return new double[] {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
    }

    private static double length(double[] a) {
        return Math.sqrt(dot(a, a));
    }

    private static double[] unit(double[] a) {
        double length = length(a);
        return new double[] {a[0] / length, a[1] / length, a[2] / length};
    }
}
