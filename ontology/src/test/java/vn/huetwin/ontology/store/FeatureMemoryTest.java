package vn.huetwin.ontology.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.geotools.api.filter.FilterFactory;
import org.geotools.factory.CommonFactoryFinder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.CatalogueReader;
import vn.huetwin.ontology.catalogue.Iris;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.postgres.TestPostgis;
import vn.huetwin.ontology.query.FeatureQuery;
import vn.huetwin.ontology.validate.Verdict;

/** 600 features of all kinds of values and shapes: what memory answers is what the database answers, also after changes. */
@Tag("postgis")
class FeatureMemoryTest {
    private static final String SAMPLE = """
            @prefix def: <https://data.huetwin.vn/def#> .
            @prefix layer: <https://data.huetwin.vn/layer/> .
            @prefix dcterms: <http://purl.org/dc/terms/> .
            @prefix geo: <http://www.opengis.net/ont/geosparql#> .
            @prefix owl: <http://www.w3.org/2002/07/owl#> .
            @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
            @prefix sf: <http://www.opengis.net/ont/sf#> .
            @prefix sh: <http://www.w3.org/ns/shacl#> .
            @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
            def:Sample a owl:Class ; rdfs:subClassOf geo:Feature ; rdfs:label "Mẫu"@vi, "Sample"@en .
            layer:sample a def:Layer, sh:NodeShape ; sh:targetClass def:Sample ;
              dcterms:title "Mẫu"@vi, "Samples"@en ; def:geometryType sf:Geometry ; def:access def:open ;
              def:group "Thử"@vi, "Test"@en ; def:order 900 ;
              sh:property
                [ sh:path def:word ; sh:order 1 ; sh:datatype xsd:string ; sh:name "a"@vi, "a"@en ],
                [ sh:path def:whole ; sh:order 2 ; sh:datatype xsd:integer ; sh:name "b"@vi, "b"@en ],
                [ sh:path def:number ; sh:order 3 ; sh:datatype xsd:double ; sh:name "c"@vi, "c"@en ],
                [ sh:path def:flag ; sh:order 4 ; sh:datatype xsd:boolean ; sh:name "d"@vi, "d"@en ],
                [ sh:path def:day ; sh:order 5 ; sh:datatype xsd:date ; sh:name "e"@vi, "e"@en ],
                [ sh:path def:moment ; sh:order 6 ; sh:datatype xsd:dateTime ; sh:name "f"@vi, "f"@en ;
                  def:access def:internal ] .
            """;
    private static final Instant SINCE = Instant.parse("2026-01-01T00:00:00Z");
    private static final FilterFactory FILTERS = CommonFactoryFinder.getFilterFactory();

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Database database = TestPostgis.database();
    private Catalogue catalogue;
    private Layer sample;
    private FeatureStore rows;
    private FeatureMemory memory;
    private FeatureStore held;
    private boolean told = true;
    private long position;

    @BeforeEach
    void fill(@TempDir Path folder) throws Exception {
        Path turtle = Files.writeString(folder.resolve("sample.ttl"), SAMPLE);
        catalogue = CatalogueReader.read(Iris.DEFAULT_BASE, List.of(turtle));
        sample = catalogue.get("sample");
        Migrations.run(database.dataSource(), "ontology");
        try (Connection connection = database.connection()) {
            new LayerTables(catalogue, FeatureStore.LOCAL_SRID).sync(connection);
        }
        rows = new FeatureStore(database.dataSource(), catalogue);
        memory = new FeatureMemory(database.dataSource(), catalogue, 1 << 24, layer -> told);
        held = rows.with(memory);
        List<Verdict.Checked> features = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            features.add(feature("k" + i));
        }
        features.add(feature("Đường"));
        features.add(feature("dài " + "x".repeat(300)));
        store(features);
    }

    @AfterEach
    void close() {
        memory.close();
        database.close();
    }

    private @Nullable Object maybe(Object value) {
        return random.nextInt(4) == 0 ? null : value;
    }

    private Verdict.Checked feature(String key) throws ParseException {
        double x = coordinate(107.5);
        double y = coordinate(16.4);
        double e = x + random.nextInt(40) * 0.0005;
        double n = y + random.nextInt(1, 40) * 0.0005;
        String wkt = switch (random.nextInt(5)) {
            case 0 -> "POINT (%1$s %2$s)";
            case 1 -> "LINESTRING (%1$s %2$s, %3$s %4$s)";
            case 2 -> "MULTIPOINT (%1$s %2$s, %3$s %4$s)";
            case 3 -> "MULTIPOLYGON (((%1$s %2$s, 107.7 %2$s, 107.7 %4$s, %1$s %4$s, %1$s %2$s)))";
            default -> "POLYGON ((%1$s %2$s, 107.7 16.3, 107.6 %4$s, %1$s %2$s))";
        };
        Geometry geometry = new WKTReader().read(String.format(Locale.ROOT, wkt, x, y, e, n));
        geometry.setSRID(4326);
        List<@Nullable Object> values = Arrays.asList(
                maybe("Phường " + random.nextInt(9)),
                maybe(random.nextLong()),
                maybe(random.nextGaussian()),
                maybe(random.nextBoolean()),
                maybe(LocalDate.ofEpochDay(random.nextInt(30_000))),
                maybe(SINCE.plusNanos(1_000L * random.nextInt())));
        return new Verdict.Checked(key, (Geometry) maybe(geometry), values, SINCE, List.of());
    }

    /** On a grid, so that shapes and boxes often touch. */
    private double coordinate(double from) {
        return from + random.nextInt(200) * 0.0005;
    }

    private void store(List<Verdict.Checked> features) throws SQLException {
        try (Connection connection = database.connection()) {
            connection.setAutoCommit(false);
            new LayerWriter(catalogue)
                    .write(connection, sample, features.iterator(), ++position, "test", SINCE.plusSeconds(position));
            connection.commit();
        }
    }

    private FeatureQuery query() {
        FeatureQuery query = FeatureQuery.all("sample", random.nextBoolean() ? Access.OPEN : Access.INTERNAL);
        double x = coordinate(107.5);
        double y = coordinate(16.4);
        if (random.nextInt(5) > 0) {
            query = query.filter(FILTERS.bbox(
                    FILTERS.property("geometry"),
                    FILTERS.literal(new org.locationtech.jts.geom.GeometryFactory()
                            .toGeometry(new org.locationtech.jts.geom.Envelope(
                                    x, x + random.nextInt(1, 60) * 0.0005, y, y + random.nextInt(1, 60) * 0.0005)))));
        }
        if (random.nextBoolean()) {
            query = query.after("k" + random.nextInt(600));
        }
        if (random.nextBoolean()) {
            query = query.limit(random.nextInt(50)).offset(random.nextInt(50));
        }
        return random.nextBoolean() ? query : query.properties(List.of("whole", "word"), random.nextBoolean());
    }

    private static List<String> answer(FeatureRows rows) {
        List<String> answer = new ArrayList<>();
        try (rows) {
            while (rows.next()) {
                byte[] wkb = rows.wkb();
                StringBuilder text = new StringBuilder(new String(rows.keyUtf8(), StandardCharsets.UTF_8))
                        .append(' ')
                        .append(rows.key())
                        .append(' ')
                        .append(rows.wardCode())
                        .append(new String(rows.validFromText(), StandardCharsets.UTF_8))
                        .append(rows.recordedAt())
                        .append(rows.position())
                        .append(rows.batch())
                        .append(wkb == null ? "" : HexFormat.of().formatHex(wkb));
                for (int i = 0; i < rows.properties().size(); i++) {
                    text.append(' ').append(rows.value(i));
                    byte[] utf8 = rows.isText(i) ? rows.utf8(i) : null;
                    text.append(utf8 == null ? "" : new String(utf8, StandardCharsets.UTF_8));
                }
                answer.add(text.toString());
            }
        }
        return answer;
    }

    private void awaitHeld() {
        for (int i = 0; i < 1_000 && !memory.holds(sample); i++) {
            assertEquals(602, held.count(FeatureQuery.all("sample", Access.OPEN)), "as long as it is not there");
            LockSupport.parkNanos(10_000_000);
        }
        assertTrue(memory.holds(sample));
    }

    private void checkAlike() {
        int found = 0;
        for (int i = 0; i < 300; i++) {
            FeatureQuery query = query();
            List<String> expected = answer(rows.rows(query));
            FeatureRows given = held.rows(query);
            assertInstanceOf(MemoryRows.class, given);
            assertEquals(expected, answer(given), "seed " + seed + " " + query);
            assertEquals(rows.count(query, 20), held.count(query, 20), "seed " + seed + " " + query);
            found += expected.size();
        }
        assertTrue(found > 1_000, "answers that hold something: " + found);
    }

    @Test
    void answersAsTheDatabaseDoes() {
        assertFalse(memory.holds(sample));
        awaitHeld();
        checkAlike();
        FeatureQuery all = FeatureQuery.all("sample", Access.OPEN);
        for (FeatureQuery other : List.of(
                all.asOf(SINCE),
                all.knownAt(SINCE),
                all.srid(9214),
                all.order(List.of(new FeatureQuery.SortKey("word", true))),
                all.filter(FILTERS.isNull(FILTERS.property("word"))))) {
            try (FeatureRows given = held.rows(other)) {
                assertInstanceOf(StatementRows.class, given, other.toString());
            }
        }
    }

    @Test
    void takesInWhatChanges() throws Exception {
        awaitHeld();
        for (int round = 0; round < 5; round++) {
            List<String> keys = new ArrayList<>(List.of("k7", "new", "Đường"));
            List<Verdict.Checked> features = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                keys.add("k" + random.nextInt(300));
            }
            for (String key : keys.stream().distinct().toList()) {
                features.add(feature(key));
            }
            store(features);
            String gone = "k" + (300 + round);
            try (Connection connection = database.connection();
                    Statement statement = connection.createStatement()) {
                statement.execute("DELETE FROM layer.sample WHERE id = '" + gone + "'");
            }
            keys.add(gone);
            memory.changed(sample, keys);
            List<String> now = answer(rows.rows(FeatureQuery.all("sample", Access.OPEN)));
            assertEquals(now, answer(held.rows(FeatureQuery.all("sample", Access.OPEN))), "at once");
            for (int i = 0; i < 1_000 && !memory.holds(sample); i++) {
                LockSupport.parkNanos(10_000_000);
            }
            checkAlike();
        }
        memory.changed(sample, null);
        assertFalse(memory.holds(sample));
    }

    @Test
    void isNotAskedBeforeItWasToldOfAllChanges() throws Exception {
        awaitHeld();
        told = false;
        store(List.of(feature("k1")));
        try (FeatureRows given = held.rows(FeatureQuery.all("sample", Access.OPEN))) {
            assertInstanceOf(StatementRows.class, given);
        }
    }

    @Test
    void whatDoesNotFitIsAskedOfTheDatabase() {
        try (FeatureMemory small = new FeatureMemory(database.dataSource(), catalogue, 1_000, layer -> true)) {
            for (int i = 0; i < 10; i++) {
                assertEquals(602, rows.with(small).count(FeatureQuery.all("sample", Access.OPEN)));
                LockSupport.parkNanos(20_000_000);
            }
            assertFalse(small.holds(sample));
        }
    }
}
