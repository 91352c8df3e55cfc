package vn.huetwin.tiles.solid;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.algorithm.Orientation;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;
import vn.huetwin.ontology.store.CityAppearance;
import vn.huetwin.ontology.store.CityMaterial;

/**
 * Triangles of a tile, growing. Those of surfaces share corners by their numbers. Walls of prisms do not: each three
 * corners are a triangle, which compresses to a fifth less than numbers that never come again.
 */
final class Mesh {
    private final Corners shared = new Corners();
    private final Corners loose = new Corners();
    private final Corners coloured = new Corners();
    private int[] indices = new int[3 * 4096];
    /** Of each triangle; null is plain. */
    private @Nullable Material[] materials = new @Nullable Material[4096];
    /** How a surface looks; extruded solids are all {@link #PLAIN}. */
    enum Material {
        PLAIN,
        ROOF,
        WALL,
        GROUND,
        /** By the colours of its corners. */
        COLOURED,
        /** The same, with something seen through it. */
        GLASS;

        boolean isColoured() {
            return this == COLOURED || this == GLASS;
        }

        static Material of(String role) {
            return switch (role) {
                case "roof", "outer-ceiling" -> ROOF;
                case "wall", "door", "window", "closure" -> WALL;
                case "ground", "outer-floor" -> GROUND;
                default -> PLAIN;
            };
        }
    }

    private int corners;
    private boolean surfaces;
    private double maxHeight;
    private double minHeight;

    /** Adds a prism over a footprint; {@code local} turns lon/lat into metres east and north. */
    void extrude(Geometry footprint, LocalFrame local, Standing.Block prism, int feature) {
        double height = prism.top();
        maxHeight = Math.max(maxHeight, height);
        minHeight = Math.min(minHeight, prism.bottom());
        for (int i = 0; i < footprint.getNumGeometries(); i++) {
            if (footprint.getGeometryN(i) instanceof Polygon polygon && !polygon.isEmpty()) {
                lid(polygon, local, height, feature, true);
                if (prism.underneath()) {
                    lid(polygon, local, prism.bottom(), feature, false);
                }
                walls(polygon.getExteriorRing(), local, prism, feature, true);
                for (int h = 0; h < polygon.getNumInteriorRing(); h++) {
                    walls(polygon.getInteriorRingN(h), local, prism, feature, false);
                }
            }
        }
    }

    /**
     * Adds surfaces in space.
     *
     * @param surfaces longitude, latitude, height above sea level
     * @param lift     from metres above sea level to metres above the ellipsoid
     * @param material of surfaces that have no colour of their own
     */
    void surfaces(
            Geometry surfaces,
            LocalFrame local,
            double lift,
            int feature,
            Material material,
            @Nullable CityAppearance appearance) {
        for (int i = 0; i < surfaces.getNumGeometries(); i++) {
            if (surfaces.getGeometryN(i) instanceof Polygon polygon && !polygon.isEmpty()) {
                SurfaceMesh mesh = SurfaceMesh.of(polygon, local, lift, material == Material.ROOF);
                if (mesh != null) {
                    this.surfaces = true;
                    CityMaterial own = appearance == null ? null : appearance.shown(i);
                    if (own == null) {
                        add(mesh, feature, shared, material, 0);
                    } else {
                        int colour = Colours.rgba(own);
                        add(
                                mesh,
                                feature,
                                coloured,
                                (colour & 0xff) == 0xff ? Material.COLOURED : Material.GLASS,
                                colour);
                    }
                }
            }
        }
    }

    private void add(SurfaceMesh mesh, int feature, Corners into, Material material, int colour) {
        double[] points = mesh.points();
        int[] numbers = new int[points.length / 3];
        double[] normal = mesh.normal();
        int nx = (int) Math.round(normal[0] * 127);
        int ny = (int) Math.round(normal[2] * 127);
        int nz = (int) Math.round(-normal[1] * 127);
        for (int i = 0; i < points.length; i += 3) {
            maxHeight = Math.max(maxHeight, points[i + 2]);
            minHeight = Math.min(minHeight, points[i + 2]);
            numbers[i / 3] = into.share(
                    points[i],
                    points[i + 2],
                    -points[i + 1],
                    nx,
                    ny,
                    nz,
                    feature,
                    material.isColoured() ? colour : null);
        }
        int[] triangles = mesh.triangles();
        for (int t = 0; t < triangles.length; t += 3) {
            paint(corners / 3, material);
            triangle(numbers[triangles[t]], numbers[triangles[t + 1]], numbers[triangles[t + 2]]);
        }
    }

    private void paint(int triangle, Material material) {
        if (triangle >= materials.length) {
            materials = Arrays.copyOf(materials, Math.max(triangle + 1, materials.length * 2));
        }
        materials[triangle] = material;
    }

    /** A roof, or the underside of what does not stand on the ground. */
    private void lid(Polygon polygon, LocalFrame local, double height, int feature, boolean up) {
        int count = polygon.getNumPoints() - polygon.getNumInteriorRing() - 1;
        double[] flat = new double[count * 2];
        double[] heights = new double[count];
        int[] holes = new int[polygon.getNumInteriorRing()];
        int n = fill(polygon.getExteriorRing(), local, height, flat, heights, 0);
        for (int h = 0; h < holes.length; h++) {
            holes[h] = n / 2;
            n = fill(polygon.getInteriorRingN(h), local, height, flat, heights, n);
        }
        int first = shared.count();
        for (int i = 0; i < count; i++) {
            shared.add(flat[2 * i], heights[i], -flat[2 * i + 1], 0, up ? 127 : -127, 0, feature);
        }
        int[] triangles = Triangulation.of(polygon, flat, holes);
        for (int t = 0; t < triangles.length; t += 3) {
            int second = triangles[up ? t + 1 : t + 2];
            int third = triangles[up ? t + 2 : t + 1];
            triangle(first + triangles[t], first + second, first + third);
        }
    }

    private static int fill(LinearRing ring, LocalFrame local, double height, double[] flat, double[] up, int from) {
        int n = from;
        for (int i = 0; i < ring.getNumPoints() - 1; i++) {
            Coordinate c = ring.getCoordinateN(i);
            double[] place = local.place(c.x, c.y, height);
            up[n / 2] = place[2];
            flat[n++] = place[0];
            flat[n++] = place[1];
        }
        return n;
    }

    private void walls(LinearRing ring, LocalFrame local, Standing.Block prism, int feature, boolean shell) {
        Coordinate[] line = ring.getCoordinates();
        boolean forward = Orientation.isCCW(line) == shell;
        for (int i = 0; i + 1 < line.length; i++) {
            Coordinate from = forward ? line[i] : line[i + 1];
            Coordinate to = forward ? line[i + 1] : line[i];
            double[] low1 = local.place(from.x, from.y, prism.bottom());
            double[] low2 = local.place(to.x, to.y, prism.bottom());
            double dx = low2[0] - low1[0];
            double dy = low2[1] - low1[1];
            double length = Math.sqrt(dx * dx + dy * dy);
            if (length < 1e-6) {
                continue;
            }
            int nx = (int) Math.round(dy / length * 127);
            int nz = (int) Math.round(dx / length * 127);
            double[] high1 = local.place(from.x, from.y, prism.top());
            double[] high2 = local.place(to.x, to.y, prism.top());
            for (double[] corner : List.of(low1, high2, high1, high2, low1, low2)) {
                loose.add(corner[0], corner[2], -corner[1], nx, 0, nz, feature);
            }
        }
    }

    private void triangle(int a, int b, int c) {
        if (corners + 3 > indices.length) {
            indices = Arrays.copyOf(indices, indices.length * 2);
        }
        indices[corners++] = a;
        indices[corners++] = b;
        indices[corners++] = c;
    }

    /** Corners of triangles that {@code index} names. */
    Corners shared() {
        return shared;
    }

    /** Each three are a plain triangle. */
    Corners loose() {
        return loose;
    }

    /** Corners with a colour that {@code index} names. */
    Corners coloured() {
        return coloured;
    }

    /** Of the triangles that share corners, three each. */
    int corners() {
        return corners;
    }

    /** A number in {@code shared}, or in {@code coloured} if the material of its triangle is. */
    int index(int i) {
        return indices[i];
    }

    Material material(int triangle) {
        Material painted = triangle < materials.length ? materials[triangle] : null;
        return painted == null ? Material.PLAIN : painted;
    }

    /** Whether it has surfaces of models beside prisms, which are closed. */
    boolean hasSurfaces() {
        return surfaces;
    }

    /** Metres of the longest side of the box around it. */
    float extent() {
        float longest = 0;
        for (int axis = 0; axis < 3; axis++) {
            longest = Math.max(longest, highest(axis) - lowest(axis));
        }
        return longest;
    }

    float lowest(int axis) {
        return Math.min(coloured.lowest(axis), Math.min(shared.lowest(axis), loose.lowest(axis)));
    }

    float highest(int axis) {
        return Math.max(coloured.highest(axis), Math.max(shared.highest(axis), loose.highest(axis)));
    }

    /** Metres above the ellipsoid; 0 at least. */
    double maxHeight() {
        return maxHeight;
    }

    /** Metres above the ellipsoid; 0 at most. */
    double minHeight() {
        return minHeight;
    }
}
