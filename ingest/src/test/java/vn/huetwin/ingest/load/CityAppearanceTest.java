package vn.huetwin.ingest.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.huetwin.ingest.export.Exporter;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.ontology.store.CityGeometry;
import vn.huetwin.ontology.store.FeatureStore;

/** Colours of city models: from the file to their surfaces, and out again. */
@Tag("postgis")
class CityAppearanceTest {
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
        try (Connection connection = city.database.connection();
                Statement statement = connection.createStatement()) {
            statement.execute("TRUNCATE layer.building, layer_history.building, layer.city_surface,"
                    + " layer_history.city_surface, city_geometry, quarantine, event_log");
        }
    }

    private static String polygon(String id, int height) {
        return ("<gml:surfaceMember><gml:Polygon gml:id=\"%s\"><gml:exterior><gml:LinearRing><gml:posList>561000 1820000 %2$d"
                        + " 561010 1820000 %2$d 561010 1820010 %2$d 561000 1820010 %2$d 561000 1820000 %2$d"
                        + "</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></gml:surfaceMember>")
                .formatted(id, height);
    }

    private static String material(String parts, String... targets) {
        StringBuilder text = new StringBuilder("<app:surfaceDataMember><app:X3DMaterial>").append(parts);
        for (String target : targets) {
            text.append("<app:target>#").append(target).append("</app:target>");
        }
        return text.append("</app:X3DMaterial></app:surfaceDataMember>").toString();
    }

    private static String theme(String name, String... data) {
        return "<app:Appearance><app:theme>" + name + "</app:theme>" + String.join("", data) + "</app:Appearance>";
    }

    private static final String RED = "<app:diffuseColor>1 0 0</app:diffuseColor>";
    private static final String GLASS =
            "<app:diffuseColor>0 0 1</app:diffuseColor><app:transparency>0.5</app:transparency>";

    /**
     * P and Q in the surface M.
     *
     * @param local of the building, ahead of its surfaces
     * @param model of the whole file, at its end
     */
    private Path cityGml(String version, String local, String model) throws IOException {
        String major = version.substring(0, 1);
        String gml = major.equals("3") ? "http://www.opengis.net/gml/3.2" : "http://www.opengis.net/gml";
        String lod = major.equals("3") ? "core:lod2MultiSurface" : "bldg:lod2MultiSurface";
        String own = local.isEmpty() ? "" : "<core:appearance>" + local + "</core:appearance>";
        if (major.equals("2") || major.equals("1")) {
            own = own.replace("core:appearance>", "app:appearance>");
        }
        return Files.writeString(folder.resolve("house.gml"), """
                <core:CityModel xmlns:core="http://www.opengis.net/citygml/%1$s" xmlns:gml="%2$s"
                    xmlns:bldg="http://www.opengis.net/citygml/building/%1$s" xmlns:app="http://www.opengis.net/citygml/appearance/%1$s">
                  <gml:boundedBy><gml:Envelope srsName="urn:ogc:def:crs,crs:EPSG::9214,crs:EPSG::5773" srsDimension="3">
                    <gml:lowerCorner>561000 1820000 0</gml:lowerCorner><gml:upperCorner>561010 1820010 9</gml:upperCorner>
                  </gml:Envelope></gml:boundedBy>
                  <core:cityObjectMember><bldg:Building gml:id="house">%3$s<%4$s><gml:MultiSurface gml:id="M">%5$s%6$s</gml:MultiSurface></%4$s>
                  </bldg:Building></core:cityObjectMember>
                  <%8$s:appearanceMember>%7$s</%8$s:appearanceMember>
                </core:CityModel>
                """.formatted(
                version, gml, own, lod, polygon("P", 2), polygon("Q", 9), model, major.equals("3") ? "core" : "app"));
    }

    @ParameterizedTest
    @CsvSource({"1.0", "2.0", "3.0"})
    void materialsOfCityGmlStayWithTheirSurfacesByTheme(String version) throws Exception {
        ImportReport report = run(cityGml(
                version,
                theme("local", material(RED, "Q")),
                theme("visual", material(RED, "P"), material(GLASS, "M")) + theme("energy", material(GLASS, "P"))));

        assertEquals("", notes(report));
        // of P its own material comes before that of M, of which it is a part
        assertEquals(
                "{\"materials\":[{\"name\":\"\",\"diffuseColor\":[1.0,0.0,0.0]},"
                        + "{\"name\":\"\",\"diffuseColor\":[0.0,0.0,1.0],\"transparency\":0.5}],"
                        + "\"themes\":{\"visual\":[0,1],\"energy\":[1,-1],\"local\":[-1,0]}}",
                text("SELECT appearance FROM city_geometry"));
    }

    @Test
    void whatIsNotTakenOfAnAppearanceIsCountedAndNamed() throws Exception {
        String texture = "<app:surfaceDataMember><app:ParameterizedTexture><app:imageURI>wall.jpg</app:imageURI>"
                + "<app:target uri=\"#P\"/></app:ParameterizedTexture></app:surfaceDataMember>";
        ImportReport report = run(
                cityGml(
                        "2.0",
                        "",
                        theme(
                                "visual",
                                texture,
                                material("<app:isFront>false</app:isFront>" + RED, "P"),
                                material("<app:diffuseColor>2 -1 0</app:diffuseColor>", "Q"),
                                material("<app:diffuseColor>red</app:diffuseColor>", "nowhere"),
                                "<app:surfaceDataMember xmlns:xlink=\"http://www.w3.org/1999/xlink\" xlink:href=\"#other\"/>")));

        assertEquals("""
                theme 'visual': 1 texture images (wall.jpg) of 1 surfaces were not taken; on the map these surfaces have the \
                colours of their materials or roles, and exports have no images: keep the file
                1 materials of the back side of surfaces were not taken: 'visual'
                2 numbers of colours lay outside of 0 to 1 and were cut: 'diffuseColor 2.0'
                1 colours could not be read: 'diffuseColor red'
                1 xlinks to materials were not followed
                1 targets of materials or textures are no surface of the file""", notes(report));
        assertEquals(
                "{\"materials\":[{\"name\":\"\",\"diffuseColor\":[1.0,0.0,0.0]}],\"themes\":{\"visual\":[-1,0]}}",
                text("SELECT appearance FROM city_geometry"));
    }

    private static final String JSON = """
            {"type": "CityJSON", "version": "2.0", "metadata": {"referenceSystem": "https://www.opengis.net/def/crs/EPSG/0/9214"},
             "transform": {"scale": [0.001, 0.001, 0.001], "translate": [561000, 1820000, 0]},
             "appearance": {"default-theme-material": "seen", "textures": [{"type": "PNG", "image": "a.png"}], "materials": [
               {"name": "brick", "diffuseColor": [0.7, 0.2, 0.1], "ambientIntensity": 0.2, "isSmooth": false},
               {"name": "pane", "diffuseColor": [0.5, 0.5, 1], "specularColor": [1, 1, 1], "transparency": 0.6, "shininess": 0.9}]},
             "CityObjects": {"house": {"type": "Building", "geometry": [
               {"type": "Solid", "lod": "2", "boundaries": [[[[3,2,1,0]], [[4,5,6,7]], [[0,1,5,4]], [[1,2,6,5]], [[2,3,7,6]], [[3,0,4,7]]]],
                "semantics": {"surfaces": [{"type": "RoofSurface"}, {"type": "WallSurface"}], "values": [[null, 0, 1, 1, 1, 1]]},
                "material": {"heat": {"value": 1}, "seen": {"values": [[null, 0, 1, 1, 0, %s]]}}},
               {"type": "MultiSurface", "lod": "1", "boundaries": [[[3,2,1,0]]]}]}},
             "vertices": [[0,0,2000], [10000,0,2000], [10000,6000,2000], [0,6000,2000],
                          [0,0,9000], [10000,0,9000], [10000,6000,9000], [0,6000,9000]]}
            """;

    private static final String LOOKS =
            "SELECT string_agg(lod || role || ' ' || (appearance->'themes')::text, ' ' ORDER BY lod, role) FROM city_geometry"
                    + " WHERE appearance IS NOT NULL";

    @Test
    void materialsOfCityJsonComeBackTheSame() throws Exception {
        ImportReport report = run(Files.writeString(folder.resolve("house.city.json"), JSON.formatted("null")));
        assertEquals("", notes(report), "no surface has the texture");
        // the first theme is the one that is shown
        String looks = "2 {\"heat\":[0]} 2roof {\"seen\":[0],\"heat\":[1]} 2wall {\"seen\":[0,0,1,-1],\"heat\":[0]}";
        assertEquals(looks, text(LOOKS));
        String materials = text("SELECT string_agg(appearance->>'materials', ' ' ORDER BY role) FROM city_geometry");

        Path out = folder.resolve("out.city.json");
        export(out);
        JsonNode written = new ObjectMapper().readTree(out.toFile());
        assertEquals(2, written.at("/appearance/materials").size());
        empty();
        run(out);

        assertEquals(looks, text(LOOKS));
        assertEquals(
                materials, text("SELECT string_agg(appearance->>'materials', ' ' ORDER BY role) FROM city_geometry"));
    }

    /** Two of the walls have photographs in summer, one of them another one in winter. */
    @Test
    void texturesOfCityJsonAreToldByTheme() throws Exception {
        String textured = JSON.formatted("null")
                .replace("\"material\": {\"heat\"", """
                        "texture": {
                          "summer": {"values": [[[[null]], [[null]], [[0, 0, 1, 2, 3]], [[1, 0, 1, 2, 3]], [[null]], [[null]]]]},
                          "winter": {"values": [[[[null]], [[null]], [[7, 3, 2, 1, 0]], [[null]], [[null]], [[null]]]]}},
                        "material": {"heat\"""")
                .replace("{\"type\": \"PNG\", \"image\": \"a.png\"}", """
                        {"type": "PNG", "image": "a.png"}, {"type": "JPG", "image": "b.jpg"}""");
        ImportReport report = run(Files.writeString(folder.resolve("house.city.json"), textured));
        assertEquals("""
                theme 'summer': 2 texture images (a.png, b.jpg) of 2 surfaces were not taken; on the map these surfaces have the \
                colours of their materials or roles, and exports have no images: keep the file
                theme 'winter': 1 texture images (#7) of 1 surfaces were not taken; on the map these surfaces have the \
                colours of their materials or roles, and exports have no images: keep the file""", notes(report));
    }

    @Test
    void aMaterialThatTheFileDoesNotHaveCostsTheColourNotTheSurface() throws Exception {
        ImportReport report = run(Files.writeString(folder.resolve("house.city.json"), JSON.formatted("2")));
        assertEquals(
                Map.of("material-index-out-of-range", 1L),
                report.tables().get(0).repaired());
        assertEquals("4", text("SELECT ST_NumGeometries(geometry) FROM city_geometry WHERE role = 'wall'"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    "seen": {"values": [7]}                     | ''
                    "seen": {"value": -1}                       | ''
                    "seen": 3                                   | ''
                    "seen": {"values": [["a", 1.5, {}, [], 1]]} | 2wall {"seen":[-1,-1,0,-1]}
                    """)
    void brokenNumbersOfMaterialsAreCounted(String material, String looks) throws Exception {
        String model = JSON.replaceAll("(?s)\"material\": \\{.*?\\}\\}\\},", "\"material\": {" + material + "}},");
        ImportReport report = run(Files.writeString(folder.resolve("house.city.json"), model));
        assertEquals(
                Map.of("material-index-out-of-range", 1L),
                report.tables().get(0).repaired());
        assertEquals(looks, text(LOOKS).replace("null", ""));
    }

    private static ImportReport run(Path file) throws SQLException {
        ImportReport report = city.importer.run(ImportRequest.of(file), Progress.NONE);
        assertNull(report.refused(), String.valueOf(report.refused()));
        assertEquals(0, report.setAside(), report.toString());
        return report;
    }

    private static String notes(ImportReport report) {
        return report.notes().stream().map(n -> n.message().en()).collect(Collectors.joining("\n"));
    }

    private static void export(Path out) throws IOException {
        new Exporter(
                        new FeatureStore(city.database.dataSource(), ImportCity.CATALOGUE),
                        new CityGeometry(city.database.dataSource()),
                        new CrsRegistry(),
                        ImportCity.CATALOGUE,
                        InstantSource.system())
                .toFile("building", Exporter.Format.CITYJSON, Access.OPEN, out);
    }

    private static String text(String sql) throws SQLException {
        try (Connection connection = city.database.connection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? String.valueOf(row.getString(1)) : "";
        }
    }
}
