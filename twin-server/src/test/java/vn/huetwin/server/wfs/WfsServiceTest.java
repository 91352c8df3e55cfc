package vn.huetwin.server.wfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.huetwin.server.security.Role;
import vn.huetwin.server.testing.TestTwin;

/**
 * WFS 2.0 over five reports: a at 107.5 16.4, b at 107.6 16.4, c at 107.7 16.4, d at 107.8 16.4, and e without a result,
 * at 107.9 16.4; and one building.
 */
@Tag("postgis")
class WfsServiceTest {
    private static TestTwin city;
    private static Wfs wfs;

    @BeforeAll
    static void fill() throws Exception {
        city = TestTwin.empty();
        wfs = new Wfs(city);
        String[] keys = {"a", "b", "c", "d", "e/1"};
        for (int i = 0; i < keys.length; i++) {
            Map<String, Object> values = new java.util.HashMap<>(Map.of(
                    "title",
                    "Ngập <" + keys[i].toUpperCase(java.util.Locale.ROOT) + "> & 100%",
                    "category",
                    i % 2 == 0 ? "FLOOD" : "WASTE",
                    "reported_at",
                    Instant.parse("2026-01-01T00:00:00Z").plusSeconds(86_400L * i)));
            if (i < 4) {
                values.put("result", i + " Lê Lợi");
            }
            city.put("incident", keys[i], "POINT (107." + (5 + i) + " 16.4)", TestTwin.LONG_AGO, values);
        }
        city.put(
                "building",
                "67646",
                "MULTIPOLYGON (((107.58 16.46, 107.581 16.46, 107.581 16.461, 107.58 16.461, 107.58 16.46)))",
                TestTwin.LONG_AGO,
                Map.of("name", "Nhà", "height", 7.25, "floors", 2L));
    }

    @AfterAll
    static void close() {
        city.close();
    }

    @Test
    void capabilitiesListTypesSystemsAndTheSizeOfPages() throws Exception {
        Wfs.Answer answer = wfs.get("REQUEST", "GetCapabilities", "ACCEPTVERSIONS", "2.0.0,1.1.0,1.0.0");
        assertTrue(answer.attribute("updateSequence").matches("\\d+"), answer.text());
        assertEquals("2.0.0", answer.attribute("version"));
        assertTrue(answer.texts("Name").contains("hue:building")
                && !answer.texts("Name").contains("hue:sos_request"));
        assertTrue(answer.texts("OtherCRS").contains("urn:ogc:def:crs:EPSG::9214"), answer.text());
        assertTrue(answer.text().contains("name=\"CountDefault\"><ows:NoValues/><ows:DefaultValue>10000<"));
        assertTrue(answer.text().contains("<ows:Post xlink:href=\"" + city.uri("/ows") + "\"/>"));
        assertTrue(!answer.text().contains("\"Transaction\""), "anonymous callers do not edit");
    }

    @Test
    void theSchemaHasOneGeometryAndSimpleTypes() throws Exception {
        Wfs.Answer answer = wfs.get(
                "VERSION",
                "2.0.0",
                "REQUEST",
                "DescribeFeatureType",
                "TYPENAMES",
                "hue:building",
                "TYPENAME",
                "hue:building");
        assertTrue(answer.text().contains("name=\"geometry\" type=\"gml:MultiSurfacePropertyType\""), answer.text());
        assertTrue(answer.text().contains("name=\"floors\" type=\"xsd:long\" minOccurs=\"0\" nillable=\"true\""));
        assertTrue(answer.text().contains("substitutionGroup=\"gml:AbstractFeature\""));
        assertTrue(!answer.text().contains("incidentType"));
    }

    @Test
    void aFeatureIsGml32InTheOrderOfItsSchema() throws Exception {
        Wfs.Answer answer = wfs.features("TYPENAMES", "hue:building");
        assertEquals("1 1", answer.attribute("numberMatched") + " " + answer.attribute("numberReturned"));
        String feature = answer.text()
                .substring(answer.text().indexOf("<wfs:member>"), answer.text().indexOf("</wfs:member>"));
        assertEquals(
                "<wfs:member><hue:building gml:id=\"building.67646\"><hue:geometry>"
                        + "<gml:MultiSurface gml:id=\"building.67646.g0\" srsName=\"urn:ogc:def:crs:EPSG::4326\" srsDimension=\"2\">"
                        + "<gml:surfaceMember><gml:Polygon gml:id=\"building.67646.g1\"><gml:exterior><gml:LinearRing>"
                        + "<gml:posList>16.46 107.58 16.46 107.581 16.461 107.581 16.461 107.58 16.46 107.58</gml:posList>"
                        + "</gml:LinearRing></gml:exterior></gml:Polygon></gml:surfaceMember></gml:MultiSurface>"
                        + "</hue:geometry><hue:name>Nhà</hue:name><hue:height>7.25</hue:height><hue:floors>2</hue:floors>"
                        + "</hue:building>",
                feature);
    }

    @ParameterizedTest
    @CsvSource({
        "urn:ogc:def:crs:EPSG::4326,                 16.4 107.5",
        "http://www.opengis.net/def/crs/EPSG/0/4326, 16.4 107.5",
        "EPSG:4326,                                  107.5 16.4",
        "urn:ogc:def:crs:OGC:1.3:CRS84,              107.5 16.4",
        "urn:ogc:def:crs:EPSG::3857,                 11966845.26 1851091.812",
    })
    void answersInTheSystemThatIsAskedFor(String crs, String position) throws Exception {
        Wfs.Answer answer = wfs.features("TYPENAMES", "hue:incident", "RESOURCEID", "incident.a", "SRSNAME", crs);
        assertEquals(List.of(position), answer.texts("pos"));
        assertTrue(answer.text().contains("srsName=\"" + crs + "\""));
    }

    @Test
    void answersInVn2000() throws Exception {
        Wfs.Answer answer = wfs.features("RESOURCEID", "incident.a", "SRSNAME", "urn:ogc:def:crs:EPSG::9214");
        assertTrue(answer.texts("pos").get(0).matches("553\\d{3}(\\.\\d+)? 181\\d{4}(\\.\\d+)?"), answer.text());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "16.3,107.55,16.5,107.75,urn:ogc:def:crs:EPSG::4326                 | b c",
                "16.3,107.55,16.5,107.75                                           | b c",
                "107.55,16.3,107.75,16.5,EPSG:4326                                 | b c",
                "107.55,16.3,107.75,16.5,urn:ogc:def:crs:OGC:1.3:CRS84             | b c",
                "11972000,1840000,11995000,1860000,urn:ogc:def:crs:EPSG::3857      | b c",
                "553000,1812000,565000,1816000,urn:ogc:def:crs:EPSG::9214          | a b",
            })
    void aBoxIsReadInItsOwnAxisOrder(String box, String keys) throws Exception {
        assertEquals(
                keys, wfs.features("TYPENAMES", "hue:incident", "BBOX", box).keys());
    }

    @Test
    void pagesLinkToTheNextAndThePrevious() throws Exception {
        Wfs.Answer first = wfs.features("TYPENAMES", "hue:incident", "COUNT", "2");
        assertEquals(
                "a b unknown 2 ",
                first.keys() + " " + first.attribute("numberMatched") + " " + first.attribute("numberReturned") + " "
                        + first.attribute("previous"));
        Wfs.Answer second = wfs.at(first.attribute("next"));
        assertEquals("c d", second.keys());
        Wfs.Answer third = wfs.at(second.attribute("next"));
        assertEquals(
                "e_x002F_1 5 1 ",
                third.keys() + " " + third.attribute("numberMatched") + " " + third.attribute("numberReturned") + " "
                        + third.attribute("next"));
        assertEquals("c d", wfs.at(third.attribute("previous")).keys());
    }

    @Test
    void pagesOfARequestInXmlHaveLinksToo() throws Exception {
        Wfs.Answer first = wfs.post("""
                <wfs:GetFeature service='WFS' version='2.0.0' count='3' xmlns:wfs='http://www.opengis.net/wfs/2.0'
                    xmlns:fes='http://www.opengis.net/fes/2.0' xmlns:hue='https://data.huetwin.vn/gml'>
                  <wfs:Query typeNames='hue:incident'>
                    <wfs:PropertyName>hue:title</wfs:PropertyName>
                    <fes:SortBy><fes:SortProperty><fes:ValueReference>reported_at</fes:ValueReference>
                      <fes:SortOrder>DESC</fes:SortOrder></fes:SortProperty></fes:SortBy>
                  </wfs:Query>
                </wfs:GetFeature>""");
        assertEquals("e_x002F_1 d c", first.keys());
        assertTrue(!first.text().contains("hue:geometry") && !first.text().contains("hue:category"), first.text());
        assertEquals("b a", wfs.at(first.attribute("next")).keys());
    }

    @Test
    void hitsAreCountedAndNothingElseIsSent() throws Exception {
        Wfs.Answer answer = wfs.features("TYPENAMES", "hue:incident", "RESULTTYPE", "hits", "COUNT", "2");
        assertEquals("5 0", answer.attribute("numberMatched") + " " + answer.attribute("numberReturned"));
        assertEquals("a b", wfs.at(answer.attribute("next")).keys());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<fes:PropertyIsEqualTo><fes:ValueReference>hue:category</fes:ValueReference><fes:Literal>WASTE</fes:Literal></fes:PropertyIsEqualTo> | b d",
                "<fes:PropertyIsLike wildCard='%' singleChar='_' escapeChar='\\'><fes:ValueReference>title</fes:ValueReference><fes:Literal>%<![CDATA[<]]>C%100\\%</fes:Literal></fes:PropertyIsLike> | c",
                "<fes:Not><fes:PropertyIsNull><fes:ValueReference>result</fes:ValueReference></fes:PropertyIsNull></fes:Not> | a b c d",
                "<fes:PropertyIsBetween><fes:ValueReference>reported_at</fes:ValueReference><fes:LowerBoundary><fes:Literal>2026-01-02T00:00:00Z</fes:Literal></fes:LowerBoundary><fes:UpperBoundary><fes:Literal>2026-01-03T00:00:00Z</fes:Literal></fes:UpperBoundary></fes:PropertyIsBetween> | b c",
                "<fes:After><fes:ValueReference>reported_at</fes:ValueReference><gml:TimeInstant gml:id='t'><gml:timePosition>2026-01-03T00:00:00Z</gml:timePosition></gml:TimeInstant></fes:After> | d e_x002F_1",
                "<fes:TEquals><fes:ValueReference>reported_at</fes:ValueReference><gml:TimePeriod gml:id='t'><gml:beginPosition>2026-01-02T00:00:00Z</gml:beginPosition><gml:endPosition>2026-01-03T00:00:00Z</gml:endPosition></gml:TimePeriod></fes:TEquals> | ''",
                "<fes:During><fes:ValueReference>reported_at</fes:ValueReference><gml:TimePeriod gml:id='t'><gml:beginPosition>2026-01-01T00:00:00Z</gml:beginPosition><gml:endPosition>2026-01-03T00:00:00Z</gml:endPosition></gml:TimePeriod></fes:During> | b",
                "<fes:And><fes:BBOX><fes:ValueReference>geometry</fes:ValueReference><gml:Envelope srsName='urn:ogc:def:crs:EPSG::4326'><gml:lowerCorner>16.3 107.55</gml:lowerCorner><gml:upperCorner>16.5 107.85</gml:upperCorner></gml:Envelope></fes:BBOX><fes:PropertyIsNotEqualTo><fes:ValueReference>category</fes:ValueReference><fes:Literal>FLOOD</fes:Literal></fes:PropertyIsNotEqualTo></fes:And> | b d",
                "<fes:DWithin><fes:ValueReference>geometry</fes:ValueReference><gml:Point srsName='EPSG:4326'><gml:pos>107.5 16.4</gml:pos></gml:Point><fes:Distance uom='km'>11</fes:Distance></fes:DWithin> | a b",
                "<fes:Or><fes:ResourceId rid='incident.a'/><fes:ResourceId rid='incident.e_x002F_1'/></fes:Or> | a e_x002F_1",
                "<fes:ResourceId rid='building.67646'/> | 400 InvalidParameterValue resourceId",
                "<fes:ResourceId rid='test-0000'/> | ''",
            })
    void filtersFindWhatSqlFinds(String filter, String keys) throws Exception {
        assertEquals(keys, wfs.keys("incident", filter));
    }

    @Test
    void sortsAndTakesCql() throws Exception {
        assertEquals(
                "d c b a e_x002F_1",
                wfs.features("TYPENAMES", "incident", "SORTBY", "result DESC").keys());
        assertEquals(
                "b d",
                wfs.features("TYPENAMES", "incident", "CQL_FILTER", "category = 'WASTE'")
                        .keys());
    }

    @Test
    void severalQueriesMakeSeveralCollections() throws Exception {
        Wfs.Answer answer = wfs.features("TYPENAMES", "(hue:incident)(hue:building)", "COUNT", "6", "STARTINDEX", "3");
        assertEquals("d e_x002F_1 67646", answer.keys());
        assertEquals("3", answer.attribute("numberReturned"));
        assertEquals(
                2, answer.xml().getElementsByTagNameNS("*", "FeatureCollection").getLength() - 1);
    }

    @Test
    void valuesOfOnePropertyAreOnesOwn() throws Exception {
        Wfs.Answer answer = wfs.get(
                "VERSION",
                "2.0.0",
                "REQUEST",
                "GetPropertyValue",
                "TYPENAMES",
                "hue:incident",
                "VALUEREFERENCE",
                "hue:result");
        assertEquals(List.of("0 Lê Lợi", "1 Lê Lợi", "2 Lê Lợi", "3 Lê Lợi"), answer.texts("member"));
        assertEquals("4", answer.attribute("numberReturned"));
    }

    @Test
    void theStoredQueryGivesTheFeatureItself() throws Exception {
        String id = "urn:ogc:def:query:OGC-WFS::GetFeatureById";
        assertEquals(
                "hue:building",
                wfs.features("STOREDQUERY_ID", id, "ID", "building.67646")
                        .xml()
                        .getDocumentElement()
                        .getNodeName());
        assertEquals(
                "404 NotFound id",
                wfs.features("STOREDQUERY_ID", id, "ID", "building.0").exception());
        assertTrue(wfs.get("VERSION", "2.0.0", "REQUEST", "ListStoredQueries")
                .text()
                .contains(id));
        assertTrue(wfs.get("VERSION", "2.0.0", "REQUEST", "DescribeStoredQueries")
                .text()
                .contains("name=\"id\""));
    }

    @Test
    void aLayerThatTheCallerMayNotSeeIsNotThere() throws Exception {
        assertEquals(
                "400 InvalidParameterValue typeNames",
                wfs.features("TYPENAMES", "hue:sos_request").exception());
        assertEquals(
                200,
                wfs.at(
                                "/ows"
                                        + Wfs.query(
                                                "VERSION",
                                                "2.0.0",
                                                "REQUEST",
                                                "GetFeature",
                                                "TYPENAMES",
                                                "hue:sos_request"),
                                city.as(Role.OPERATOR))
                        .status());
    }

    @Test
    void aShapefileHasTheColumnsThatItsReaderMaySee() throws Exception {
        Map<String, String> all = shapefile("SRSNAME", "urn:ogc:def:crs:EPSG::9214");
        assertEquals(
                "incident.cpg incident.dbf incident.fields.txt incident.prj incident.shp incident.shx",
                String.join(" ", all.keySet()));
        String table = all.get("incident.dbf");
        assertEquals(5, table.charAt(4));
        assertTrue(table.contains(latin("Ngập <A> & 100%")) && table.contains("2026-01-02T00:00:00Z"), table);
        String fields = all.get("incident.fields.txt");
        assertTrue(fields.contains("\nreported_a\treported_at\t"), fields);
        assertTrue(!fields.contains("reporter_ref"), "personal");
        assertTrue(all.get("incident.prj").contains("PARAMETER[\"Central_Meridian\",107.0]"));
        Map<String, String> chosen = shapefile("PROPERTYNAME", "title", "RESOURCEID", "incident.b");
        assertEquals(1, chosen.get("incident.dbf").charAt(4));
        assertTrue(chosen.get("incident.prj").startsWith("GEOGCS[\"GCS_WGS_1984\""));
        assertEquals(
                "400 InvalidParameterValue srsName",
                wfs.features("TYPENAMES", "hue:incident", "OUTPUTFORMAT", "SHAPE-ZIP", "SRSNAME", "EPSG:28992")
                        .exception());
        for (String version : List.of("2.0.0", "1.1.0", "1.0.0")) {
            assertTrue(wfs.get("VERSION", version, "REQUEST", "GetCapabilities")
                    .text()
                    .contains("SHAPE-ZIP"));
        }
    }

    /** Members by name, a character for each byte. */
    private static Map<String, String> shapefile(String... more) throws Exception {
        List<String> parameters = new java.util.ArrayList<>(List.of(
                "VERSION", "2.0.0", "REQUEST", "GetFeature", "TYPENAMES", "hue:incident", "OUTPUTFORMAT", "SHAPE-ZIP"));
        parameters.addAll(List.of(more));
        HttpResponse<InputStream> answer = city.send(
                city.request("/ows" + Wfs.query(parameters.toArray(String[]::new))),
                HttpResponse.BodyHandlers.ofInputStream());
        assertEquals(
                "application/zip", answer.headers().firstValue("Content-Type").orElse(""));
        Map<String, String> members = new TreeMap<>();
        try (ZipInputStream zip = new ZipInputStream(answer.body())) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                members.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.ISO_8859_1));
            }
        }
        return members;
    }

    private static String latin(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
