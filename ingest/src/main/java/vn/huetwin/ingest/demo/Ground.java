package vn.huetwin.ingest.demo;

import java.util.ArrayList;
import java.util.List;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.prep.PreparedGeometry;
import org.locationtech.jts.geom.prep.PreparedGeometryFactory;
import org.locationtech.jts.operation.union.UnaryUnionOp;

/** Land and water, walls and moats, in metres of the {@link Frame}. */
final class Ground {
    /** @param kind notation of the code list water-kind */
    record Water(String key, String name, String nameEn, String kind, Geometry area) {}

    /** The border of the city, drawn from its extent and its coast. */
    static final double[] BORDER = {
        107.330, 16.742, 107.450, 16.690, 107.550, 16.632, 107.630, 16.581, 107.720, 16.530, 107.820, 16.441, 107.905,
        16.389, 107.955, 16.342, 108.030, 16.330, 108.085, 16.262, 108.150, 16.232, 108.205, 16.210, 108.120, 16.180,
        108.050, 16.165, 107.950, 16.140, 107.870, 16.060, 107.800, 16.020, 107.700, 15.997, 107.600, 16.002, 107.500,
        16.030, 107.450, 16.060, 107.380, 16.050, 107.290, 16.080, 107.220, 16.140, 107.150, 16.200, 107.090, 16.270,
        107.040, 16.310, 107.060, 16.380, 107.100, 16.420, 107.120, 16.480, 107.150, 16.550, 107.220, 16.620, 107.290,
        16.690
    };

    static final Coordinate NORTH = Frame.metres(107.574699, 16.490208);
    static final Coordinate EAST = Frame.metres(107.587462, 16.473669);
    static final Coordinate SOUTH = Frame.metres(107.570607, 16.461737);
    static final Coordinate WEST = Frame.metres(107.557923, 16.478295);

    private static final double RIVER_HALF_WIDTH = 150;
    private final List<Water> waters = new ArrayList<>();
    private final Polygon citadel = bastioned();
    private final Polygon imperialCity = Frame.polygon(
            Frame.metres(107.576719, 16.466040),
            Frame.metres(107.581544, 16.469468),
            Frame.metres(107.578349, 16.473569),
            Frame.metres(107.573541, 16.470144));
    private final LineString river = Frame.course(
            107.577, 16.370, 107.5765, 16.392, 107.566, 16.409, 107.553, 16.417, 107.541, 16.428, 107.537, 16.441,
            107.545, 16.4505, 107.556, 16.4515, 107.566, 16.4555, 107.5806, 16.4643, 107.589, 16.469, 107.5965, 16.476,
            107.594, 16.486, 107.583, 16.494, 107.578, 16.505, 107.579, 16.518, 107.592, 16.532, 107.612, 16.545,
            107.624, 16.556);
    private final PreparedGeometry leftBank;
    private final Geometry water;
    private final PreparedGeometry wet;

    Ground() {
        add("song-huong", "Sông Hương", "Perfume River", "river", river.buffer(RIVER_HALF_WIDTH));
        stream(
                "song-bo",
                "Sông Bồ",
                "Bo River",
                "river",
                60,
                Frame.course(
                        107.40, 16.37, 107.43, 16.43, 107.46, 16.47, 107.49, 16.52, 107.53, 16.535, 107.565, 16.53,
                        107.579, 16.52));
        stream(
                "an-cuu",
                "Sông An Cựu",
                "An Cuu River",
                "river",
                18,
                Frame.course(
                        107.5675, 16.4545, 107.575, 16.4525, 107.584, 16.4545, 107.594, 16.4535, 107.604, 16.449,
                        107.617, 16.441, 107.636, 16.432, 107.668, 16.443));
        stream(
                "nhu-y",
                "Sông Như Ý",
                "Nhu Y River",
                "river",
                18,
                Frame.course(107.5965, 16.473, 107.605, 16.469, 107.616, 16.4665, 107.632, 16.457, 107.655, 16.452));
        stream(
                "dong-ba",
                "Sông Đông Ba",
                "Dong Ba Canal",
                "canal",
                16,
                Frame.course(107.5925, 16.4735, 107.590, 16.4775, 107.583, 16.4875, 107.580, 16.4935));
        stream(
                "ke-van",
                "Sông Kẻ Vạn",
                "Ke Van Canal",
                "canal",
                14,
                Frame.course(
                        107.5575, 16.4535, 107.5545, 16.464, 107.5535, 16.4745, 107.556, 16.484, 107.562, 16.4935,
                        107.572, 16.4975, 107.578, 16.499));
        stream(
                "o-lau",
                "Sông Ô Lâu",
                "O Lau River",
                "river",
                40,
                Frame.course(107.22, 16.56, 107.30, 16.61, 107.36, 16.64, 107.42, 16.645));
        stillWaters();
        wet = PreparedGeometryFactory.prepare(
                UnaryUnionOp.union(waters.stream().map(w -> w.area().buffer(8)).toList()));
        water = UnaryUnionOp.union(waters.stream().map(Water::area).toList());
        leftBank = PreparedGeometryFactory.prepare(leftBank());
    }

    private void stillWaters() {
        Geometry moat = citadel.buffer(52, 4).difference(citadel.buffer(28, 4));
        add("ho-thanh-ha", "Hộ Thành hào", "Citadel moat", "moat", moat);
        add("tam-giang", "Phá Tam Giang – Cầu Hai", "Tam Giang – Cau Hai lagoon", "lagoon", lagoon());
        add(
                "lap-an",
                "Đầm Lập An",
                "Lap An lagoon",
                "lagoon",
                Frame.FACTORY.createPoint(Frame.metres(108.063, 16.237)).buffer(1500));
        pond("tinh-tam", "Hồ Tịnh Tâm", "Tinh Tam Lake", 0.66, 0.62, 170, 140);
        pond("ngu-ha", "Ngự Hà", "Ngu Ha Canal", 0.02, 0.515, 2150, 16);
        add(
                "ta-trach",
                "Hồ Tả Trạch",
                "Ta Trach reservoir",
                "reservoir",
                Frame.course(107.63, 16.30, 107.64, 16.27, 107.66, 16.24).buffer(700));
    }

    /** North and west of the Perfume River, down to where it enters the drawing. */
    private Polygon leftBank() {
        List<Coordinate> ring = new ArrayList<>(List.of(river.getCoordinates()));
        ring.add(Frame.metres(107.70, 16.75));
        ring.add(Frame.metres(106.90, 16.75));
        ring.add(Frame.metres(106.90, 16.37));
        return Frame.polygon(ring.toArray(Coordinate[]::new));
    }

    /** The middle of the Perfume River, downstream. */
    LineString river() {
        return river;
    }

    /** The Perfume River as drawn. */
    Geometry riverArea() {
        return waters.get(0).area();
    }

    /** All water. */
    Geometry water() {
        return water;
    }

    /** 1 on the left bank of the Perfume River, -1 on the right one, 0 south of where it enters the drawing. */
    int bank(Coordinate place) {
        if (place.y < river.getCoordinateN(0).y) {
            return 0;
        }
        return leftBank.contains(Frame.FACTORY.createPoint(place)) ? 1 : -1;
    }

    private static Geometry lagoon() {
        Geometry north = Frame.course(107.43, 16.645, 107.50, 16.605, 107.57, 16.565, 107.62, 16.55)
                .buffer(1100);
        Geometry middle = Frame.course(107.62, 16.55, 107.66, 16.51, 107.72, 16.46, 107.77, 16.41)
                .buffer(750);
        Geometry south = Frame.course(107.77, 16.41, 107.82, 16.36, 107.86, 16.33, 107.88, 16.32)
                .buffer(2600);
        return UnaryUnionOp.union(List.of(north, middle, south));
    }

    private void stream(String key, String name, String nameEn, String kind, double halfWidth, LineString course) {
        add(key, name, nameEn, kind, course.buffer(halfWidth));
    }

    /** A pond or canal at a place of {@link #inCitadel}, along the south-east side. */
    private void pond(String key, String name, String nameEn, double s, double t, double width, double depth) {
        Coordinate corner = inCitadel(s, t);
        double length = SOUTH.distance(EAST);
        add(
                key,
                name,
                nameEn,
                "pond",
                Frame.rectangle(corner, (EAST.x - SOUTH.x) / length, (EAST.y - SOUTH.y) / length, width, depth));
    }

    private void add(String key, String name, String nameEn, String kind, Geometry area) {
        waters.add(new Water(key, name, nameEn, kind, area));
    }

    /** Bilinear place in the Citadel: s from the south-west side to the north-east side, t from south-east to north-west. */
    static Coordinate inCitadel(double s, double t) {
        return Frame.between(Frame.between(SOUTH, EAST, s), Frame.between(WEST, NORTH, s), t);
    }

    /** Each side of the Citadel carries bastions that step out by 55 m. */
    private static Polygon bastioned() {
        Coordinate[] corners = {SOUTH, EAST, NORTH, WEST};
        List<Coordinate> ring = new ArrayList<>();
        for (int side = 0; side < 4; side++) {
            Coordinate a = corners[side];
            Coordinate b = corners[(side + 1) % 4];
            double length = a.distance(b);
            double nx = (b.y - a.y) / length;
            double ny = -(b.x - a.x) / length;
            ring.add(a.copy());
            for (int bastion = 1; bastion <= 5; bastion++) {
                double middle = bastion / 6.0;
                double[][] steps = {{-55, 0}, {-38, 55}, {38, 55}, {55, 0}};
                for (double[] step : steps) {
                    Coordinate on = Frame.between(a, b, middle + step[0] / length);
                    ring.add(new Coordinate(on.x + nx * (step[1] - 55), on.y + ny * (step[1] - 55)));
                }
            }
        }
        return Frame.polygon(ring.toArray(Coordinate[]::new));
    }

    List<Water> waters() {
        return waters;
    }

    Polygon citadel() {
        return citadel;
    }

    Polygon imperialCity() {
        return imperialCity;
    }

    /** The wall itself, 21 m thick. */
    Geometry wall() {
        return citadel.difference(citadel.buffer(-21));
    }

    boolean isWet(Geometry drawn) {
        return wet.intersects(drawn);
    }
}
