package vn.huetwin.ingest.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.BufferedWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Prototypes that stand anywhere in a CityGML file, and very many links between its members. */
@Tag("postgis")
class CityModelLinksTest {
    private static final String HEAD = """
            <core:CityModel xmlns:core="http://www.opengis.net/citygml/2.0" xmlns:gml="http://www.opengis.net/gml"
                xmlns:bldg="http://www.opengis.net/citygml/building/2.0" xmlns:frn="http://www.opengis.net/citygml/cityfurniture/2.0"
                xmlns:app="http://www.opengis.net/citygml/appearance/2.0" xmlns:xlink="http://www.w3.org/1999/xlink">
              <gml:boundedBy><gml:Envelope srsName="urn:ogc:def:crs,crs:EPSG::9214,crs:EPSG::5773" srsDimension="3">
                <gml:lowerCorner>561000 1820000 0</gml:lowerCorner><gml:upperCorner>561010 1820010 9</gml:upperCorner>
              </gml:Envelope></gml:boundedBy>
            """;

    private static ImportCity city;

    @TempDir
    Path folder;

    @BeforeAll
    static void open() throws SQLException {
        city = new ImportCity();
    }

    @AfterAll
    static void close() {
        city.close();
    }

    @BeforeEach
    void empty() throws SQLException {
        city.empty();
        try (Connection connection = city.database.connection();
                Statement statement = connection.createStatement()) {
            statement.execute("TRUNCATE city_geometry");
        }
    }

    private static String lamp(String id, int east, String relative) {
        return "<core:cityObjectMember><frn:CityFurniture gml:id=\"" + id + "\"><frn:lod1ImplicitRepresentation>"
                + "<core:ImplicitGeometry><core:transformationMatrix>2 0 0 0 0 2 0 0 0 0 2 0 0 0 0 1</core:transformationMatrix>"
                + relative + "<core:referencePoint><gml:Point><gml:pos>" + (561000 + east)
                + " 1820000 3</gml:pos></gml:Point></core:referencePoint></core:ImplicitGeometry>"
                + "</frn:lod1ImplicitRepresentation></frn:CityFurniture></core:cityObjectMember>";
    }

    private static final String LINK = "<core:relativeGMLGeometry xlink:href=\"#proto\"/>";
    /** Two squares of 1 m, red as a whole. */
    private static final String PROTOTYPE =
            "<core:relativeGMLGeometry><gml:MultiSurface gml:id=\"proto\"><gml:surfaceMember>" + square(0)
                    + "</gml:surfaceMember><gml:surfaceMember>" + square(5)
                    + "</gml:surfaceMember></gml:MultiSurface></core:relativeGMLGeometry>";

    private static final String RED = "<app:appearanceMember><app:Appearance><app:theme>a</app:theme>"
            + "<app:surfaceDataMember><app:X3DMaterial><app:diffuseColor>1 0 0</app:diffuseColor><app:target>#proto</app:target>"
            + "</app:X3DMaterial></app:surfaceDataMember></app:Appearance></app:appearanceMember>";

    private static String square(int height) {
        return "<gml:Polygon><gml:exterior><gml:LinearRing><gml:posList>0 0 %1$d 1 0 %1$d 1 1 %1$d 0 1 %1$d 0 0 %1$d"
                        .formatted(height)
                + "</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon>";
    }

    /** P has the prototype itself, L links to it; each is twice as large as the prototype and stands on 3 m. */
    @ParameterizedTest
    @CsvSource({"P L L, 3", "L P L, 3", "L L P, 3"})
    void aPrototypeIsPlacedWhereverItStandsInTheFile(String order, int lamps) throws Exception {
        StringBuilder text = new StringBuilder(HEAD);
        String[] each = order.split(" ");
        for (int i = 0; i < each.length; i++) {
            text.append(lamp("lamp" + i, 10 * i, each[i].equals("P") ? PROTOTYPE : LINK));
        }
        ImportReport report = run(text + RED + "</core:CityModel>");

        assertEquals(lamps, report.stored());
        assertEquals(
                "3 2 4 3 13 red",
                city.ask("SELECT count(*) || ' ' || min(ST_NumGeometries(geometry)) || ' '"
                        + " || round(min(ST_Area(ST_Transform(ST_GeometryN(geometry, 1), 9214)))) || ' '"
                        + " || round(min(ST_ZMin(geometry))) || ' ' || round(max(ST_ZMax(geometry))) || ' '"
                        + " || min(CASE WHEN appearance->'materials'->0->>'diffuseColor' = '[1.0,0.0,0.0]' THEN 'red' END)"
                        + " FROM city_geometry"));
        assertEquals(
                "20",
                city.ask("SELECT round(max(ST_XMin(p)) - min(ST_XMin(p))) FROM"
                        + " (SELECT ST_Transform(geometry, 9214) AS p FROM city_geometry) g"));
    }

    /**
     * 4 m east, 2 m north and 3 m up, whatever the axes of the file are: it puts latitude first in degrees here, which
     * prototypes do not, or easting first in metres.
     */
    @ParameterizedTest
    @CsvSource({
        "urn:ogc:def:crs:EPSG::4979, 16.4612 107.5713 3",
        "http://www.opengis.net/def/crs/EPSG/0/6697, 16.4612 107.5713 3",
        "'urn:ogc:def:crs,crs:EPSG::9214,crs:EPSG::5773', 561000 1820000 3"
    })
    void aPrototypeIsInMetresEastNorthAndUp(String system, String place) throws Exception {
        String box = "<core:relativeGMLGeometry><gml:MultiSurface><gml:surfaceMember><gml:Polygon><gml:exterior>"
                + "<gml:LinearRing><gml:posList>0 0 0 4 0 0 4 2 3 0 2 3 0 0 0</gml:posList></gml:LinearRing>"
                + "</gml:exterior></gml:Polygon></gml:surfaceMember></gml:MultiSurface></core:relativeGMLGeometry>";
        String text = HEAD.replace("urn:ogc:def:crs,crs:EPSG::9214,crs:EPSG::5773", system)
                        .replaceAll("(?s)<gml:lowerCorner>.*</gml:upperCorner>", "")
                + lamp("lamp", 0, box)
                        .replace("2 0 0 0 0 2 0 0 0 0 2", "1 0 0 0 0 1 0 0 0 0 1")
                        .replace("561000 1820000 3", place)
                + "</core:CityModel>";
        ImportReport report = run(text);
        assertEquals(1, report.stored(), report.toString());
        assertEquals(Map.of(), report.tables().get(0).repaired());
        assertEquals(
                "4.0 2.0 3.0 6.0",
                city.ask("SELECT concat_ws(' ', round((ST_XMax(p) - ST_XMin(p))::numeric, 1),"
                        + " round((ST_YMax(p) - ST_YMin(p))::numeric, 1), round(ST_ZMin(g)::numeric, 1),"
                        + " round(ST_ZMax(g)::numeric, 1)) FROM (SELECT ST_Transform(ST_Force2D(geometry), 9214) AS p,"
                        + " geometry AS g FROM city_geometry) placed"));
    }

    @Test
    void aPrototypeWithoutAPlaceIsCountedAndLeftOut() throws Exception {
        String lost = lamp("lamp", 0, PROTOTYPE).replaceAll("<core:referencePoint>.*</core:referencePoint>", "");
        ImportReport report = run(HEAD + lost + "</core:CityModel>");
        assertEquals(Map.of("no-reference-point", 1L), report.tables().get(0).repaired());
    }

    @Test
    void aPrototypeThatIsNotThereIsNamedAndThePlaceStays() throws Exception {
        ImportReport report = run(HEAD + lamp("lamp", 0, LINK) + "</core:CityModel>");
        assertEquals(1, report.stored());
        assertEquals(Map.of("link-not-found", 1L), report.tables().get(0).repaired());
        assertEquals("POINT", city.ask("SELECT GeometryType(geometry) FROM city_geometry"));
    }

    /** Each first house consists of the ten surfaces of the house after it. */
    @Test
    void manyLinksBetweenMembersAreFollowed() throws Exception {
        int pairs = 300;
        Path file = folder.resolve("many.gml");
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write(HEAD);
            for (int pair = 0; pair < pairs; pair++) {
                StringBuilder links = new StringBuilder();
                StringBuilder surfaces = new StringBuilder();
                for (int i = 0; i < 10; i++) {
                    int east = 561000 + pair % 200 * 40;
                    int north = 1820000 + pair / 200 * 40 + 3 * i;
                    links.append("<gml:surfaceMember xlink:href=\"#p")
                            .append(pair)
                            .append('-')
                            .append(i)
                            .append("\"/>");
                    surfaces.append(
                            ("<gml:surfaceMember><gml:Polygon gml:id=\"p%5$d-%6$d\"><gml:exterior><gml:LinearRing>"
                                            + "<gml:posList>%1$d %2$d 2 %3$d %2$d 2 %3$d %4$d 2 %1$d %4$d 2 %1$d %2$d 2</gml:posList>"
                                            + "</gml:LinearRing></gml:exterior></gml:Polygon></gml:surfaceMember>")
                                    .formatted(east, north, east + 8, north + 2, pair, i));
                }
                out.write(house("a" + pair, links) + house("b" + pair, surfaces));
            }
            out.write("</core:CityModel>");
        }
        ImportReport report = city.importer.run(ImportRequest.of(file), Progress.NONE);
        assertNull(report.refused());
        assertEquals(2L * pairs, report.stored());
        assertEquals(Map.of(), report.tables().get(0).repaired());
        assertEquals(
                "10 10",
                city.ask(
                        "SELECT min(ST_NumGeometries(geometry)) || ' ' || max(ST_NumGeometries(geometry)) FROM city_geometry"));
    }

    private static String house(String id, CharSequence members) {
        return "<core:cityObjectMember><bldg:Building gml:id=\"" + id + "\"><bldg:lod1MultiSurface><gml:MultiSurface>"
                + members + "</gml:MultiSurface></bldg:lod1MultiSurface></bldg:Building></core:cityObjectMember>\n";
    }

    private ImportReport run(String text) throws Exception {
        Path file = Files.writeString(folder.resolve("lamps.gml"), text);
        ImportReport report = city.importer.run(ImportRequest.of(file), Progress.NONE);
        assertNull(report.refused(), String.valueOf(report.refused()));
        assertEquals(0, report.setAside(), report.toString());
        return report;
    }
}
