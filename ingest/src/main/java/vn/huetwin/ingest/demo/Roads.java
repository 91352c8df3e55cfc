package vn.huetwin.ingest.demo;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.prep.PreparedGeometry;
import org.locationtech.jts.geom.prep.PreparedGeometryFactory;
import org.locationtech.jts.operation.buffer.OffsetCurve;

/**
 * The roads: what is laid across water becomes a bridge there; the Perfume River is crossed by its three bridges only.
 */
final class Roads {
    record Street(String key, String name, String roadClass, double width, LineString line, boolean bridge) {}

    private static final double SHORTEST = 12;
    private static final double ALONG_RIVER = 205;
    private final Ground ground;
    private final PreparedGeometry water;
    private final List<Street> streets = new ArrayList<>();

    Roads(Ground ground) {
        this.ground = ground;
        water = PreparedGeometryFactory.prepare(ground.water());
    }

    List<Street> streets() {
        return streets;
    }

    /** Lays a road on the ground; {@code keepOut} is left free, null for nowhere. */
    void lay(String key, String name, String roadClass, double width, Geometry line, @Nullable Geometry keepOut) {
        Geometry free = keepOut == null || !keepOut.intersects(line) ? line : line.difference(keepOut);
        if (!water.intersects(free)) {
            pieces(key, name, roadClass, width, free, false);
            return;
        }
        pieces(key, name, roadClass, width, free.difference(ground.water()), false);
        Geometry wet =
                free.intersection(ground.water()).difference(ground.riverArea().buffer(1));
        pieces(key + "-c", name, roadClass, width, wet, true);
    }

    private void pieces(String key, String name, String roadClass, double width, Geometry lines, boolean bridge) {
        int n = 0;
        for (int i = 0; i < lines.getNumGeometries(); i++) {
            if (lines.getGeometryN(i) instanceof LineString line && line.getLength() > (bridge ? 1 : SHORTEST)) {
                streets.add(new Street(n == 0 ? key : key + "-" + n, name, roadClass, width, line, bridge));
                n++;
            }
        }
    }

    /** The bridges, National Road 1 over the western one, and the streets along both banks. */
    void backbone() {
        Coordinate daVienNorth = Frame.metres(107.5625, 16.4580);
        Coordinate daVienSouth = Frame.metres(107.5660, 16.4515);
        bridge("cau-truong-tien", "Cầu Trường Tiền", Frame.metres(107.5882, 16.4712), Frame.metres(107.5903, 16.4668));
        bridge("cau-phu-xuan", "Cầu Phú Xuân", Frame.metres(107.5790, 16.4668), Frame.metres(107.5822, 16.4620));
        bridge("cau-da-vien", "Cầu Dã Viên", daVienNorth, daVienSouth);
        lay(
                "ql1-bac",
                "Quốc lộ 1",
                "trunk",
                22,
                Frame.course(
                        107.28, 16.60, 107.36, 16.56, 107.45, 16.50, 107.53, 16.478, 107.5560, 16.4640, 107.5625,
                        16.4580),
                null);
        lay(
                "ql1-nam",
                "Quốc lộ 1",
                "trunk",
                22,
                Frame.course(
                        107.5660, 16.4515, 107.575, 16.445, 107.62, 16.435, 107.68, 16.40, 107.72, 16.35, 107.80, 16.29,
                        107.88, 16.26, 107.98, 16.24, 108.06, 16.225, 108.13, 16.195),
                null);
        LineString reach = Frame.course(
                107.5565, 16.4516, 107.566, 16.4555, 107.5806, 16.4643, 107.589, 16.469, 107.5945, 16.4742);
        lay(
                "tran-hung-dao",
                "Trần Hưng Đạo",
                "primary",
                14,
                OffsetCurve.getCurve(reach, ALONG_RIVER),
                ground.citadel().buffer(54));
        lay("le-loi", "Lê Lợi", "primary", 14, OffsetCurve.getCurve(reach, -ALONG_RIVER), null);
    }

    private void bridge(String key, String name, Coordinate north, Coordinate south) {
        LineString line = Frame.FACTORY.createLineString(new Coordinate[] {north, south});
        streets.add(new Street(key, name, "primary", 14, line, true));
    }

    /**
     * Roads between the units: each is tied to the nearest that is tied already (Prim), on its own bank of the Perfume
     * River; water on the way counts four times.
     */
    void between(List<Units.Unit> units, Geometry core) {
        for (int bank : new int[] {1, -1}) {
            List<Units.Unit> tied = new ArrayList<>();
            List<Units.Unit> loose = new ArrayList<>();
            for (Units.Unit unit : units) {
                int own = ground.bank(unit.label());
                if (own == bank || (own == 0 && bank == -1)) {
                    loose.add(unit);
                }
            }
            Units.Unit first = loose.stream()
                    .filter(u -> u.code().equals(bank == 1 ? "19753" : "19789"))
                    .findFirst()
                    .orElseThrow();
            loose.remove(first);
            tied.add(first);
            while (!loose.isEmpty()) {
                tieNearest(tied, loose, core);
            }
        }
    }

    private void tieNearest(List<Units.Unit> tied, List<Units.Unit> loose, Geometry core) {
        Units.Unit from = tied.get(0);
        Units.Unit to = loose.get(0);
        double least = Double.MAX_VALUE;
        for (Units.Unit a : tied) {
            for (Units.Unit b : loose) {
                double cost = cost(a.label(), b.label());
                if (cost < least) {
                    least = cost;
                    from = a;
                    to = b;
                }
            }
        }
        loose.remove(to);
        tied.add(to);
        Coordinate bend = Frame.between(from.label(), to.label(), 0.5);
        double dx = to.label().x - from.label().x;
        double dy = to.label().y - from.label().y;
        bend.x += dy * 0.08;
        bend.y -= dx * 0.08;
        lay(
                "tinh-lo-" + to.code(),
                "Đường " + from.name() + " – " + to.name(),
                "secondary",
                12,
                Frame.smooth(from.label(), bend, to.label()),
                core);
    }

    private double cost(Coordinate a, Coordinate b) {
        LineString line = Frame.FACTORY.createLineString(new Coordinate[] {a, b});
        double length = line.getLength();
        if (ground.riverArea().intersects(line)) {
            return length * 100;
        }
        return water.intersects(line)
                ? length + 4 * line.intersection(ground.water()).getLength()
                : length;
    }
}
