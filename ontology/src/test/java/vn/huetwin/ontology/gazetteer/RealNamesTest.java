package vn.huetwin.ontology.gazetteer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.CatalogueReader;
import vn.huetwin.ontology.catalogue.LocationPrecision;
import vn.huetwin.ontology.crs.Crs;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.ontology.postgres.TestPostgis;
import vn.huetwin.ontology.store.Database;
import vn.huetwin.ontology.store.FeatureStore;
import vn.huetwin.ontology.store.LayerTables;
import vn.huetwin.ontology.store.Migrations;

/**
 * The real names of Huế: 40 wards with their borders and the 133 units before, 158 landmarks with their places, 408 street
 * names of the city. The real streets have no geometry, so each name gets a line of its own on a grid; what is tried is
 * that it is taken for itself and for no other.
 */
@Tag("postgis")
class RealNamesTest {
    private static final Crs CRS = new CrsRegistry().get(9214);
    private static final Pattern FIELD = Pattern.compile("\"((?:[^\"]|\"\")*)\"|([^,]*)(?:,|$)");
    private static final double WEST = 550_000;
    private static final double SOUTH = 1_800_000;

    private final Catalogue catalogue = CatalogueReader.read();

    /** How many were asked, found as they should be, found otherwise. */
    private static final class Score {
        private int asked;
        private int found;
        private final List<String> wrong = new ArrayList<>();

        @Override
        public String toString() {
            return found + " of " + asked + " found, wrong: " + wrong;
        }
    }

    @Test
    void whatIsFoundIsRightAndMostIsFound() throws Exception {
        try (Database database = TestPostgis.database();
                Connection connection = database.connection()) {
            Migrations.run(database.dataSource(), "ontology");
            new LayerTables(catalogue, FeatureStore.LOCAL_SRID).sync(connection);
            wards(connection);
            List<List<String>> landmarks = rows("landmarks.csv");
            for (List<String> landmark : landmarks) {
                insert(
                        connection,
                        "INSERT INTO layer.tourism_site (id, name, precision_m, geometry, valid_from, recorded_at, position, batch)"
                                + " VALUES (?, ?, ?::float8, ST_SetSRID(ST_MakePoint(?::float8, ?::float8), 4326), now(), now(), 1, 'test')",
                        landmark.get(0),
                        landmark.get(0),
                        landmark.get(7).isEmpty() ? "100" : landmark.get(7),
                        landmark.get(3),
                        landmark.get(4));
            }
            Map<String, Integer> streets = streets(connection);
            Gazetteer gazetteer = new GazetteerStore(catalogue).current(connection);

            Score units = units(gazetteer);
            Score places = places(gazetteer, landmarks);
            Score houses = houses(gazetteer, streets, "%d %s");
            Score bare = houses(gazetteer, streets, "kiệt %d đường %s, TP. Huế");
            Score plain = houses(gazetteer, plain(streets), "%d %s");
            String all = "units " + units + "\nplaces " + places + "\nhouses " + houses + "\nlanes " + bare
                    + "\nwithout marks " + plain;
            for (Score score : List.of(units, places, houses, bare, plain)) {
                assertEquals(List.of(), score.wrong, all);
            }
            assertTrue(units.found >= 170 && places.found >= 140 && houses.found >= 380, all);
        }
    }

    private Score units(Gazetteer gazetteer) throws IOException {
        Score score = new Score();
        for (List<String> row : rows("wards_merge_2025.csv")) {
            List<String> names = new ArrayList<>(List.of(row.get(1)));
            names.addAll(List.of(row.get(2).split(", ")));
            for (String name : names) {
                if (!name.equals("giữ nguyên")) { // the unit that no other joined
                    ask(score, gazetteer, name, wardOf.getOrDefault(name, row.get(0)));
                }
            }
        }
        return score;
    }

    private void ask(Score score, Gazetteer gazetteer, String name, String ward) {
        score.asked++;
        Located found = gazetteer.locate("tổ 3, " + name + ", Huế");
        String is = found.match() == null ? "" : wardOf.getOrDefault(found.match(), "?");
        if (found.precision() == LocationPrecision.WARD && is.equals(ward)) {
            score.found++;
        } else if (found.point() != null) {
            score.wrong.add(name + " -> " + found.match());
        }
    }

    private final Map<String, String> wardOf = new HashMap<>();

    /** Within its radius of where it is; in the words of the file and as people would say it. */
    private static Score places(Gazetteer gazetteer, List<List<String>> landmarks) {
        Score score = new Score();
        for (List<String> landmark : landmarks) {
            String name = landmark.get(0);
            score.asked++;
            Located found =
                    gazetteer.locate("gần " + name.replaceAll("\\(.*", "").strip());
            double[] place = CRS.fromWgs84(Double.parseDouble(landmark.get(3)), Double.parseDouble(landmark.get(4)));
            if (found.point() == null) {
                continue;
            }
            double[] at = CRS.fromWgs84(found.longitude(), found.latitude());
            if (Math.hypot(at[0] - place[0], at[1] - place[1]) <= found.radiusMetres()) {
                score.found++;
            } else {
                score.wrong.add(name + " -> " + found.match());
            }
        }
        return score;
    }

    private static Score houses(Gazetteer gazetteer, Map<String, Integer> streets, String form) {
        Score score = new Score();
        for (Map.Entry<String, Integer> street : streets.entrySet()) {
            score.asked++;
            Located found = gazetteer.locate(String.format(form, 12, street.getKey()));
            if (found.point() == null) {
                continue;
            }
            double[] at = CRS.fromWgs84(found.longitude(), found.latitude());
            int n = street.getValue();
            boolean right = Math.hypot(at[0] - x(n) - 100, at[1] - y(n)) < 150;
            if (found.precision() == LocationPrecision.STREET && right) {
                score.found++;
            } else {
                score.wrong.add(street.getKey() + " -> " + found.match());
            }
        }
        return score;
    }

    private static Map<String, Integer> plain(Map<String, Integer> streets) {
        Map<String, Integer> plain = new LinkedHashMap<>();
        streets.forEach((name, n) -> plain.put(
                java.text.Normalizer.normalize(name, java.text.Normalizer.Form.NFD)
                        .replaceAll("\\p{M}", "")
                        .replace('đ', 'd')
                        .replace('Đ', 'D'),
                n));
        return plain;
    }

    private static double x(int n) {
        return WEST + n % 25 * 1_000;
    }

    private static double y(int n) {
        return SOUTH + n / 25 * 1_000;
    }

    private static Map<String, Integer> streets(Connection connection) throws IOException, SQLException {
        Map<String, Integer> streets = new LinkedHashMap<>();
        for (List<String> row : rows("street_names_2019.csv")) {
            if (row.get(0).equals("Thành phố Huế") && streets.putIfAbsent(row.get(1), streets.size()) == null) {
                int n = streets.size() - 1;
                insert(
                        connection,
                        "INSERT INTO layer.road (id, name, geometry, valid_from, recorded_at, position, batch) VALUES (?, ?,"
                                + " ST_Multi(ST_Transform(ST_SetSRID(ST_MakeLine(ST_MakePoint(?::float8, ?::float8),"
                                + " ST_MakePoint(?::float8 + 200, ?::float8)), 9214), 4326)), now(), now(), 1, 'test')",
                        "s" + n,
                        row.get(1),
                        String.valueOf(x(n)),
                        String.valueOf(y(n)),
                        String.valueOf(x(n)),
                        String.valueOf(y(n)));
            }
        }
        return streets;
    }

    private void wards(Connection connection) throws IOException, SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO layer.ward (id, name, unit_type, merged_from, geometry, valid_from, recorded_at, position, batch)"
                        + " SELECT f->'properties'->>'code', f->'properties'->>'name_vi', f->'properties'->>'type', f->'properties'->>'merged_from_vi',"
                        + " ST_Multi(ST_SetSRID(ST_GeomFromGeoJSON(f->>'geometry'), 4326)), now(), now(), 1, 'test'"
                        + " FROM json_array_elements(?::json->'features') AS f")) {
            statement.setString(1, Files.readString(file("wards.geojson")));
            statement.executeUpdate();
        }
        try (Statement statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT initcap(unit_type) || ' ' || name, id FROM layer.ward")) {
            while (rows.next()) {
                wardOf.put(rows.getString(1), rows.getString(2));
            }
        }
    }

    private static void insert(Connection connection, String sql, String... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }

    private static List<List<String>> rows(String name) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        for (String line : Files.readAllLines(file(name)).stream().skip(1).toList()) {
            List<String> row = new ArrayList<>();
            Matcher fields = FIELD.matcher(line);
            int at = 0;
            while (at <= line.length() && fields.find(at)) {
                String quoted = fields.group(1);
                row.add(quoted == null ? fields.group(2) : quoted.replace("\"\"", "\""));
                at = quoted == null ? Math.max(fields.end(), at + 1) : fields.end() + 1;
            }
            rows.add(row);
        }
        return rows;
    }

    private static Path file(String name) {
        String shared = System.getenv("TWIN_SHARED");
        Path file = Path.of(shared == null ? "../../shared" : shared)
                .resolve("data/hue")
                .resolve(name);
        assumeTrue(Files.exists(file), "No shared data at " + file + "; set TWIN_SHARED");
        return file;
    }
}
