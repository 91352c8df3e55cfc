package vn.huetwin.ontology.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.huetwin.ontology.catalogue.CatalogueReader;
import vn.huetwin.ontology.catalogue.Iris;
import vn.huetwin.ontology.postgres.TestPostgis;

/** Each test declares a layer, fills it, declares it otherwise and starts again. */
@Tag("postgis")
class LayerTablesTest {
    private static final String BENCH = """
            @prefix def:     <https://data.huetwin.vn/def#> .
            @prefix layer:   <https://data.huetwin.vn/layer/> .
            @prefix dcterms: <http://purl.org/dc/terms/> .
            @prefix geo:     <http://www.opengis.net/ont/geosparql#> .
            @prefix owl:     <http://www.w3.org/2002/07/owl#> .
            @prefix rdfs:    <http://www.w3.org/2000/01/rdf-schema#> .
            @prefix sf:      <http://www.opengis.net/ont/sf#> .
            @prefix sh:      <http://www.w3.org/ns/shacl#> .
            @prefix xsd:     <http://www.w3.org/2001/XMLSchema#> .

            def:Bench a owl:Class ; rdfs:subClassOf geo:Feature ; rdfs:label "Ghế"@vi, "Bench"@en .
            layer:bench a def:Layer, sh:NodeShape ;
              sh:targetClass def:Bench ;
              dcterms:title "Ghế"@vi, "Benches"@en ;
              def:geometryType sf:Point ;
              def:access def:open ;
              def:group "Đô thị"@vi, "City"@en ;
              def:order 99 ;
              def:titleProperty "seats" ;
              def:style [ def:fill "#3f7fa8" ; def:width 7 ; def:opacity 0.95 ; def:visible true ] ;
              sh:property
                [ sh:path def:seats ; sh:order 1 ; sh:datatype xsd:integer ; sh:name "Chỗ ngồi"@vi, "Seats"@en ] .
            """;
    private static final String SEATS = "sh:path def:seats ; sh:order 1 ; sh:datatype xsd:integer";

    @TempDir
    Path model = Path.of("");

    private final Database database = TestPostgis.database();

    @BeforeEach
    void aBenchWithFourSeatsAtTheGateOfNoon() throws SQLException, IOException {
        start(BENCH);
        run(
                "INSERT INTO layer.bench (id, geometry, seats, valid_from, recorded_at, position, batch)"
                        + " VALUES ('b1', ST_Point(107.5791834, 16.4676824, 4326), 4, '2026-01-01Z', '2026-01-01Z', 1, 'test')");
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aNewLayerHasMetresBesideDegrees() throws SQLException {
        String gateOfNoonInTm3 = "POINT(561645.55 1821415.991)";
        assertEquals(gateOfNoonInTm3, ask("SELECT ST_AsText(geometry_local, 3) FROM layer.bench"));
    }

    /** Of 10,000 benches, every hundredth has seats. */
    @Test
    void fewOfManyAreFoundByPlaceWithAnIndexOfTheirOwn() throws SQLException, IOException {
        String indexes = "SELECT string_agg(pg_get_expr(indpred, indrelid), ',') FROM pg_index"
                + " WHERE indrelid = 'layer.bench'::regclass AND indpred IS NOT NULL";
        run("INSERT INTO layer.bench (id, geometry, seats, valid_from, recorded_at, position, batch)"
                + " SELECT 'm' || n, ST_Point(107.5 + n / 100000.0, 16.4, 4326), CASE WHEN n % 100 = 0 THEN 2 END,"
                + " '2026-01-01Z', '2026-01-01Z', 1, 'test' FROM generate_series(1, 10000) n");
        run("ANALYZE layer.bench");
        start(BENCH);
        start(BENCH);
        assertEquals("(seats IS NOT NULL)", ask(indexes));
    }

    @Test
    void referencesOfEarlierReleasesAreComparedAsKeysAre() throws SQLException, IOException {
        String collation = "SELECT collation_name FROM information_schema.columns WHERE table_schema = 'layer'"
                + " AND table_name = 'bench' AND column_name = 'ward_code'";
        run("ALTER TABLE layer.bench ALTER COLUMN ward_code TYPE text COLLATE \"default\"");
        start(BENCH);
        assertEquals("C", ask(collation));
    }

    /** Counted by ward and category without a look at the rows; a state, which events change, is in no index. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            incident    | reported_at | (reported_at) INCLUDE (ward_code, category)
            sos_request | reported_at | (reported_at) INCLUDE (ward_code)
            """)
    void tablesOfEarlierReleasesGetAnIndexThatIsEnoughToCount(String layer, String time, String columns)
            throws SQLException, IOException {
        String indexes = "SELECT string_agg(substring(indexdef FROM 'USING btree (.*)'), ';') FROM pg_indexes"
                + " WHERE schemaname = 'layer' AND tablename = '" + layer + "' AND indexdef LIKE '% (" + time + ")%'";
        run("DROP INDEX layer." + layer + "_" + time + "_counted_idx");
        run("CREATE INDEX ON layer." + layer + " (" + time + ")");
        assertEquals("(" + time + ")", ask(indexes));

        start(BENCH);

        assertEquals(columns, ask(indexes));
    }

    /** The newest of each station is one look. */
    @Test
    void tablesOfEarlierReleasesGetAnIndexOfWhatIsNewest() throws SQLException, IOException {
        String indexes = "SELECT string_agg(substring(indexdef FROM 'USING btree (.*)'), ';') FROM pg_indexes"
                + " WHERE schemaname = 'layer' AND tablename = 'observation' AND indexdef LIKE '% (station%'";
        run("DROP INDEX layer.observation_station_newest_idx");
        run("CREATE INDEX ON layer.observation (station) WHERE station IS NOT NULL");
        assertEquals("(station) WHERE (station IS NOT NULL)", ask(indexes));

        start(BENCH);

        assertEquals("(station, observed_at) WHERE (station IS NOT NULL)", ask(indexes));
    }

    @Test
    void aSecondStartChangesNothing() throws SQLException, IOException {
        String before = ask(tablesAndIndexes());

        start(BENCH);

        assertEquals(before, ask(tablesAndIndexes()));
        assertEquals("4", ask("SELECT seats FROM layer.bench"));
    }

    /** Tools open the city of a server that writes: they wait for none of its transactions, nor it for them. */
    @Test
    void aSecondStartWaitsForNobodyWhoWrites() throws SQLException, IOException {
        try (Connection writing = database.connection();
                Statement statement = writing.createStatement()) {
            writing.setAutoCommit(false);
            for (String table :
                    List.of("layer.bench", "layer_history.bench", "layer.incident", "layer_history.incident")) {
                statement.execute("LOCK TABLE " + table + " IN ROW EXCLUSIVE MODE");
            }
            try (Connection tool = database.connection();
                    Statement setting = tool.createStatement()) {
                setting.execute("SET lock_timeout = '1s'");
                sync(tool);
                setting.execute("RESET lock_timeout");
            }
            writing.rollback();
        }
    }

    @Test
    void aNewPropertyIsANewColumn() throws SQLException, IOException {
        start(BENCH.replace(
                "\"Seats\"@en ]",
                "\"Seats\"@en ], [ sh:path def:material ; sh:order 2 ; sh:datatype xsd:string ;"
                        + " sh:name \"Vật liệu\"@vi, \"Material\"@en ]"));

        assertEquals("4|-", ask("SELECT seats || '|' || coalesce(material, '-') FROM layer.bench"));
        assertEquals("0", ask("SELECT count(material) FROM layer_history.bench"));
    }

    @Test
    void aTypeThatHoldsEveryOldValueIsTaken() throws SQLException, IOException {
        start(BENCH.replace(SEATS, SEATS.replace("xsd:integer", "xsd:double")));

        assertEquals("double precision 4", ask("SELECT pg_typeof(seats) || ' ' || seats FROM layer.bench"));
    }

    @Test
    void whatWouldLoseDataIsRefusedWithTheReason() throws SQLException {
        String typed = refusal(BENCH.replace(SEATS, SEATS.replace("xsd:integer", "xsd:date")));
        assertTrue(typed.contains("'bench'") && typed.contains("'seats'") && typed.contains("lose data"), typed);

        String renamed = refusal(
                BENCH.replace("def:seats ; sh:order", "def:places ; sh:order").replace("\"seats\"", "\"places\""));
        assertTrue(renamed.contains("'seats' holds data but is no longer declared"), renamed);

        String reshaped = refusal(BENCH.replace("sf:Point", "sf:Polygon"));
        assertTrue(reshaped.contains("geometry(Point,4326)"), reshaped);

        String gone = refusal("");
        assertTrue(gone.contains("'bench' holds data but is no longer declared"), gone);

        assertEquals("4", ask("SELECT seats FROM layer.bench"));
        assertEquals("0", ask("SELECT count(*) FROM pg_attribute WHERE attname = 'places'"));
    }

    @Test
    void whatOnlyThePastHoldsIsNotLostEither() throws SQLException {
        run("INSERT INTO layer_history.bench SELECT id, geometry, geometry_local, seats, ward_code, valid_from,"
                + " recorded_at, position, batch, '[2025-01-01, 2026-01-01)' FROM layer.bench");
        run("DELETE FROM layer.bench");

        String gone = refusal("");

        assertTrue(gone.contains("'bench' holds data"), gone);
    }

    @Test
    void anEmptyLayerMayChangeAsItLikesAndGo() throws SQLException, IOException {
        run("DELETE FROM layer.bench");

        start(BENCH.replace("sf:Point", "sf:Polygon").replace(SEATS, SEATS.replace("xsd:integer", "xsd:date")));
        assertEquals(
                "geometry(Polygon,4326) date",
                ask("SELECT string_agg(format_type(atttypid, atttypmod), ' ' ORDER BY attnum) FROM pg_attribute"
                        + " WHERE attrelid = 'layer.bench'::regclass AND attname IN ('geometry', 'seats')"));

        start("");
        assertEquals("0", ask("SELECT count(*) FROM pg_tables WHERE tablename = 'bench'"));
    }

    private String refusal(String turtle) {
        return Objects.requireNonNull(
                assertThrows(LayerChangeException.class, () -> start(turtle)).getMessage());
    }

    private void start(String turtle) throws SQLException, IOException {
        Files.writeString(model.resolve("bench.ttl"), turtle);
        Migrations.run(database.dataSource(), "ontology");
        try (Connection connection = database.connection()) {
            sync(connection);
        }
    }

    private void sync(Connection connection) throws SQLException {
        new LayerTables(CatalogueReader.read(Iris.DEFAULT_BASE, List.of(model)), FeatureStore.LOCAL_SRID)
                .sync(connection);
    }

    private static String tablesAndIndexes() {
        return "SELECT string_agg(c.oid || c.relname, ',' ORDER BY c.oid) FROM pg_class c"
                + " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE nspname LIKE 'layer%'";
    }

    private void run(String sql) throws SQLException {
        try (Connection connection = database.connection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String ask(String sql) throws SQLException {
        try (Connection connection = database.connection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            assertTrue(row.next());
            return row.getString(1);
        }
    }
}
