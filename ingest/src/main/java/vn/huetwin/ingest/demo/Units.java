package vn.huetwin.ingest.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.locationtech.jts.coverage.CoverageUnion;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.CoordinateArrays;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.Point;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.prep.PreparedGeometry;
import org.locationtech.jts.geom.prep.PreparedGeometryFactory;
import org.locationtech.jts.linearref.LengthIndexedLine;
import org.locationtech.jts.triangulate.VoronoiDiagramBuilder;

/**
 * The 40 units as a partition: small Voronoi cells are dealt out by power distance to the label points, with weights
 * tuned until the areas are near the official ones. Cells share their edges, so the units do too. The Perfume River
 * divides units where it really does: cells lie in pairs along it, and none changes the bank.
 */
final class Units {
    /** A unit with its real facts. */
    record Unit(String code, String name, String type, double areaKm2, Coordinate label, String mergedFrom) {}

    /** What belongs to a unit for certain, within a radius in metres. */
    private record Reach(String code, Coordinate place, double radius) {}

    private static final List<Reach> REACHES = List.of(
            new Reach("19753", Frame.metres(107.5720, 16.4745), 1850),
            new Reach("19753", Frame.metres(107.5890, 16.4780), 800),
            new Reach("19774", Frame.metres(107.5470, 16.4565), 1000),
            new Reach("19813", Frame.metres(107.5560, 16.4320), 1000));

    private static final double NEAR_RIVER = 110;

    private Units() {}

    static List<Unit> facts() {
        List<Unit> units = new ArrayList<>();
        for (String[] row : Facts.rows("units.csv")) {
            units.add(new Unit(
                    row[0],
                    row[1],
                    row[2],
                    Double.parseDouble(row[3]),
                    Frame.metres(Double.parseDouble(row[4]), Double.parseDouble(row[5])),
                    row[6]));
        }
        return units;
    }

    /** Areas by unit, in metres of the frame. */
    static List<Geometry> partition(List<Unit> units, Ground ground, long seed) {
        Polygon border = border();
        List<Coordinate> sites = sites(border, ground.river(), new SplittableRandom(seed));
        VoronoiDiagramBuilder voronoi = new VoronoiDiagramBuilder();
        voronoi.setSites(sites);
        Geometry cells = voronoi.getDiagram(Frame.FACTORY);
        PreparedGeometry inside = PreparedGeometryFactory.prepare(border);
        List<Polygon> kept = new ArrayList<>();
        List<Coordinate> places = new ArrayList<>();
        for (int i = 0; i < cells.getNumGeometries(); i++) {
            Point middle = cells.getGeometryN(i).getCentroid();
            if (inside.contains(middle)) {
                kept.add(toCentimetres((Polygon) cells.getGeometryN(i)));
                places.add(middle.getCoordinate());
            }
        }
        int[] owner = deal(units, kept, places, ground);
        List<Geometry> areas = new ArrayList<>();
        for (int u = 0; u < units.size(); u++) {
            List<Geometry> own = new ArrayList<>();
            for (int c = 0; c < owner.length; c++) {
                if (owner[c] == u) {
                    own.add(kept.get(c));
                }
            }
            areas.add(CoverageUnion.union(own.toArray(Geometry[]::new)));
        }
        return areas;
    }

    /** Mirrored pairs make corners that differ by less than a micrometre; rounded they are one. */
    private static Polygon toCentimetres(Polygon cell) {
        Coordinate[] ring = cell.getExteriorRing().getCoordinates();
        for (Coordinate corner : ring) {
            corner.x = Math.rint(corner.x * 100) / 100;
            corner.y = Math.rint(corner.y * 100) / 100;
        }
        return Frame.FACTORY.createPolygon(CoordinateArrays.removeRepeatedPoints(ring));
    }

    private static Polygon border() {
        Coordinate[] ring = new Coordinate[Ground.BORDER.length / 2];
        for (int i = 0; i < ring.length; i++) {
            ring[i] = Frame.metres(Ground.BORDER[2 * i], Ground.BORDER[2 * i + 1]);
        }
        return Frame.polygon(ring);
    }

    /** Fine near the centre, where units are small. */
    private static List<Coordinate> sites(Polygon border, LineString river, SplittableRandom random) {
        List<Coordinate> sites = new ArrayList<>();
        org.locationtech.jts.geom.Envelope box = border.getEnvelopeInternal();
        box.expandBy(3000);
        for (double x = box.getMinX(); x < box.getMaxX(); x += 1000) {
            for (double y = box.getMinY(); y < box.getMaxY(); y += 1000) {
                boolean centre = Math.hypot(x, y) < 9000;
                int n = centre ? 4 : 1;
                double step = 1000.0 / n;
                for (int i = 0; i < n * n; i++) {
                    Coordinate site = new Coordinate(
                            x + step * (i % n + 0.2 + 0.6 * random.nextDouble()),
                            y + step * (Math.floorDiv(i, n) + 0.2 + 0.6 * random.nextDouble()));
                    if (river.distance(Frame.FACTORY.createPoint(site)) > NEAR_RIVER * 1.3) {
                        sites.add(site);
                    }
                }
            }
        }
        alongRiver(sites, river);
        return sites;
    }

    /** In pairs on both banks, so that the edges between them make the middle of the river. */
    private static void alongRiver(List<Coordinate> sites, LineString river) {
        LengthIndexedLine line = new LengthIndexedLine(river);
        List<Coordinate> pairs = new ArrayList<>();
        for (double at = 0; at < river.getLength(); at += 60) {
            Coordinate left = line.extractPoint(at, NEAR_RIVER);
            Coordinate right = line.extractPoint(at, -NEAR_RIVER);
            if (pairs.stream().allMatch(p -> p.distance(left) > 25 && p.distance(right) > 25)) {
                pairs.add(left);
                pairs.add(right);
            }
        }
        sites.addAll(pairs);
    }

    private static int[] deal(List<Unit> units, List<Polygon> cells, List<Coordinate> places, Ground ground) {
        int[] unitBank =
                units.stream().mapToInt(unit -> ground.bank(unit.label())).toArray();
        int[] cellBank = places.stream().mapToInt(ground::bank).toArray();
        double[] weight = new double[units.size()];
        int[] owner = new int[cells.size()];
        double[] bound =
                units.stream().mapToDouble(unit -> mostWeight(units, unit)).toArray();
        double total = units.stream().mapToDouble(Unit::areaKm2).sum();
        double drawn = cells.stream().mapToDouble(Polygon::getArea).sum();
        for (int round = 0; round < 150; round++) {
            double[] area = new double[units.size()];
            for (int c = 0; c < owner.length; c++) {
                owner[c] = nearest(units, weight, places.get(c), unitBank, cellBank[c]);
                area[owner[c]] += cells.get(c).getArea();
            }
            for (int u = 0; u < weight.length; u++) {
                double wanted = units.get(u).areaKm2() / total * drawn;
                weight[u] += (wanted - area[u]) * 0.12;
                weight[u] = Math.max(-bound[u], Math.min(bound[u], weight[u]));
            }
        }
        return owner;
    }

    private static int nearest(List<Unit> units, double[] weight, Coordinate place, int[] unitBank, int bank) {
        int best = 0;
        double least = Double.MAX_VALUE;
        for (int u = 0; u < weight.length; u++) {
            if (unitBank[u] * bank < 0) {
                continue;
            }
            String code = units.get(u).code();
            if (REACHES.stream()
                    .anyMatch(r -> r.code().equals(code) && r.place().distance(place) < r.radius())) {
                return u;
            }
            double power = square(place, units.get(u).label()) - weight[u];
            if (power < least) {
                least = power;
                best = u;
            }
        }
        return best;
    }

    /** With more, a unit would swallow the label of its neighbour. */
    private static double mostWeight(List<Unit> units, Unit unit) {
        return units.stream()
                        .filter(other -> !other.equals(unit))
                        .mapToDouble(other -> square(other.label(), unit.label()))
                        .min()
                        .orElse(0)
                / 2;
    }

    private static double square(Coordinate a, Coordinate b) {
        return (a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y);
    }
}
