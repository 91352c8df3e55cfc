package vn.huetwin.ingest.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.locationtech.jts.coverage.CoverageUnion;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Point;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.prep.PreparedGeometry;
import org.locationtech.jts.geom.prep.PreparedGeometryFactory;
import org.locationtech.jts.triangulate.VoronoiDiagramBuilder;

/**
 * The 40 units as a partition: small Voronoi cells are dealt out by power distance to the label points, with weights
 * tuned until the areas are near the official ones. Cells share their edges, so the units do too.
 */
final class Units {
    /** A unit with its real facts. */
    record Unit(String code, String name, String type, double areaKm2, Coordinate label, String mergedFrom) {}

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
    static List<Geometry> partition(List<Unit> units, long seed) {
        Polygon border = border();
        List<Coordinate> sites = sites(border, new SplittableRandom(seed));
        VoronoiDiagramBuilder voronoi = new VoronoiDiagramBuilder();
        voronoi.setSites(sites);
        Geometry cells = voronoi.getDiagram(Frame.FACTORY);
        PreparedGeometry inside = PreparedGeometryFactory.prepare(border);
        List<Polygon> kept = new ArrayList<>();
        List<Coordinate> places = new ArrayList<>();
        for (int i = 0; i < cells.getNumGeometries(); i++) {
            Point middle = cells.getGeometryN(i).getCentroid();
            if (inside.contains(middle)) {
                kept.add((Polygon) cells.getGeometryN(i));
                places.add(middle.getCoordinate());
            }
        }
        int[] owner = deal(units, kept, places);
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

    private static Polygon border() {
        Coordinate[] ring = new Coordinate[Ground.BORDER.length / 2];
        for (int i = 0; i < ring.length; i++) {
            ring[i] = Frame.metres(Ground.BORDER[2 * i], Ground.BORDER[2 * i + 1]);
        }
        return Frame.polygon(ring);
    }

    /** Fine near the centre, where units are small. */
    private static List<Coordinate> sites(Polygon border, SplittableRandom random) {
        List<Coordinate> sites = new ArrayList<>();
        org.locationtech.jts.geom.Envelope box = border.getEnvelopeInternal();
        box.expandBy(3000);
        for (double x = box.getMinX(); x < box.getMaxX(); x += 1000) {
            for (double y = box.getMinY(); y < box.getMaxY(); y += 1000) {
                boolean centre = Math.hypot(x, y) < 9000;
                int n = centre ? 4 : 1;
                double step = 1000.0 / n;
                for (int i = 0; i < n * n; i++) {
                    sites.add(new Coordinate(
                            x + step * (i % n + 0.2 + 0.6 * random.nextDouble()),
                            y + step * (Math.floorDiv(i, n) + 0.2 + 0.6 * random.nextDouble())));
                }
            }
        }
        return sites;
    }

    private static int[] deal(List<Unit> units, List<Polygon> cells, List<Coordinate> places) {
        double[] weight = new double[units.size()];
        int[] owner = new int[cells.size()];
        double total = units.stream().mapToDouble(Unit::areaKm2).sum();
        double drawn = cells.stream().mapToDouble(Polygon::getArea).sum();
        for (int round = 0; round < 150; round++) {
            double[] area = new double[units.size()];
            for (int c = 0; c < owner.length; c++) {
                owner[c] = nearest(units, weight, places.get(c));
                area[owner[c]] += cells.get(c).getArea();
            }
            for (int u = 0; u < weight.length; u++) {
                double wanted = units.get(u).areaKm2() / total * drawn;
                weight[u] += (wanted - area[u]) * 0.12;
            }
        }
        return owner;
    }

    private static int nearest(List<Unit> units, double[] weight, Coordinate place) {
        int best = 0;
        double least = Double.MAX_VALUE;
        for (int u = 0; u < weight.length; u++) {
            Coordinate label = units.get(u).label();
            double dx = place.x - label.x;
            double dy = place.y - label.y;
            double power = dx * dx + dy * dy - weight[u];
            if (power < least) {
                least = power;
                best = u;
            }
        }
        return best;
    }
}
