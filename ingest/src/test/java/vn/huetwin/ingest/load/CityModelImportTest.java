package vn.huetwin.ingest.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.huetwin.ingest.export.Exporter;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.ontology.query.TableNames;
import vn.huetwin.ontology.store.CityGeometry;
import vn.huetwin.ontology.store.Database;
import vn.huetwin.ontology.store.FeatureStore;

/** City models into a real PostGIS: every object is stored or set aside with the reason. */
@Tag("postgis")
class CityModelImportTest {
    private static final Catalogue CATALOGUE = ImportCity.CATALOGUE;
    private static final List<String> LAYERS = List.of(
            "building",
            "bridge",
            "tunnel",
            "traffic_area",
            "vegetation",
            "land_cover",
            "relief",
            "city_furniture",
            "city_object",
            "city_part",
            "city_surface",
            "city_attribute");
    private static ImportCity city;
    private static Database database;
    private static Importer importer;

    @TempDir
    Path folder;

    @BeforeAll
    static void open() throws SQLException {
        city = new ImportCity();
        database = city.database;
        importer = city.importer;
    }

    @AfterAll
    static void close() {
        city.close();
    }

    @BeforeEach
    void empty() throws SQLException {
        String tables = LAYERS.stream()
                .map(CATALOGUE::get)
                .map(layer -> TableNames.table(layer) + ", " + TableNames.history(layer))
                .collect(Collectors.joining(", "));
        execute("TRUNCATE " + tables + ", city_geometry, quarantine, event_log");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    berlin_lod2.gml                     | building 61, city_surface 1125, city_attribute 61
                    fzk_haus_lod2.gml                   | building 1, city_surface 7, city_attribute 8
                    fzk_haus_lod3.gml                   | building 1, city_surface 20, city_attribute 8
                    citygml4j_lod2_buildings_v3.gml     | building 100, city_surface 700, city_attribute 200
                    citygml3_versioning.gml             | building 4, city_part 5
                    plateau_bldg_53392633.gml           | building 10, city_surface 1217
                    delft_3dfier.city.json              | building 160, bridge 3, traffic_area 143, vegetation 126, land_cover 81, city_object 57
                    3dbag_sub.city.json                 | building 26, traffic_area 11, vegetation 8, land_cover 44, city_object 9
                    delft_subset.city.jsonl             | building 10, city_part 10
                    citygml4j_lod2_buildings.city.jsonl | building 100, city_surface 700
                    """)
    void takesEveryObject(String name, String expected) throws Exception {
        Path file = shared(name);
        ImportRequest request = ImportRequest.of(file).anywhere(true);
        ImportReport report = run(name.startsWith("citygml4j_lod2_buildings.city") ? request.crs(3068) : request);

        Map<String, Long> stored = report.tables().stream()
                .collect(Collectors.toMap(t -> String.valueOf(t.layer()), ImportReport.TableReport::stored));
        for (String part : expected.split(", ")) {
            assertEquals(Long.valueOf(part.split(" ")[1]), stored.get(part.split(" ")[0]), part + " of " + stored);
        }
        assertEquals(
                membersIn(file),
                LAYERS.subList(0, 9).stream().mapToLong(l -> count(l)).sum(),
                "nothing lost");
        assertEquals(0, report.setAside());
    }

    @ParameterizedTest
    @ValueSource(strings = {"berlin_lod2.gml", "delft_subset.city.jsonl", "3dbag_sub.city.json"})
    void theSameModelAgainChangesNothing(String name) throws Exception {
        run(ImportRequest.of(shared(name)).anywhere(true));
        long surfaces = number("SELECT count(*) FROM city_geometry");

        ImportReport again = run(ImportRequest.of(shared(name)).anywhere(true));

        for (ImportReport.TableReport table : again.tables()) {
            assertEquals(table.read(), table.unchanged(), table.layer());
        }
        assertEquals(surfaces, number("SELECT count(*) FROM city_geometry"));
    }

    @Test
    void roofsSeenFromAboveCoverTheirFootprints() throws Exception {
        run(ImportRequest.of(shared("berlin_lod2.gml")).anywhere(true));
        double ratio = real("SELECT sum(r.flat) / sum(ST_Area(b.geometry::geography)) FROM layer.building b JOIN ("
                + "SELECT building, sum(area * cos(radians(tilt))) AS flat FROM layer.city_surface"
                + " WHERE role = 'roof' AND shown GROUP BY building) r ON r.building = b.id");
        assertEquals(1, ratio, 0.01);
    }

    @Test
    void placesStandWhereTheyAre() throws Exception {
        run(ImportRequest.of(shared("plateau_bldg_53392633.gml")).anywhere(true));
        // latitude, longitude, height in the file
        assertTrue(real("SELECT ST_XMin(ST_Extent(geometry)) FROM layer.building") > 139.7);
        assertEquals(35.5, real("SELECT ST_YMin(ST_Extent(geometry)) FROM layer.building"), 0.1);
        run(ImportRequest.of(shared("delft_subset.city.jsonl")).anywhere(true).layer("building"));
        assertEquals(
                4.36,
                real(
                        "SELECT avg(ST_X(ST_Centroid(geometry))) FROM layer.building WHERE ST_Y(ST_Centroid(geometry)) > 50"),
                0.02);
    }

    // ---- what becomes of objects ----

    private static final String HOUSE = """
            {"type": "CityJSON", "version": "2.0", "metadata": {"referenceSystem": "https://www.opengis.net/def/crs/EPSG/0/9214"},
             "transform": {"scale": [0.001, 0.001, 0.001], "translate": [561000, 1820000, 0]},
             "CityObjects": {"house": {"type": "Building", "attributes": {"storeysAboveGround": 4, "owner": "x"%s},
               "geometry": [{"type": "MultiSurface", "lod": "2", "boundaries": [%s],
                 "semantics": {"surfaces": [{"type": "GroundSurface"}, {"type": "RoofSurface"}], "values": [0, 1]}}]}},
             "vertices": [[0,0,2000], [10000,0,2000], [10000,6000,2000], [0,6000,2000],
                          [0,0,9000], [10000,0,9000], [10000,6000,9000], [0,6000,9000]]}
            """;

    @Test
    void aModelIsObjectPartsSurfacesAndAttributes() throws Exception {
        ImportReport report = run(file("house.city.json", HOUSE.formatted("", "[[3,2,1,0]], [[4,5,6,7]]")));

        assertEquals("building 1, city_attribute 1, city_surface 2", stored(report));
        assertEquals(
                "4 7 2 2 60",
                text("SELECT floors || ' ' || height || ' ' || ground_height || ' ' || lod || ' '"
                        + " || round(ST_Area(geometry_local)) FROM layer.building"));
        assertEquals(
                "ground 60 180, roof 60 0",
                text("SELECT string_agg(role || ' ' || round(area) || ' ' || round(tilt), ', '"
                        + " ORDER BY role) FROM layer.city_surface WHERE shown AND building = 'house'"));
        assertEquals(
                "2.000 9.000",
                text(
                        "SELECT round(min(ST_ZMin(g.geometry))::numeric, 3) || ' ' || round(max(ST_ZMax(g.geometry))::numeric, 3)"
                                + " FROM city_geometry g JOIN layer.building USING (model)"));
    }

    @Test
    void whatAnObjectNoLongerHasGoesIntoTheHistory() throws Exception {
        run(file("house.city.json", HOUSE.formatted("", "[[3,2,1,0]], [[4,5,6,7]]")));
        run(file("house.city.json", HOUSE.formatted("", "[[3,2,1,0]]")));

        assertEquals(1, count("city_surface"));
        assertEquals(1, number("SELECT count(*) FROM layer_history.city_surface WHERE role = 'roof'"));
        assertEquals(2, number("SELECT count(DISTINCT model) FROM city_geometry"), "the old shape stays for the past");
    }

    // ---- out again ----

    /** Objects, attributes, surfaces: each with what must come back. Places in millimetres. */
    private static final String CONTENT = "SELECT string_agg(line, E'\\n' ORDER BY line COLLATE \"C\") FROM ("
            + "SELECT 'surface ' || part || ' ' || surface || ' ' || g.lod || ' ' || role || ' ' || coalesce(shell, -1)"
            + " || ' ' || ST_NPoints(g.geometry) AS line FROM city_geometry g JOIN layer.building b USING (model)"
            + " UNION ALL SELECT 'attribute ' || part_of || ' ' || name || ' ' || text || ' ' || coalesce(unit, '')"
            + " FROM layer.city_attribute"
            + " UNION ALL SELECT 'part ' || id || ' ' || type || ' ' || part_of FROM layer.city_part"
            + " UNION ALL SELECT 'building ' || id || ' ' || coalesce(name, '') || ' ' || coalesce(floors, -1)"
            + " || ' ' || round(coalesce(height, 0)::numeric, 2) FROM layer.building) l";

    private static final String CORNERS =
            "SELECT avg(ST_X(c.geom)) || ' ' || avg(ST_Y(c.geom)) || ' ' || avg(ST_Z(c.geom))"
                    + " FROM city_geometry, ST_DumpPoints(geometry) c";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "berlin_lod2.gml",
                "delft_subset.city.jsonl",
                "fzk_haus_lod3.gml",
                "citygml4j_lod2_buildings_v3.gml"
            })
    void whatGoesOutAsCityJsonComesBackTheSame(String name) throws Exception {
        run(ImportRequest.of(shared(name)).anywhere(true));
        String before = text(CONTENT);
        String[] corners = text(CORNERS).split(" ");
        Path out = folder.resolve("out.city.json");
        long written = exported(out);
        assertEquals(count("building"), written);
        empty();

        ImportReport back = run(ImportRequest.of(out).anywhere(true));

        assertNull(back.refused());
        assertEquals("", without(before, text(CONTENT)), "lost");
        assertEquals("", without(text(CONTENT), before), "new");
        String[] again = text(CORNERS).split(" ");
        assertEquals(Double.parseDouble(corners[0]), Double.parseDouble(again[0]), 1e-8, "longitude, 1 mm");
        assertEquals(Double.parseDouble(corners[1]), Double.parseDouble(again[1]), 1e-8, "latitude, 1 mm");
        assertEquals(Double.parseDouble(corners[2]), Double.parseDouble(again[2]), 1e-3, "height");
    }

    /** Half a world is more millimetres than an int holds. */
    @Test
    void housesOfTwoContinentsGoIntoOneFileThatOthersMayRead() throws Exception {
        run(file("house.city.json", HOUSE.formatted("", "[[3,2,1,0]], [[4,5,6,7]]")));
        Path far = Files.writeString(
                folder.resolve("far.gml"), GML.formatted(house("far", SQUARE)).replace("EPSG::9214", "EPSG::25833"));
        run(ImportRequest.of(far).anywhere(true));
        Path out = folder.resolve("out.city.json");
        assertEquals(2, exported(out));
        Path made = Files.createFile(folder.resolve("made-by-the-user"));
        assertEquals(Files.getPosixFilePermissions(made), Files.getPosixFilePermissions(out));
        empty();
        run(ImportRequest.of(out).anywhere(true));
        assertEquals(2, count("building"));
    }

    private static long exported(Path out) throws IOException {
        return new Exporter(
                        new FeatureStore(database.dataSource(), CATALOGUE),
                        new CityGeometry(database.dataSource()),
                        new CrsRegistry(),
                        CATALOGUE,
                        InstantSource.system())
                .toFile("building", Exporter.Format.CITYJSON, Access.OPEN, out);
    }

    private static String without(String lines, String others) {
        Set<String> known = others.lines().collect(Collectors.toSet());
        return lines.lines().filter(line -> !known.contains(line)).limit(20).collect(Collectors.joining("\n"));
    }

    // ---- bad input ----

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    cut.gml        | malformed-xml      | <CityModel xmlns="http://www.opengis.net/citygml/2.0"><cityObjectMember><a>
                    laughs.gml     | xml-document-type  | <!DOCTYPE CityModel [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><CityModel xmlns="http://www.opengis.net/citygml/2.0">&b;</CityModel>
                    outside.gml    | xml-document-type  | <!DOCTYPE CityModel SYSTEM "http://localhost/x.dtd"><CityModel xmlns="http://www.opengis.net/citygml/2.0"/>
                    ns.gml         | unknown-format     | <CityModel xmlns="http://example.org/citymodel"/>
                    wrong.gml      | not-a-city-model   | <Model xmlns="http://www.opengis.net/citygml/2.0"/>
                    nocrs.gml      | crs-missing        | <CityModel xmlns="http://www.opengis.net/citygml/2.0"/>
                    crs.gml        | crs-unknown        | <CityModel xmlns="http://www.opengis.net/citygml/2.0" xmlns:gml="http://www.opengis.net/gml"><gml:boundedBy><gml:Envelope srsName="urn:x-mars:1"/></gml:boundedBy></CityModel>
                    crs.city.json  | crs-unknown        | {"type": "CityJSON", "version": "2.0", "metadata": {"referenceSystem": "urn:x-mars:1"}, "CityObjects": {}, "vertices": []}
                    crs2.city.json | crs-unknown        | {"type": "CityJSON", "version": "2.0", "metadata": {"referenceSystem": "EPSG:6959"}, "CityObjects": {"a": {"type": "Building"}}, "vertices": []}
                    old.city.json  | unknown-version    | {"type": "CityJSON", "version": "0.6", "CityObjects": {}, "vertices": []}
                    cut.city.json  | malformed-json     | {"type": "CityJSON", "version": "2.0", "CityObjects": {"a": {"type": "Buil
                    none.city.json | no-features        | {"type": "CityJSON", "version": "2.0", "metadata": {"referenceSystem": "EPSG:9214"}, "CityObjects": {}, "vertices": []}
                    """)
    void refusesFilesWithTheReason(String name, String code, String content) throws Exception {
        ImportReport report = run(file(name, content));

        assertNotNull(report.refused(), "not refused");
        assertEquals(code, report.refused().code());
        assertEquals(0, number("SELECT count(*) FROM city_geometry") + count("building"));
    }

    /** Of a file that is cut short after whole houses nothing is stored. */
    @ParameterizedTest
    @CsvSource({"house.gml, </bldg:Building>", "house.gml, <gml:posList>5610", "house.city.json, GroundSurface"})
    void aFileThatWasCutShortLeavesNothing(String name, String end) throws Exception {
        String whole = name.endsWith("gml")
                ? GML.formatted(house("a", SQUARE) + house("b", SQUARE))
                : HOUSE.formatted("", "[[3,2,1,0]]");
        ImportReport report = run(file(name, whole.substring(0, whole.lastIndexOf(end) + end.length())));
        assertNotNull(report.refused());
        assertTrue(
                report.refused().message().en().contains("cut short"),
                report.refused().toString());
        assertEquals(0, number("SELECT count(*) FROM city_geometry") + count("building"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    vertex-index-out-of-range | "boundaries": [[[0, 1, 99]]]
                    unknown-geometry-type     | "type": "Blob"
                    template-not-found        | "type": "GeometryInstance"
                    """)
    void setsObjectsAsideWithTheReason(String code, String fault) throws Exception {
        String geometry = fault.contains("type")
                ? "{" + fault + "}"
                : "{\"type\": \"MultiSurface\", \"lod\": \"1\", " + fault + "}";
        String model = HOUSE.formatted("", "[[3,2,1,0]]")
                .replace(
                        "\"CityObjects\": {",
                        "\"CityObjects\": {\"bad\": {\"type\": \"Building\", \"geometry\": [" + geometry + "]}, ");
        ImportReport report = run(file("bad.city.json", model));

        assertEquals(1, count("building"));
        assertEquals(Map.of(code, 1L), report.tables().get(0).setAside());
        assertEquals(code, text("SELECT reason_code FROM quarantine"));
    }

    private static final String GML = """
            <core:CityModel xmlns:core="http://www.opengis.net/citygml/2.0" xmlns:gml="http://www.opengis.net/gml"
                xmlns:bldg="http://www.opengis.net/citygml/building/2.0" xmlns:urf="http://example.org/urf"
                xmlns:xlink="http://www.w3.org/1999/xlink">
              <gml:boundedBy><gml:Envelope srsName="urn:ogc:def:crs,crs:EPSG::9214,crs:EPSG::5773" srsDimension="3">
                <gml:lowerCorner>561000 1820000 0</gml:lowerCorner><gml:upperCorner>561010 1820010 9</gml:upperCorner>
              </gml:Envelope></gml:boundedBy>
              %s
            </core:CityModel>
            """;

    private static String house(String id, String ring) {
        return """
            <core:cityObjectMember><bldg:Building gml:id="%s"><bldg:lod1MultiSurface><gml:MultiSurface><gml:surfaceMember>
              <gml:Polygon><gml:exterior><gml:LinearRing><gml:posList>%s</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon>
            </gml:surfaceMember></gml:MultiSurface></bldg:lod1MultiSurface></bldg:Building></core:cityObjectMember>
            """.formatted(id, ring);
    }

    private static final String SQUARE =
            "561000 1820000 2 561010 1820000 2 561010 1820010 2 561000 1820010 2 561000 1820000 2";

    @Test
    void namesExtensionObjectsThatTheLibraryPassesOver() throws Exception {
        ImportReport report = run(
                file(
                        "ade.gml",
                        GML.formatted(
                                house("a", SQUARE)
                                        + "<core:cityObjectMember><urf:Zone gml:id=\"z\"><urf:x>1</urf:x></urf:Zone></core:cityObjectMember>")));

        assertEquals(1, count("building"));
        assertEquals(
                "city_object extension-object Zone z",
                text("SELECT layer || ' ' || reason_code || ' ' || convert_from(original, 'UTF8') FROM quarantine"));
        assertEquals(1, report.setAside());
    }

    @Test
    void keepsTheFirstOfTwoWithOneId() throws Exception {
        ImportReport report = run(file("twice.gml", GML.formatted(house("a", SQUARE) + house("a", SQUARE))));
        assertEquals("1 1", count("building") + " " + report.setAside());
        assertEquals("duplicate-key", text("SELECT reason_code FROM quarantine"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ring-not-closed | 561000 1820000 2 561010 1820000 2 561010 1820010 2 561000 1820010 2
                    duplicate-point | 561000 1820000 2 561010 1820000 2 561010 1820000 2 561010 1820010 2 561000 1820000 2
                    not-planar      | 561000 1820000 2 561010 1820000 2 561010 1820010 9 561000 1820010 2 561000 1820000 2
                    """)
    void mendsRingsAndSaysSo(String repair, String ring) throws Exception {
        ImportReport report = run(file("ring.gml", GML.formatted(house("a", ring))));
        assertEquals(1, count("building"));
        assertEquals(Map.of(repair, 1L), report.tables().get(0).repaired());
    }

    @Test
    void namesObjectsOfNamespacesThatCityGmlDoesNotHave() throws Exception {
        ImportReport report =
                run(file("ns.gml", GML.replace("building/2.0", "building/9.0").formatted(house("a", SQUARE))));
        assertEquals(Map.of("object-not-readable", 1L), report.tables().get(0).setAside());
        assertEquals(
                "The object {http://www.opengis.net/citygml/building/9.0}Building could not be read; CityGML 1.0, 2.0 and 3.0 can be",
                report.tables().get(0).examples().get(0).message().en());
    }

    /** House a has a whole surface beside the broken one, house b the broken one alone. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    not-finite      | 1 | surfaces with coordinates that are no numbers were left out | 561000 1820000 2 NaN 1820000 2 561010 1820010 2 561000 1820000 2
                    ring-degenerate | 1 | rings of less than three readable points were left out      | 561000 1820000 2 INF 1820000 2 561010 1820010 2 561000 1820000 2
                    ring-degenerate | 1 | rings of less than three readable points were left out      | ''
                    ring-degenerate | 1 | rings of less than three readable points were left out      | one two three
                    ring-degenerate | 1 | rings of less than three readable points were left out      | 561000 1820000 2 561000 1820000 2 561000 1820000 2 561000 1820000 2
                    ring-degenerate | 1 | rings of less than three readable points were left out      | 561000 1820000 2 561010 1820000 2 561000 1820000 2
                    not-in-threes   | 1 | rings whose numbers do not come in threes were left out     | 561000 1820000 561010 1820000 561010 1820010 561000 1820010 561000 1820000
                    self-crossing   | 2 | surfaces cross themselves; kept as they are                 | 561000 1820000 2 561010 1820010 2 561010 1820000 2 561000 1820010 2 561000 1820000 2
                    """)
    void aBrokenRingCostsItsSurfaceNotTheObject(String code, int surfaces, String reason, String ring)
            throws Exception {
        String second = "<gml:surfaceMember><gml:Polygon><gml:exterior><gml:LinearRing><gml:posList>" + ring
                + "</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></gml:surfaceMember></gml:MultiSurface>";
        String a = house("a", SQUARE).replace("</gml:MultiSurface>", second);
        ImportReport.TableReport report = run(file("ring.gml", GML.formatted(a + house("b", ring))))
                .tables()
                .get(0);

        assertEquals(
                "a " + surfaces,
                text("SELECT id || ' ' || (SELECT sum(ST_NumGeometries(g.geometry))"
                        + " FROM city_geometry g WHERE g.model = b.model) FROM layer.building b"));
        assertEquals(1L, report.repaired().get(code), report.repaired().toString());
        assertEquals(Map.of("geometry-missing", 1L), report.setAside());
        ImportReport.Example why = report.examples().get(0);
        assertEquals("b", why.key());
        assertTrue(why.message().en().contains(": ") && why.message().en().endsWith("1 " + reason), why.toString());
    }

    /** P stands in house a, as the one surface of M; N of house c links to P; house b has only links. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    the owner first  | a b | <bldg:lod1MultiSurface><gml:MultiSurface>[P]</gml:MultiSurface></bldg:lod1MultiSurface> | 1 - 1
                    the owner last   | b a | <bldg:lod1MultiSurface><gml:MultiSurface>[P]</gml:MultiSurface></bldg:lod1MultiSurface> | 1 - 1
                    a whole geometry | b a | <bldg:lod1MultiSurface xlink:href="#M"/> | 1 - 1
                    along two links  | b a | <bldg:lod1MultiSurface xlink:href="#N"/> | 1 - 1
                    twice, once kept | b a | <bldg:lod1MultiSurface><gml:MultiSurface>[P][P]</gml:MultiSurface></bldg:lod1MultiSurface> | 1 - 1
                    in a shell       | a b | <bldg:lod1Solid><gml:Solid><gml:exterior><gml:CompositeSurface>[P]</gml:CompositeSurface></gml:exterior></gml:Solid></bldg:lod1Solid> | 1 0 1
                    wall of a solid  | b a | <bldg:lod2Solid><gml:Solid><gml:exterior><gml:CompositeSurface>[P]</gml:CompositeSurface></gml:exterior></gml:Solid></bldg:lod2Solid><bldg:boundedBy><bldg:GroundSurface gml:id="g"><bldg:lod2MultiSurface><gml:MultiSurface>[P]</gml:MultiSurface></bldg:lod2MultiSurface></bldg:GroundSurface></bldg:boundedBy> | 2ground 0 1
                    """)
    void followsLinksIntoOtherMembers(String what, String order, String linking, String expected) throws Exception {
        String owner = house("a", SQUARE)
                .replace("<gml:MultiSurface>", "<gml:MultiSurface gml:id=\"M\">")
                .replace("<gml:Polygon>", "<gml:Polygon gml:id=\"P\">");
        String other = house("c", SQUARE)
                .replace("<gml:MultiSurface>", "<gml:MultiSurface gml:id=\"N\"><gml:surfaceMember xlink:href=\"#P\"/>")
                .replaceFirst("(?s)<gml:surfaceMember>.*</gml:surfaceMember>", "");
        String b = "<core:cityObjectMember><bldg:Building gml:id=\"b\">"
                + linking.replace("[P]", "<gml:surfaceMember xlink:href=\"#P\"/>")
                + "</bldg:Building></core:cityObjectMember>";
        ImportReport report =
                run(file("links.gml", GML.formatted(other + (order.equals("a b") ? owner + b : b + owner))));

        assertEquals(0, report.setAside(), report.toString());
        assertEquals(
                expected,
                text("SELECT string_agg(g.lod || g.role || ' ' || coalesce(g.shell::text, '-') || ' '"
                        + " || ST_NumGeometries(g.geometry), ', ') FROM city_geometry g JOIN layer.building b USING (model)"
                        + " WHERE b.id = 'b'"));
        assertEquals(100, real("SELECT ST_Area(geometry_local) FROM layer.building WHERE id = 'b'"), 0.1);
    }

    /** Each of two links to the other: a circle has no surface. */
    @Test
    void linksThatLeadNowhereAreNamed() throws Exception {
        String link =
                "<core:cityObjectMember><bldg:Building gml:id=\"%s\"><bldg:lod1MultiSurface><gml:MultiSurface gml:id=\"%s\">"
                        + "<gml:surfaceMember xlink:href=\"#%s\"/></gml:MultiSurface></bldg:lod1MultiSurface></bldg:Building></core:cityObjectMember>";
        ImportReport report = run(file(
                "links.gml",
                GML.formatted(link.formatted("a", "A", "gone")
                        + link.formatted("b", "B", "C")
                        + link.formatted("c", "C", "B"))));
        assertEquals(
                "a 'gone', b 'C', c 'B'",
                report.tables().get(0).examples().stream()
                        .map(e -> e.key() + " "
                                + e.message().en().replaceFirst(".*1 xlinks lead to no geometry of the file: ", ""))
                        .collect(Collectors.joining(", ")));
    }

    /** The search for edges that cross must not compare all with all. */
    @Test
    void aRingOfVeryManyCornersIsTaken() throws Exception {
        int corners = 30_000;
        Path file = file("round.gml", GML.formatted(house("a", round(corners)) + house("b", SQUARE)));
        ImportReport report = run(file);
        assertEquals("2 0", count("building") + " " + report.setAside());
        assertEquals(corners + 1, number("SELECT max(ST_NPoints(geometry)) FROM city_geometry"));
    }

    /** One more than a row may have: it is set aside with the reason, and its neighbour is taken. */
    @Test
    @Tag("slow")
    void aRingOfAMillionCornersIsSetAside() throws Exception {
        ImportReport report = run(file("round.gml", GML.formatted(house("a", round(1_000_000)) + house("b", SQUARE))));
        assertEquals("1 1", count("building") + " " + report.setAside());
        assertEquals(Map.of("too-many-vertices", 1L), report.tables().get(0).setAside());
        assertEquals(1, number("SELECT count(*) FROM city_geometry"));
    }

    private static String round(int corners) {
        StringBuilder ring = new StringBuilder();
        for (int i = 0; i <= corners; i++) {
            double angle = i % corners * 2 * Math.PI / corners;
            ring.append(561000 + 50 * Math.cos(angle))
                    .append(' ')
                    .append(1820000 + 50 * Math.sin(angle))
                    .append(" 2 ");
        }
        return ring.toString();
    }

    @Test
    void asksWhetherModelsFarFromTheCityAreMeant() throws Exception {
        Path far = file("far.gml", GML.formatted(house("a", SQUARE)).replace("EPSG::9214", "EPSG::25833"));
        ImportReport report = run(far);
        assertEquals("0 0", count("building") + " " + number("SELECT count(*) FROM city_geometry"));
        assertEquals("a", report.tables().get(0).examples().get(0).key());
        assertTrue(report.tables().get(0).examples().get(0).message().en().contains("--anywhere"), report.toString());

        run(ImportRequest.of(far).anywhere(true));
        assertEquals("1 1", count("building") + " " + number("SELECT count(*) FROM city_geometry"));
    }

    /** Counted without the reader: elements of the text, or objects without parents. */
    private static long membersIn(Path file) throws IOException {
        String name = String.valueOf(file.getFileName());
        String text = Files.readString(file);
        if (name.endsWith(".gml")) {
            return Pattern.compile("</(\\w+:)?cityObjectMember>")
                    .matcher(text)
                    .results()
                    .count();
        }
        long count = 0;
        for (String line : name.endsWith("l") ? text.lines().toList() : List.of(text)) {
            for (JsonNode object : new ObjectMapper().readTree(line).path("CityObjects")) {
                count += object.has("parents") ? 0 : 1;
            }
        }
        return count;
    }

    private static ImportReport run(ImportRequest request) throws SQLException {
        return importer.run(request, Progress.NONE);
    }

    private static ImportReport run(Path file) throws SQLException {
        return run(ImportRequest.of(file));
    }

    private static String stored(ImportReport report) {
        assertNull(report.refused());
        return report.tables().stream()
                .map(t -> t.layer() + " " + t.stored())
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private static Path shared(String name) {
        String given = System.getenv("TWIN_SHARED");
        Path file = Path.of(given == null ? "../../shared" : given)
                .resolve("data/citymodels")
                .resolve(name);
        Assumptions.assumeTrue(Files.exists(file), "no shared data beside the project");
        return file;
    }

    private static long count(String layer) {
        try {
            return number("SELECT count(*) FROM " + TableNames.table(CATALOGUE.get(layer)));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long number(String sql) throws SQLException {
        return Long.parseLong(text(sql));
    }

    private static double real(String sql) throws SQLException {
        return Double.parseDouble(text(sql));
    }

    private static String text(String sql) throws SQLException {
        return String.valueOf(city.ask(sql));
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = database.connection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
