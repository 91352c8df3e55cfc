package vn.huetwin.server.testing;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.feature.Draft;
import vn.huetwin.ontology.validate.Verdict;
import vn.huetwin.server.City;

/**
 * A city to test with: two wards side by side, a river across them, and in the western one 5 × 5 buildings, 40 m apart,
 * named {@code b11} (south-west) to {@code b55}.
 */
public final class SmallCity {
    public static final double WEST = 107.570;
    public static final double SOUTH = 16.460;
    private static final double METRE_EAST = 1 / 106_700.0;
    private static final double METRE_NORTH = 1 / 110_600.0;
    private static final GeometryFactory FACTORY = new GeometryFactory();

    private SmallCity() {}

    public static void build(City city) throws SQLException {
        List<Draft> wards = List.of(
                ward("19753", "Phường Phú Xuân", "Phu Xuan Ward", box(-400, -400, 600, 800)),
                ward("19789", "Phường Thuận Hóa", "Thuan Hoa Ward", box(600, -400, 1600, 800)));
        List<Draft> buildings = new ArrayList<>();
        for (int row = 1; row <= 5; row++) {
            for (int column = 1; column <= 5; column++) {
                buildings.add(building("b" + row + column, column * 40, row * 40, row == 3 && column == 3));
            }
        }
        Draft river = new Draft("w1", box(-400, -250, 1600, -100), Map.of("name", "Sông Hương", "kind", "river"), null);
        try (Connection connection = city.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            write(city, connection, "ward", wards);
            write(city, connection, "building", buildings);
            write(city, connection, "water", List.of(river));
            connection.commit();
        }
    }

    /** Longitude and latitude of the middle of a building. */
    public static List<Double> middle(int row, int column) {
        return List.of(WEST + (column * 40 + 10) * METRE_EAST, SOUTH + (row * 40 + 10) * METRE_NORTH);
    }

    /** GeoJSON of the western ward with its border moved, each number in another way. */
    public static String wardBorder(int number) {
        double west = WEST - (500 + number) * METRE_EAST;
        double east = WEST + 600 * METRE_EAST;
        double south = SOUTH - 400 * METRE_NORTH;
        double north = SOUTH + 800 * METRE_NORTH;
        return "{\"type\":\"MultiPolygon\",\"coordinates\":[[[[" + west + "," + south + "],[" + east + "," + south
                + "],[" + east + "," + north + "],[" + west + "," + north + "],[" + west + "," + south + "]]]]}";
    }

    private static Draft ward(String code, String name, String english, Geometry area) {
        return new Draft(code, area, Map.of("name", name, "english_name", english, "unit_type", "phường"), null);
    }

    private static Draft building(String key, double east, double north, boolean tower) {
        return new Draft(
                key,
                box(east, north, east + 20, north + 20),
                tower
                        ? Map.of(
                                "name",
                                "Nhà " + key,
                                "usage",
                                "hotel",
                                "height",
                                45.0,
                                "floors",
                                13,
                                "year_built",
                                1995)
                        : Map.of("name", "Nhà " + key, "usage", "house", "height", 9.0, "floors", 2),
                null);
    }

    private static Geometry box(double west, double south, double east, double north) {
        return FACTORY.toGeometry(new Envelope(
                WEST + west * METRE_EAST,
                WEST + east * METRE_EAST,
                SOUTH + south * METRE_NORTH,
                SOUTH + north * METRE_NORTH));
    }

    private static void write(City city, Connection connection, String name, List<Draft> drafts) throws SQLException {
        Layer layer = city.catalogue().get(name);
        List<Verdict.Checked> rows = new ArrayList<>();
        for (Draft draft : drafts) {
            if (city.validator().check(layer, draft) instanceof Verdict.Checked row) {
                rows.add(row);
            } else {
                throw new IllegalArgumentException(name + " " + city.validator().check(layer, draft));
            }
        }
        city.writer().write(connection, layer, rows.iterator(), 1, "small-city", Instant.parse("2026-07-01T00:00:00Z"));
    }
}
