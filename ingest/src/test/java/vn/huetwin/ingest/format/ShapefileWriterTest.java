package vn.huetwin.ingest.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;
import vn.huetwin.ontology.catalogue.CatalogueReader;
import vn.huetwin.ontology.catalogue.GeometryType;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.crs.Crs;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.ontology.feature.Feature;

/** What shapefiles demand and other formats do not. */
class ShapefileWriterTest {
    private static final Instant SINCE = Instant.parse("2025-07-01T00:00:00Z");
    private static final CrsRegistry SYSTEMS = new CrsRegistry();
    private static final List<Layer> LAYERS = List.copyOf(CatalogueReader.read().layers());

    @TempDir
    Path folder;

    private static Layer layer(GeometryType type) {
        return LAYERS.stream().filter(l -> l.geometry() == type).findFirst().orElseThrow();
    }

    private Path written(Layer layer, Crs crs, Feature... features) throws IOException {
        return written(layer, crs, Integer.MAX_VALUE, features);
    }

    private Path written(Layer layer, Crs crs, long limit, Feature... features) throws IOException {
        Path file = folder.resolve("f.zip");
        try (FeatureWriter out = new ShapefileWriter(file, layer, layer.properties(), crs, SINCE, limit)) {
            for (Feature feature : features) {
                out.write(feature);
            }
        }
        return file;
    }

    private static Feature feature(Layer layer, String wkt, Map<String, Object> values) throws ParseException {
        return new Feature(layer, "k", new WKTReader().read(wkt), values, null, SINCE, null, SINCE, 7, "b");
    }

    /** Whatever way the rings came: shells clockwise, holes counter-clockwise. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "MULTIPOLYGON (((0 0, 0 9, 9 9, 9 0, 0 0), (1 1, 2 1, 2 2, 1 1)), ((20 0, 20 1, 21 1, 20 0)))",
                "MULTIPOLYGON (((0 0, 9 0, 9 9, 0 9, 0 0), (1 1, 2 2, 2 1, 1 1)), ((20 0, 21 1, 20 1, 20 0)))"
            })
    void ringsAreTurnedAsTheFormatWants(String wkt) throws Exception {
        Layer layer = layer(GeometryType.MULTI_POLYGON);
        Path file = written(layer, SYSTEMS.crs84(), feature(layer, wkt, Map.of()));
        assertEquals(
                "1 null MULTIPOLYGON (((0 0, 0 9, 9 9, 9 0, 0 0), (1 1, 2 1, 2 2, 1 1)), ((20 0, 20 1, 21 1, 20 0)))",
                Reading.of(file).get(0).replaceAll(" \\{.*", ""));
    }

    @Test
    void aLayerOfMixedGeometriesHasAFileForEachKind() throws Exception {
        Layer layer = layer(GeometryType.GEOMETRY);
        Path file = written(
                layer,
                SYSTEMS.crs84(),
                feature(layer, "POINT (1 2)", Map.of()),
                feature(layer, "GEOMETRYCOLLECTION (LINESTRING (0 0, 1 1), POLYGON ((0 0, 0 9, 9 9, 0 0)))", Map.of()),
                feature(layer, "POINT EMPTY", Map.of()));
        try (Stream<String> names = new ZipFile(file.toFile()).stream().map(Object::toString)) {
            assertEquals(
                    "line.shp point.shp polygon.shp",
                    String.join(
                            " ",
                            names.filter(n -> n.endsWith(".shp"))
                                    .map(n -> n.substring(n.lastIndexOf('_') + 1))
                                    .sorted()
                                    .toList()));
        }
        assertEquals(
                List.of(
                        "1 null POINT (1 2)",
                        "2 null -",
                        "1 null LINESTRING (0 0, 1 1)",
                        "1 null POLYGON ((0 0, 0 9, 9 9, 0 0))"),
                Reading.of(file).stream()
                        .map(row -> row.replaceAll(" \\{.*", ""))
                        .toList());
    }

    /** 84 × ệ is 252 bytes: the next has no place. */
    @Test
    void aLongTextEndsBetweenTwoCharacters() throws Exception {
        Layer layer = CatalogueReader.read().get("tourism_site");
        Path file = written(layer, SYSTEMS.crs84(), feature(layer, "POINT (1 2)", Map.of("name", "ệ".repeat(300))));
        String row = Reading.of(file).get(0);
        assertTrue(row.contains("name=" + "ệ".repeat(84) + ","), row);
        try (ZipFile zip = new ZipFile(file.toFile())) {
            String fields = new String(
                    zip.getInputStream(zip.getEntry("tourism_site.fields.txt")).readAllBytes(),
                    java.nio.charset.StandardCharsets.UTF_8);
            assertTrue(fields.lines().anyMatch(l -> l.startsWith("name\tname\t") && l.endsWith("\t1")), fields);
        }
    }

    @Test
    void columnsHaveTenCharactersAndAreUnique() {
        for (Layer layer : LAYERS) {
            List<String> names = ShapefileWriter.columns(layer.properties()).values().stream()
                    .map(c -> c.name().toLowerCase(java.util.Locale.ROOT))
                    .toList();
            assertEquals(
                    layer.properties().size() + 3, names.stream().distinct().count(), names::toString);
            assertTrue(names.stream().allMatch(n -> n.matches("[a-z0-9_]{1,10}")), names::toString);
        }
        Property height = CatalogueReader.read().get("building").properties().get(0);
        assertEquals(
                "id long_name long_name_ long_nam_2 ward_code valid_from",
                String.join(
                        " ",
                        ShapefileWriter.columns(List.of(
                                        named(height, "long_name"),
                                        named(height, "long_name_a"),
                                        named(height, "long_name_b")))
                                .values()
                                .stream()
                                .map(DbfWriter.Column::name)
                                .toList()));
    }

    private static Property named(Property like, String name) {
        return new Property(
                name,
                like.iri(),
                like.type(),
                null,
                null,
                like.title(),
                like.description(),
                false,
                null,
                null,
                null,
                null,
                null,
                like.access(),
                false,
                null);
    }

    @ParameterizedTest
    @CsvSource({"4326", "3857", "4756", "3405", "3406", "32648", "32749", "9214", "5899", "9218"})
    void theSystemComesBack(int epsg) throws Exception {
        Layer layer = layer(GeometryType.POINT);
        Crs crs = SYSTEMS.get(epsg);
        assertEquals(
                epsg,
                Reading.crs(written(layer, crs, feature(layer, "POINT (1 2)", Map.of())))
                        .epsg());
    }

    @Test
    void whatTheFormatCannotHoldIsSaidAndNothingIsWritten() throws Exception {
        Layer layer = layer(GeometryType.POINT);
        Feature feature = feature(layer, "POINT (1 2)", Map.of());
        FormatException large = assertThrows(
                FormatException.class, () -> written(layer, SYSTEMS.crs84(), 150, feature, feature, feature));
        assertEquals("shapefile-too-large", large.code());
        FormatException foreign =
                assertThrows(FormatException.class, () -> written(layer, SYSTEMS.get(28992), feature));
        assertEquals("crs-not-writable", foreign.code());
        assertFalse(Files.exists(folder.resolve("f.zip")));
    }
}
