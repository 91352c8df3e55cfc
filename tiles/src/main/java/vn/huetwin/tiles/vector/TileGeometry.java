package vn.huetwin.tiles.vector;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.PrecisionModel;
import org.locationtech.jts.geom.util.GeometryFixer;
import org.locationtech.jts.operation.overlayng.OverlayNG;
import org.locationtech.jts.operation.overlayng.OverlayNGRobust;
import org.locationtech.jts.precision.GeometryPrecisionReducer;
import org.locationtech.jts.simplify.DouglasPeuckerSimplifier;

/**
 * Writes shapes as commands of Mapbox Vector Tile 2.1, clause 4.3: cut to the tile and its buffer, polygons valid, outer
 * rings first and in the direction that the standard asks for. Small polygons that lie within the tile and stay simple on
 * its grid, as nearly all do, are written as they come; the others are cut and put right by JTS.
 */
final class TileGeometry {
    static final int POINT = 1;
    static final int LINE = 2;
    static final int POLYGON = 3;

    private static final int MOVE_TO = 1;
    private static final int LINE_TO = 2;
    private static final int CLOSE_PATH = 7;
    /** Corners of a ring up to which each side is compared with each. */
    private static final int FEW = 24;
    /** Points of a geometry from which those that nobody can see are taken out first. */
    private static final int MANY = 64;

    private static final double SIMPLER = 0.5;
    private static final GeometryFactory FACTORY = new GeometryFactory();
    private static final PrecisionModel GRID = new PrecisionModel(1);
    private static final Geometry BOX = FACTORY.toGeometry(new Envelope(
            -TileShape.BUFFER,
            TileShape.EXTENT + TileShape.BUFFER,
            -TileShape.BUFFER,
            TileShape.EXTENT + TileShape.BUFFER));

    private final TileBytes out;
    private int[] ring = new int[2 * FEW];
    private int cursorX;
    private int cursorY;

    TileGeometry(TileBytes out) {
        this.out = out;
    }

    /**
     * Writes the commands of a shape.
     *
     * @return its kind; 0 if nothing is left of it
     */
    int write(TileShape shape) {
        out.clear();
        cursorX = 0;
        cursorY = 0;
        if (shape.size == 0 || shape.isOutside()) {
            return 0;
        }
        return switch (shape.dimension) {
            case 0 -> points(shape);
            case 1 -> lines(shape);
            default -> areas(shape);
        };
    }

    private static boolean isInside(int x, int y) {
        return x >= -TileShape.BUFFER
                && y >= -TileShape.BUFFER
                && x <= TileShape.EXTENT + TileShape.BUFFER
                && y <= TileShape.EXTENT + TileShape.BUFFER;
    }

    private int points(TileShape shape) {
        int count = 0;
        for (int i = 0; i < shape.size; i += 2) {
            count += isInside(shape.xy[i], shape.xy[i + 1]) ? 1 : 0;
        }
        if (count == 0) {
            return 0;
        }
        command(MOVE_TO, count);
        for (int i = 0; i < shape.size; i += 2) {
            if (isInside(shape.xy[i], shape.xy[i + 1])) {
                move(shape.xy[i], shape.xy[i + 1]);
            }
        }
        return POINT;
    }

    private int lines(TileShape shape) {
        if (shape.isInside() && shape.size <= 2 * MANY) {
            for (int part = 0; part < shape.parts; part++) {
                line(Arrays.copyOfRange(shape.xy, start(shape, part), shape.ends[part]));
            }
        } else {
            for (int part = 0; part < shape.parts; part++) {
                Coordinate[] exact = coordinates(shape, part, false);
                if (exact.length > 1) {
                    lines(DouglasPeuckerSimplifier.simplify(FACTORY.createLineString(exact), SIMPLER));
                }
            }
        }
        return out.size() == 0 ? 0 : LINE;
    }

    private void lines(Geometry exact) {
        Geometry cut = OverlayNGRobust.overlay(exact, BOX, OverlayNG.INTERSECTION);
        for (int i = 0; i < cut.getNumGeometries(); i++) {
            if (cut.getGeometryN(i) instanceof LineString line) {
                line(rounded(line));
            }
        }
    }

    private static int[] rounded(LineString line) {
        int[] xy = new int[2 * line.getNumPoints()];
        for (int i = 0; i < line.getNumPoints(); i++) {
            Coordinate c = line.getCoordinateN(i);
            xy[2 * i] = (int) Math.rint(c.x);
            xy[2 * i + 1] = (int) Math.rint(c.y);
        }
        return xy;
    }

    private void line(int[] xy) {
        int size = 0;
        for (int i = 0; i < xy.length; i += 2) {
            if (size == 0 || xy[i] != xy[size - 2] || xy[i + 1] != xy[size - 1]) {
                xy[size++] = xy[i];
                xy[size++] = xy[i + 1];
            }
        }
        if (size > 2) {
            command(MOVE_TO, 1);
            move(xy[0], xy[1]);
            command(LINE_TO, size / 2 - 1);
            for (int i = 2; i < size; i += 2) {
                move(xy[i], xy[i + 1]);
            }
        }
    }

    private int areas(TileShape shape) {
        if (shape.parts == 1 && shape.size <= 2 * FEW && shape.isInside()) {
            int corners = corners(shape);
            if (corners < 3) {
                return 0;
            }
            if (isSimple(corners)) {
                ring(ring, corners, true);
                return POLYGON;
            }
        }
        Geometry area = onGrid(polygons(shape), !shape.isInside());
        for (int i = 0; area != null && i < area.getNumGeometries(); i++) {
            if (area.getGeometryN(i) instanceof Polygon polygon && !polygon.isEmpty()) {
                ring(polygon.getExteriorRing(), true);
                for (int hole = 0; hole < polygon.getNumInteriorRing(); hole++) {
                    ring(polygon.getInteriorRingN(hole), false);
                }
            }
        }
        return out.size() == 0 ? 0 : POLYGON;
    }

    /** The corners of the one ring, without those that follow each other at one place or lie on a straight side. */
    private int corners(TileShape shape) {
        int size = 0;
        for (int i = 0; i + 2 < shape.size; i += 2) {
            size = corner(size, shape.xy[i], shape.xy[i + 1]);
        }
        int before = -1;
        while (size >= 6 && size != before) {
            before = size;
            if (turn(size - 4, size - 2, 0) == 0) {
                size -= 2;
            } else if (turn(size - 2, 0, 2) == 0) {
                System.arraycopy(ring, 2, ring, 0, size - 2);
                size -= 2;
            }
        }
        return size / 2;
    }

    private int corner(int size, int x, int y) {
        int end = size;
        if (end >= 2 && ring[end - 2] == x && ring[end - 1] == y) {
            return end;
        }
        ring[end] = x;
        ring[end + 1] = y;
        while (end >= 4 && turn(end - 4, end - 2, end) == 0) {
            end -= 2;
            ring[end] = x;
            ring[end + 1] = y;
            if (ring[end - 2] == x && ring[end - 1] == y) {
                return end;
            }
        }
        return end + 2;
    }

    private long turn(int a, int b, int c) {
        return (long) (ring[b] - ring[a]) * (ring[c + 1] - ring[a + 1])
                - (long) (ring[c] - ring[a]) * (ring[b + 1] - ring[a + 1]);
    }

    /** Whether no two sides that are not neighbours share a point. */
    private boolean isSimple(int corners) {
        for (int i = 0; corners > 3 && i < corners - 2; i++) {
            for (int j = i + 2; j < corners - (i == 0 ? 1 : 0); j++) {
                if (meet(2 * i, 2 * i + 2, 2 * j, 2 * ((j + 1) % corners))) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean meet(int a, int b, int c, int d) {
        if (Math.max(ring[a], ring[b]) < Math.min(ring[c], ring[d])
                || Math.max(ring[c], ring[d]) < Math.min(ring[a], ring[b])
                || Math.max(ring[a + 1], ring[b + 1]) < Math.min(ring[c + 1], ring[d + 1])
                || Math.max(ring[c + 1], ring[d + 1]) < Math.min(ring[a + 1], ring[b + 1])) {
            return false;
        }
        return Long.signum(turn(a, b, c)) * Long.signum(turn(a, b, d)) <= 0
                && Long.signum(turn(c, d, a)) * Long.signum(turn(c, d, b)) <= 0;
    }

    private static @Nullable Geometry onGrid(Geometry area, boolean cut) {
        try {
            return valid(area, cut);
        } catch (RuntimeException e) {
            // what was stored is no valid polygon
            try {
                return valid(GeometryFixer.fix(area), cut);
            } catch (RuntimeException again) {
                return null;
            }
        }
    }

    private static Geometry valid(Geometry area, boolean cut) {
        Geometry wanted = cut ? OverlayNGRobust.overlay(area, BOX, OverlayNG.INTERSECTION) : area;
        if (wanted.getNumPoints() > MANY) {
            wanted = DouglasPeuckerSimplifier.simplify(wanted, SIMPLER);
        }
        return GeometryPrecisionReducer.reduce(wanted, GRID);
    }

    private static int start(TileShape shape, int part) {
        return part == 0 ? 0 : shape.ends[part - 1];
    }

    private static Coordinate[] coordinates(TileShape shape, int part, boolean closed) {
        List<Coordinate> all = new ArrayList<>();
        for (int i = start(shape, part); i < shape.ends[part]; i += 2) {
            all.add(new Coordinate(shape.exact[i], shape.exact[i + 1]));
        }
        if (closed && !all.isEmpty()) {
            all.set(all.size() - 1, all.get(0).copy());
        }
        return all.toArray(new Coordinate[0]);
    }

    private static Geometry polygons(TileShape shape) {
        List<Polygon> polygons = new ArrayList<>();
        for (int part = 0; part < shape.parts; ) {
            LinearRing shell = ring(shape, part++);
            List<LinearRing> inner = new ArrayList<>();
            while (part < shape.parts && shape.holes[part]) {
                inner.add(ring(shape, part++));
            }
            if (!shell.isEmpty()) {
                inner.removeIf(LinearRing::isEmpty);
                polygons.add(FACTORY.createPolygon(shell, inner.toArray(new LinearRing[0])));
            }
        }
        return FACTORY.createMultiPolygon(polygons.toArray(new Polygon[0]));
    }

    private static LinearRing ring(TileShape shape, int part) {
        Coordinate[] all = coordinates(shape, part, true);
        return all.length < 4 ? FACTORY.createLinearRing() : FACTORY.createLinearRing(all);
    }

    private void ring(LinearRing of, boolean outer) {
        int[] xy = rounded(of);
        ring(xy, xy.length / 2 - 1, outer);
    }

    /** @param corners without the last one, which is the first again */
    private void ring(int[] xy, int corners, boolean outer) {
        long twice = 0;
        for (int i = 0, last = corners - 1; i < corners; last = i++) {
            twice += (long) xy[2 * last] * xy[2 * i + 1] - (long) xy[2 * i] * xy[2 * last + 1];
        }
        if (twice == 0) {
            return;
        }
        boolean forward = (twice > 0) == outer;
        command(MOVE_TO, 1);
        move(xy[0], xy[1]);
        command(LINE_TO, corners - 1);
        for (int i = 1; i < corners; i++) {
            int at = 2 * (forward ? i : corners - i);
            move(xy[at], xy[at + 1]);
        }
        command(CLOSE_PATH, 1);
    }

    private void command(int command, int count) {
        out.varint(((long) count << 3) | command);
    }

    private void move(int x, int y) {
        out.zigzag(x - cursorX);
        out.zigzag(y - cursorY);
        cursorX = x;
        cursorY = y;
    }
}
