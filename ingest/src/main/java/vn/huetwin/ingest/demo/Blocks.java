package vn.huetwin.ingest.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.prep.PreparedGeometry;
import org.locationtech.jts.geom.prep.PreparedGeometryFactory;
import org.locationtech.jts.index.strtree.STRtree;

/** Streets, blocks, lots and houses: the Citadel's grid, the south bank's grid, and a village in each unit. */
final class Blocks {
    /** @param quarter citadel, south or village */
    record Lot(
            String key,
            Polygon lot,
            Polygon house,
            String quarter,
            int floors,
            double height,
            String usage,
            int unit) {}

    private static final String[] CITADEL_STREETS = {
        "Đinh Tiên Hoàng",
        "Mai Thúc Loan",
        "Đoàn Thị Điểm",
        "Lê Thánh Tôn",
        "Xuân 68",
        "Nguyễn Trãi",
        "Trần Nguyên Hãn",
        "Yết Kiêu",
        "Triệu Quang Phục",
        "Đặng Thái Thân",
        "Tôn Thất Thiệp",
        "Lê Huân",
        "Thái Phiên",
        "Nhật Lệ",
        "Hòa Bình",
        "La Sơn Phu Tử"
    };
    private static final String[] SOUTH_STREETS = {
        "Lê Lợi", "Hùng Vương", "Nguyễn Huệ", "Bà Triệu", "Hà Nội", "Lê Quý Đôn", "Phan Bội Châu", "Điện Biên Phủ",
        "Ngô Quyền", "Hai Bà Trưng", "Đống Đa", "Nguyễn Tri Phương", "Bến Nghé", "Trần Cao Vân", "Phạm Ngũ Lão",
                "Chu Văn An",
        "Võ Thị Sáu", "Nguyễn Công Trứ", "Trần Phú", "Phan Chu Trinh", "Tố Hữu", "Dương Văn An"
    };

    private final Ground ground;
    private final List<Units.Unit> units;
    private final SplittableRandom random;
    private final List<Lot> lots = new ArrayList<>();
    private final Roads roads;
    private final STRtree taken = new STRtree();
    private final PreparedGeometry closed;
    private final PreparedGeometry moated;
    private final PreparedGeometry core;
    private final PreparedGeometry mainRoads;

    Blocks(Ground ground, List<Units.Unit> units, List<Polygon> landmarks, long seed) {
        this.ground = ground;
        this.units = units;
        random = new SplittableRandom(seed);
        landmarks.forEach(l -> taken.insert(l.getEnvelopeInternal(), l));
        taken.build();
        moated = PreparedGeometryFactory.prepare(ground.citadel().buffer(60));
        closed = PreparedGeometryFactory.prepare(
                ground.wall().buffer(12).union(ground.imperialCity().buffer(25)));
        Coordinate corner = Frame.metres(107.5616, 16.4505);
        core = PreparedGeometryFactory.prepare(Frame.rectangle(corner, 0.866, 0.5, 5600, -3300)
                .union(ground.citadel().buffer(80)));
        roads = new Roads(ground);
        roads.backbone();
        roads.between(units, core.getGeometry());
        mainRoads = PreparedGeometryFactory.prepare(Frame.FACTORY
                .createGeometryCollection(
                        roads.streets().stream().map(Roads.Street::line).toArray(Geometry[]::new))
                .buffer(9));
        citadelGrid();
        southBank();
        for (int u = 0; u < units.size(); u++) {
            village(u);
        }
    }

    List<Lot> lots() {
        return lots;
    }

    List<Roads.Street> streets() {
        return roads.streets();
    }

    private static Geometry line(Coordinate from, Coordinate to) {
        return Frame.FACTORY.createLineString(new Coordinate[] {from, to});
    }

    private void citadelGrid() {
        int n = 16;
        for (int i = 1; i < n; i++) {
            double f = i / (double) n;
            roads.lay(
                    "kt-a" + i,
                    CITADEL_STREETS[i % 16],
                    "residential",
                    9,
                    line(Ground.inCitadel(f, 0.03), Ground.inCitadel(f, 0.97)),
                    closed.getGeometry());
            roads.lay(
                    "kt-b" + i,
                    CITADEL_STREETS[(i + 7) % 16],
                    "residential",
                    9,
                    line(Ground.inCitadel(0.03, f), Ground.inCitadel(0.97, f)),
                    closed.getGeometry());
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                Coordinate a = Ground.inCitadel(i / (double) n, j / (double) n);
                Coordinate b = Ground.inCitadel((i + 1) / (double) n, j / (double) n);
                double length = a.distance(b);
                double ux = (b.x - a.x) / length;
                double uy = (b.y - a.y) / length;
                Coordinate origin = new Coordinate(a.x + ux * 7 - uy * 7, a.y + uy * 7 + ux * 7);
                block(origin, ux, uy, length - 15, 123, "citadel", 0);
            }
        }
    }

    private void southBank() {
        double ux = 0.866;
        double uy = 0.5;
        Coordinate corner = Frame.metres(107.5616, 16.4505);
        int columns = 40;
        int rows = 30;
        double width = 138;
        double depth = 106;
        for (int i = 0; i <= columns; i++) {
            Coordinate top = new Coordinate(corner.x + ux * width * i, corner.y + uy * width * i);
            gridStreet("nb-a" + i, SOUTH_STREETS[i % 22], top, uy, -ux, depth * rows, i % 5 == 0);
        }
        for (int j = 0; j <= rows; j++) {
            Coordinate left = new Coordinate(corner.x + uy * depth * j, corner.y - ux * depth * j);
            gridStreet("nb-b" + j, SOUTH_STREETS[(j * 3 + 5) % 22], left, ux, uy, width * columns, j % 5 == 0);
        }
        for (int i = 0; i < columns; i++) {
            for (int j = 0; j < rows; j++) {
                Coordinate origin = new Coordinate(
                        corner.x + ux * (width * i + 7) + uy * (depth * (j + 1) - 7),
                        corner.y + uy * (width * i + 7) - ux * (depth * (j + 1) - 7));
                block(origin, ux, uy, width - 14, depth - 14, "south", 3);
            }
        }
    }

    private void gridStreet(
            String key, String name, Coordinate from, double dx, double dy, double length, boolean main) {
        Coordinate to = new Coordinate(from.x + dx * length, from.y + dy * length);
        roads.lay(key, name, main ? "primary" : "residential", main ? 16 : 10, line(from, to), moated.getGeometry());
    }

    private void village(int unit) {
        Units.Unit facts = units.get(unit);
        double angle = random.nextDouble() * Math.PI / 2;
        double ux = Math.cos(angle);
        double uy = Math.sin(angle);
        int n = facts.type().equals("xã") ? 5 : 7;
        double size = 95;
        Coordinate corner =
                new Coordinate(facts.label().x - (ux - uy) * n * size / 2, facts.label().y - (uy + ux) * n * size / 2);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                Coordinate origin = new Coordinate(
                        corner.x + ux * (size * i + 5) - uy * (size * j + 5),
                        corner.y + uy * (size * i + 5) + ux * (size * j + 5));
                Polygon area = Frame.rectangle(origin, ux, uy, size - 10, size - 10);
                if (!core.intersects(area)) {
                    block(origin, ux, uy, size - 10, size - 10, "village", unit);
                    roads.lay(
                            "lx-" + facts.code() + "-" + i + "-" + j,
                            "",
                            "residential",
                            6,
                            line(area.getCoordinates()[0], area.getCoordinates()[1]),
                            null);
                }
            }
        }
    }

    /** Two rows of lots, back to back. */
    private void block(Coordinate origin, double ux, double uy, double width, double depth, String quarter, int unit) {
        Polygon area = Frame.rectangle(origin, ux, uy, width, depth);
        if (quarter.equals("south") && moated.intersects(area)) {
            return;
        }
        Coordinate far = new Coordinate(origin.x + ux * width - uy * depth, origin.y + uy * width + ux * depth);
        row(origin, ux, uy, width, depth / 2 - 1, quarter, unit);
        row(far, -ux, -uy, width, depth / 2 - 1, quarter, unit);
    }

    private void row(Coordinate origin, double ux, double uy, double width, double depth, String quarter, int unit) {
        double at = 0;
        while (true) {
            boolean villa = random.nextInt(quarter.equals("south") ? 14 : 7) == 0;
            double lotWidth = quarter.equals("village")
                    ? 10 + random.nextDouble() * 8
                    : villa ? 18 + random.nextDouble() * 8 : 5.5 + random.nextDouble() * 5;
            if (at + lotWidth > width) {
                return;
            }
            Coordinate corner = new Coordinate(origin.x + ux * at, origin.y + uy * at);
            lot(corner, ux, uy, lotWidth, depth, quarter, unit, villa);
            at += lotWidth + 0.3;
        }
    }

    private void lot(
            Coordinate corner,
            double ux,
            double uy,
            double width,
            double depth,
            String quarter,
            int unit,
            boolean villa) {
        if (random.nextInt(100) < (quarter.equals("village") ? 22 : 7)) {
            return;
        }
        Polygon lot = Frame.rectangle(corner, ux, uy, width, depth);
        if (ground.isWet(lot) || closed.intersects(lot) || mainRoads.intersects(lot) || isTaken(lot)) {
            return;
        }
        double setback = quarter.equals("village") || villa ? 5 + random.nextDouble() * 5 : 1 + random.nextDouble() * 2;
        double margin = villa ? 2.5 : quarter.equals("village") ? 1.2 : 0.2;
        double length =
                Math.min(depth - setback - 1.5, villa ? 14 + random.nextDouble() * 8 : 10 + random.nextDouble() * 12);
        Coordinate inner = new Coordinate(corner.x + ux * margin - uy * setback, corner.y + uy * margin + ux * setback);
        Polygon house = Frame.rectangle(inner, ux, uy, width - 2 * margin, length);
        int floors = floors(quarter, villa);
        double height = Math.rint((floors * 3.3 + 0.4 + random.nextDouble()) * 10) / 10;
        if (quarter.equals("citadel") && random.nextInt(400) != 0) {
            height = Math.min(height, 10.8);
        }
        lots.add(new Lot(
                "b" + (lots.size() + 1), lot, house, quarter, floors, height, usage(quarter, floors, villa), unit));
    }

    private boolean isTaken(Polygon lot) {
        for (Object other : taken.query(lot.getEnvelopeInternal())) {
            if (((Polygon) other).distance(lot) < 3) {
                return true;
            }
        }
        return false;
    }

    private int floors(String quarter, boolean villa) {
        int dice = random.nextInt(100);
        return switch (quarter) {
            case "citadel" -> dice < 55 ? 1 : dice < 90 ? 2 : 3;
            case "south" ->
                villa && dice < 25 ? 8 + random.nextInt(8) : dice < 20 ? 2 : dice < 60 ? 3 : dice < 88 ? 4 : 5;
            default -> dice < 70 ? 1 : dice < 94 ? 2 : 3;
        };
    }

    private String usage(String quarter, int floors, boolean villa) {
        int dice = random.nextInt(100);
        if (floors >= 8) {
            return dice < 60 ? "hotel" : dice < 80 ? "apartment" : "office";
        }
        if (villa && quarter.equals("south")) {
            return dice < 40 ? "office" : dice < 60 ? "public" : dice < 80 ? "education" : "commercial";
        }
        if (villa && !quarter.equals("south")) {
            return dice < 75 ? "garden-house" : "religious";
        }
        return dice < 78 ? "house" : dice < 90 ? "mixed" : dice < 97 ? "commercial" : "warehouse";
    }
}
