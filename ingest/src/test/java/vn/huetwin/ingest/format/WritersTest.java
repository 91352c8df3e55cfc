package vn.huetwin.ingest.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.jena.rdf.model.Model;
import org.apache.jena.rdf.model.Resource;
import org.apache.jena.riot.RDFDataMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.GeometryFactory;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.CatalogueReader;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.ontology.feature.Feature;

/** What is written can be read again and is the same. */
class WritersTest {
    private static final Layer SITES = CatalogueReader.read().get("tourism_site");
    private static final Instant SINCE = Instant.parse("2025-07-01T00:00:00Z");
    private static final Feature GATE = feature("đ/1", "Ngọ Môn, \"Huế\"\nrộng", true);
    private static final Feature BARE = new Feature(SITES, "2", null, Map.of(), null, SINCE, null, SINCE, 7, "b");

    @TempDir
    Path folder;

    private static Feature feature(String key, String name, boolean unesco) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("name", name);
        values.put("unesco", unesco);
        values.put("opened_on", LocalDate.of(2000, 1, 2));
        values.put("visitors_per_day", 12L);
        values.put("height", 12.5);
        return new Feature(
                SITES,
                key,
                new GeometryFactory().createPoint(new Coordinate(107.5791834, 16.4676824)),
                values,
                "19753",
                SINCE,
                null,
                SINCE,
                7,
                "b");
    }

    @Test
    void geoJson() throws IOException {
        for (boolean lines : new boolean[] {false, true}) {
            Path file = folder.resolve("f.geojson");
            try (FeatureWriter out = new GeoJsonWriter(Files.newOutputStream(file), "tourism_site", lines, 4326)) {
                out.write(GATE);
                out.write(BARE);
            }
            assertEquals(
                    List.of(
                            "1 đ/1 POINT (107.5791834 16.4676824) {name=Ngọ Môn, \"Huế\"\nrộng, unesco=true, opened_on=2000-01-02,"
                                    + " visitors_per_day=12, height=12.5, ward_code=19753, valid_from=2025-07-01T00:00:00Z}",
                            "2 2 - {valid_from=2025-07-01T00:00:00Z}"),
                    Reading.of(file));
        }
    }

    @Test
    void csv() throws IOException {
        Path file = folder.resolve("f.csv");
        try (FeatureWriter out = new CsvWriter(Files.newOutputStream(file), SITES, SITES.properties())) {
            out.write(GATE);
            out.write(BARE);
        }
        assertEquals(
                List.of(
                        "2 null - {id=đ/1, name=Ngọ Môn, \"Huế\"\nrộng, unesco=true, opened_on=2000-01-02, visitors_per_day=12,"
                                + " height=12.5, ward_code=19753, valid_from=2025-07-01T00:00:00Z,"
                                + " geometry=POINT (107.5791834 16.4676824)}",
                        "4 null - {id=2, valid_from=2025-07-01T00:00:00Z}"),
                Reading.of(file));
    }

    @Test
    void turtle() throws IOException {
        Path file = folder.resolve("f.ttl");
        try (FeatureWriter out =
                new TurtleWriter(Files.newOutputStream(file), CatalogueReader.read(), SITES, Access.OPEN)) {
            out.write(GATE);
            out.write(BARE);
        }
        Model model = RDFDataMgr.loadModel(file.toUri().toString());
        Resource gate = model.getResource("https://data.huetwin.vn/id/tourism_site/%C4%91%2F1");
        assertEquals(
                "Ngọ Môn, \"Huế\"\nrộng",
                gate.getProperty(model.createProperty("https://schema.org/name"))
                        .getString());
        assertEquals(
                "POINT (107.5791834 16.4676824)",
                model.getResource(gate.getURI() + "/geometry")
                        .getProperty(model.createProperty("http://www.opengis.net/ont/geosparql#asWKT"))
                        .getLiteral()
                        .getLexicalForm());
        assertFalse(model.containsResource(model.getResource("https://data.huetwin.vn/id/tourism_site/2/geometry")));
    }

    @Test
    void geoPackage() throws IOException {
        Path file = folder.resolve("huế ?1.gpkg");
        try (FeatureWriter out = new GeoPackageWriter(file, SITES, SITES.properties(), SINCE)) {
            out.write(GATE);
            out.write(BARE);
        }
        assertEquals(
                List.of(
                        "1 null POINT (107.5791834 16.4676824) {fid=1, id=đ/1, name=Ngọ Môn, \"Huế\"\nrộng, unesco=true,"
                                + " opened_on=2000-01-02, visitors_per_day=12, height=12.5, ward_code=19753,"
                                + " valid_from=2025-07-01T00:00:00Z}",
                        "2 null - {fid=2, id=2, valid_from=2025-07-01T00:00:00Z}"),
                Reading.of(file));
        assertEquals(FileCrs.epsg(4326), Reading.crs(file));
        byte[] bytes = Files.readAllBytes(file);
        Path cut = Files.write(folder.resolve("cut.gpkg"), java.util.Arrays.copyOf(bytes, bytes.length - 4096));
        assertEquals("file-truncated", Reading.outcome(cut));
    }

    @Test
    void shapefile() throws IOException {
        Path file = folder.resolve("huế.zip");
        try (FeatureWriter out =
                new ShapefileWriter(file, SITES, SITES.properties(), new CrsRegistry().crs84(), SINCE)) {
            out.write(GATE);
            out.write(BARE);
        }
        assertEquals(
                List.of(
                        "1 null POINT (107.5791834 16.4676824) {id=đ/1, name=Ngọ Môn, \"Huế\"\nrộng, unesco=true,"
                                + " opened_on=2000-01-02, visitors_p=12, height=12.5, ward_code=19753,"
                                + " valid_from=2025-07-01T00:00:00Z}",
                        "2 null - {id=2, valid_from=2025-07-01T00:00:00Z}"),
                Reading.of(file));
        assertEquals(FileCrs.epsg(4326).epsg(), Reading.crs(file).epsg());
        String fields = entry(file, "tourism_site.fields.txt");
        assertTrue(fields.contains("\nvisitors_p\tvisitors_per_day\t"), fields);
        assertEquals("UTF-8", entry(file, "tourism_site.cpg"));
    }

    private static String entry(Path zip, String name) throws IOException {
        try (FileSystem files = FileSystems.newFileSystem(zip)) {
            return Files.readString(files.getPath(name));
        }
    }
}
