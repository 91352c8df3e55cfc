package vn.huetwin.ingest.mapping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import vn.huetwin.ingest.format.Row;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.CatalogueReader;
import vn.huetwin.ontology.feature.Draft;

class MappingTest {
    private static final Catalogue CATALOGUE = CatalogueReader.read();
    private static final String LOCAL = """
            layer: incident
            key: [mã]
            key-prefix: hs-
            geometry: { lon: kinh độ, lat: vĩ độ }
            crs: 4326
            time-zone: Asia/Ho_Chi_Minh
            date-formats: ["dd/MM/yyyy HH:mm", "dd/MM/yyyy"]
            decimal-comma: true
            ignore: [ghi chú]
            valid-from: ngày
            properties:
              title: [tiêu đề, tên]
              category: { from: loại, values: { Ngập: flooding, "Ổ gà": pothole, "*": "" } }
              reported_at: ngày
              precision_m: sai số
              channel: { value: hue-s }
              photos: { from: ảnh, read: whole }
            """;

    @Test
    void mapsColumnsConstantsValuesTimesAndNumbers() throws Exception {
        Map<String, Object> row = row(
                "mã",
                "12",
                "kinh độ",
                "107,5",
                "vĩ độ",
                "16,4",
                "ngày",
                "01/07/2025 08:30",
                "tên",
                "Cây đổ",
                "loại",
                "Ngập",
                "sai số",
                "1.234,5",
                "ảnh",
                "3 ảnh",
                "ghi chú",
                "bỏ");
        Draft draft = draft(LOCAL, row);
        assertEquals("hs-12", draft.key());
        assertEquals("POINT (107.5 16.4)", draft.geometry().toText());
        assertEquals(
                "{category=flooding, channel=hue-s, photos=3, precision_m=1234.5, reported_at=2025-07-01T01:30:00Z, title=Cây đổ}",
                new TreeMap<>(draft.properties()).toString());
        assertEquals("2025-07-01T01:30:00Z", String.valueOf(draft.validFrom()));
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "01/07/2025, 2025-06-30T17:00:00Z",
        "2025-07-01T08:30, 2025-07-01T01:30:00Z",
        "2025-07-01 08:30:15, 2025-07-01T01:30:15Z",
        "2025-07-01T08:30:00Z, 2025-07-01T08:30:00Z",
        "30/02/2025, 30/02/2025",
        "hôm qua, hôm qua"
    })
    void readsTimesInTheZoneOrLeavesThemToTheValidator(String given, String expected) throws Exception {
        String mapping = LOCAL.replace("valid-from: ngày\n", "");
        assertEquals(
                expected,
                draft(mapping, row("mã", "1", "ngày", given))
                        .properties()
                        .get("reported_at")
                        .toString());
    }

    @Test
    void leavesUnknownColumnsToTheValidatorUnlessTheyAreIgnored() throws Exception {
        assertEquals("x", draft(LOCAL, row("mã", "1", "lạ", "x")).properties().get("lạ"));
        String ignoring = LOCAL.replace("ignore: [ghi chú]", "other-columns: ignore");
        assertEquals(
                null, draft(ignoring, row("mã", "1", "lạ", "x")).properties().get("lạ"));
    }

    @Test
    void takesOnlyTheRowsThatAreWanted() throws Exception {
        String only = LOCAL + "only: { loại: [Ngập] }\n";
        assertEquals(new RowMapper.Outcome.LeftOut(), map(only, row("mã", "1", "loại", "Khác")));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            POLYGON ((0 0, 1 0, 1 1, 0 0))              | POLYGON ((0 0, 1 0, 1 1, 0 0))
            SRID=4326;POINT (1 2)                       | POINT (1 2)
            0101000000000000000000F03F0000000000000040  | POINT (1 2)
            POLYGON ((0 0, 1 0, 1 1, 0 1))              | ring-not-closed
            POINT (1                                    | wkt-malformed
            chữ                                         | wkt-malformed
            """)
    void readsWellKnownText(String wkt, String expected) throws Exception {
        RowMapper.Outcome outcome = map("layer: building\nkey: id\ngeometry: { wkt: g }", row("id", "1", "g", wkt));
        assertEquals(
                expected,
                outcome instanceof RowMapper.Outcome.Refused refused
                        ? refused.problems().get(0).code()
                        : ((RowMapper.Outcome.Mapped) outcome)
                                .draft()
                                .geometry()
                                .toText());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "propertis: {}",
                "properties: { height: { from: h, values: { a: b }, cut: 3 } }",
                "properties: { height: { read: number } }",
                "properties: { height: { from: h, read: hex } }",
                "geometry: { lon: x }",
                "crs: Huế",
                "time-zone: Mars/Olympus",
                "date-formats: [tt]",
                "encoding: utf-9",
                "match: { geometry: blob }",
                "- a list",
                "a: [1, 2",
                "layer: building\nproperties: { heigth: h }"
            })
    void refusesWrongMappings(String yaml) {
        assertThrows(MappingException.class, () -> map(yaml, row("id", "1")));
    }

    @Test
    void namesTheNearestKey() {
        MappingException e = assertThrows(MappingException.class, () -> map("propertis: {}", row("id", "1")));
        assertTrue(e.text().en().contains("properties"), e.text().en());
    }

    @Test
    void builtInMappingsFitTheirLayersAndHaveSourceAndLicence() throws MappingException {
        for (Mapping mapping : BuiltInMappings.load().all()) {
            new DeclaredMapper(mapping, CATALOGUE.get(mapping.layer()));
            assertTrue(mapping.match() != null || mapping.osm() != null, mapping.name());
            assertTrue(mapping.origin().licence() != null, mapping.name());
        }
    }

    @Test
    void columnsOfTheSameNameNeedNoMapping() throws Exception {
        Map<String, Object> row = row(
                "fid",
                7L,
                "ID",
                "x",
                "HEIGHT",
                12.5,
                "ground_hei",
                3L,
                "ward_code",
                "19753",
                "valid_from",
                "2025-07-01T00:00:00Z",
                "colour",
                "red");
        Sample sample = new Sample(1, counts(row), 2);
        MappingChooser chooser = new MappingChooser(CATALOGUE, BuiltInMappings.load());
        MappingChooser.Choice choice = chooser.choose(Path.of("building.shp"), "building", sample, null, null);
        Geometry square = new GeometryFactory().toGeometry(new org.locationtech.jts.geom.Envelope(0, 1, 0, 1));
        Draft draft = ((RowMapper.Outcome.Mapped) choice.mapper().map(new Row.Read(1, null, square, row))).draft();
        assertEquals("building", choice.layer().name());
        assertEquals("{colour=red, ground_height=3, height=12.5}", new TreeMap<>(draft.properties()).toString());
        assertEquals("2025-07-01T00:00:00Z", String.valueOf(draft.validFrom()));
    }

    @Test
    void keysAreStableAndOfTheRow() {
        Geometry a = new GeometryFactory().createPoint(new Coordinate(1, 2));
        Geometry b = new GeometryFactory().createPoint(new Coordinate(1, 3));
        assertEquals("12", Keys.of(new Row.Read(1, null, a, row("osm_id", 12.0, "fid", 1L))));
        assertEquals("1", Keys.of(new Row.Read(1, null, a, row("fid", 1L))));
        String hash = Keys.of(new Row.Read(1, null, a, row("name", "Huế")));
        assertTrue(hash.matches("h-[0-9a-f]{16}"), hash);
        assertEquals(hash, Keys.of(new Row.Read(9, null, a.copy(), row("height", "3", "name", "Huế"))));
        assertTrue(!hash.equals(Keys.of(new Row.Read(1, null, b, row("name", "Huế")))));
    }

    private static Draft draft(String yaml, Map<String, Object> row) throws Exception {
        return ((RowMapper.Outcome.Mapped) map(yaml, row)).draft();
    }

    private static RowMapper.Outcome map(String yaml, Map<String, Object> row) throws IOException, MappingException {
        Mapping mapping =
                new MappingReader().read(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)), "test");
        return new DeclaredMapper(mapping, CATALOGUE.get(mapping.layer() == null ? "building" : mapping.layer()))
                .map(new Row.Read(1, null, null, row));
    }

    private static Map<String, Object> row(Object... namesAndValues) {
        Map<String, Object> row = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            row.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return row;
    }

    private static Map<String, Integer> counts(Map<String, Object> row) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        List.copyOf(row.keySet()).forEach(name -> counts.put(name, 1));
        return counts;
    }
}
