package vn.huetwin.ontology.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.geotools.api.feature.simple.SimpleFeature;
import org.geotools.api.filter.BinaryLogicOperator;
import org.geotools.api.filter.Filter;
import org.geotools.api.filter.Not;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.locationtech.jts.geom.Geometry;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.CatalogueReader;
import vn.huetwin.ontology.catalogue.Iris;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.crs.Crs;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.ontology.feature.Feature;
import vn.huetwin.ontology.postgres.TestPostgis;
import vn.huetwin.ontology.store.Database;
import vn.huetwin.ontology.store.FeatureStore;
import vn.huetwin.ontology.store.LayerTables;
import vn.huetwin.ontology.store.LayerWriter;
import vn.huetwin.ontology.store.Migrations;
import vn.huetwin.ontology.validate.Verdict;

/** The answer of PostGIS to a filter is the answer of GeoTools' own evaluation in memory, asked by {@link FeatureMatch}. */
@Tag("postgis")
class FilterSqlRandomTest {
    private static final int ROWS = 250;
    private static final int QUESTIONS = 1_500;
    private static final Crs LOCAL = new CrsRegistry().get(FeatureStore.LOCAL_SRID);
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
                [ sh:path def:moment ; sh:order 6 ; sh:datatype xsd:dateTime ; sh:name "f"@vi, "f"@en ] .
            """;

    @Test
    void postgisAndMemoryAgree(@TempDir Path folder) throws IOException, SQLException {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("FilterSqlRandomTest: replay with -Dseed=" + seed);
        Random random = new Random(seed);
        RandomFilter chance = new RandomFilter(random);
        Path turtle = Files.writeString(folder.resolve("sample.ttl"), SAMPLE);
        Catalogue catalogue = CatalogueReader.read(Iris.DEFAULT_BASE, List.of(turtle));
        try (Database database = TestPostgis.database()) {
            FeatureStore store = new FeatureStore(database.dataSource(), catalogue);
            Sample inMemory = fill(database, catalogue, random, chance);
            int selective = 0;
            for (int i = 0; i < QUESTIONS; i++) {
                Filter filter = chance.filter(3);
                Set<String> expected = inMemory(inMemory, filter);
                if (!expected.equals(answer(store, filter))) {
                    Filter part = smallest(filter, store, inMemory);
                    assertEquals(inMemory(inMemory, part), answer(store, part), "seed " + seed + ": " + part);
                }
                selective += expected.isEmpty() || expected.size() == ROWS ? 0 : 1;
            }
            assertTrue(selective > QUESTIONS / 3, "filters that tell rows apart: " + selective);
        }
    }

    /** The rows, and how they are asked in memory. */
    private record Sample(MemoryLayer memory, List<SimpleFeature> features) {}

    /** The part of a filter that they disagree about. */
    private static Filter smallest(Filter filter, FeatureStore store, Sample features) {
        List<Filter> parts = filter instanceof Not not
                ? List.of(not.getFilter())
                : filter instanceof BinaryLogicOperator logic ? logic.getChildren() : List.of();
        for (Filter part : parts) {
            if (!inMemory(features, part).equals(answer(store, part))) {
                return smallest(part, store, features);
            }
        }
        return filter;
    }

    private static Set<String> inMemory(Sample sample, Filter filter) {
        FeatureMatch match = sample.memory().match(filter, Access.OPEN);
        return sample.features().stream()
                .filter(match::holds)
                .map(SimpleFeature::getID)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> answer(FeatureStore store, Filter filter) {
        Set<String> keys = new TreeSet<>();
        FeatureQuery query = FeatureQuery.all("sample", Access.OPEN).filter(filter);
        try (FeatureCursor cursor = store.query(query)) {
            cursor.forEachRemaining(f -> keys.add(f.key()));
        }
        assertEquals(keys.size(), store.count(query));
        return keys;
    }

    /** A third of all values is missing. */
    private static Sample fill(Database database, Catalogue catalogue, Random random, RandomFilter chance)
            throws SQLException {
        Layer layer = catalogue.get("sample");
        List<Verdict.Checked> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            List<@Nullable Object> values = Arrays.asList(
                    chance.word(),
                    chance.whole(),
                    chance.number(),
                    random.nextBoolean(),
                    LocalDate.ofInstant(chance.day(), ZoneOffset.UTC),
                    chance.day());
            values.replaceAll(v -> random.nextInt(3) == 0 ? null : v);
            Geometry shape = random.nextInt(10) == 0 ? null : chance.shape();
            rows.add(new Verdict.Checked("s" + i, shape, values, RandomFilter.START, List.of()));
        }
        Migrations.run(database.dataSource(), "ontology");
        try (Connection connection = database.connection()) {
            new LayerTables(catalogue, FeatureStore.LOCAL_SRID).sync(connection);
            connection.setAutoCommit(false);
            new LayerWriter(catalogue).write(connection, layer, rows.iterator(), 1, "b", RandomFilter.START);
            connection.commit();
        }
        MemoryLayer memory = new MemoryLayer(layer, LOCAL);
        return new Sample(memory, rows.stream().map(row -> feature(memory, row)).toList());
    }

    private static SimpleFeature feature(MemoryLayer memory, Verdict.Checked row) {
        Map<String, Object> values = new HashMap<>();
        List<Property> properties = memory.layer().properties();
        for (int i = 0; i < properties.size(); i++) {
            Object value = row.values().get(i);
            if (value != null) {
                values.put(properties.get(i).name(), value);
            }
        }
        return memory.feature(new Feature(
                memory.layer(),
                row.key(),
                row.geometry(),
                values,
                null,
                RandomFilter.START,
                null,
                RandomFilter.START,
                1,
                "b"));
    }
}
