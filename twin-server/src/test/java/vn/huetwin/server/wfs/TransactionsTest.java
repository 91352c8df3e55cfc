package vn.huetwin.server.wfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.FeatureId;
import vn.huetwin.ontology.feature.Feature;
import vn.huetwin.server.security.Role;
import vn.huetwin.server.testing.TestTwin;

/** Edits of a planner, in the words of QGIS (1.0.0) and of the standard (1.1.0, 2.0.0). */
@Tag("postgis")
class TransactionsTest {
    private static final String SQUARE =
            "MULTIPOLYGON (((107.58 16.46, 107.581 16.46, 107.581 16.461, 107.58 16.461, 107.58 16.46)))";
    private static TestTwin city;
    private static Wfs wfs;

    @BeforeAll
    static void start() throws Exception {
        city = TestTwin.empty();
        wfs = new Wfs(city);
    }

    @AfterAll
    static void close() {
        city.close();
    }

    private static Wfs.Answer send(String version, String actions) throws IOException {
        boolean two = version.equals("2.0.0");
        String xml = "<Transaction service='WFS' version='" + version + "' xmlns='http://www.opengis.net/wfs"
                + (two ? "/2.0" : "")
                + "' xmlns:ogc='http://www.opengis.net/ogc' xmlns:fes='http://www.opengis.net/fes/2.0'"
                + " xmlns:gml='http://www.opengis.net/gml" + (two ? "/3.2" : "")
                + "' xmlns:hue='https://data.huetwin.vn/gml'>" + actions + "</Transaction>";
        return wfs.post(xml, city.as(Role.PLANNER));
    }

    private static List<Feature> history(String key) {
        return city.city().store().history(new FeatureId("building", key), Access.OPEN);
    }

    private static Feature present(String key) {
        return city.city().store().find(new FeatureId("building", key), Access.OPEN);
    }

    @Test
    void qgisInsertsLonLatWhateverItsSrsNameSays() throws Exception {
        Wfs.Answer answer = send(
                "1.0.0",
                "<Insert><building xmlns='https://data.huetwin.vn/gml'><geometry>"
                        + "<gml:MultiPolygon srsName='urn:ogc:def:crs:EPSG::4326'><gml:polygonMember><gml:Polygon>"
                        + "<gml:outerBoundaryIs><gml:LinearRing><gml:coordinates cs=',' ts=' '>107.58,16.46 107.581,16.46"
                        + " 107.581,16.461 107.58,16.461 107.58,16.46</gml:coordinates></gml:LinearRing>"
                        + "</gml:outerBoundaryIs></gml:Polygon></gml:polygonMember></gml:MultiPolygon></geometry>"
                        + "<name>Nhà mới</name><floors>3</floors></building></Insert>");
        assertEquals(
                "WFS_TransactionResponse 1.0.0",
                answer.xml().getDocumentElement().getLocalName() + " " + answer.attribute("version"));
        assertEquals(1, answer.xml().getElementsByTagNameNS("*", "SUCCESS").getLength());
        String id = answer.xml()
                .getElementsByTagNameNS("*", "FeatureId")
                .item(0)
                .getAttributes()
                .getNamedItem("fid")
                .getNodeValue();
        Feature made = present(id.substring("building.".length()));
        assertEquals(SQUARE, made.geometry().toText());
        assertEquals("{name=Nhà mới, floors=3}", made.properties().toString());
    }

    @Test
    void anUpdateKeepsWhatWasBeforeInTheHistory() throws Exception {
        city.put("building", "u1", SQUARE, TestTwin.LONG_AGO, Map.of("name", "Cũ", "floors", 2L));
        Wfs.Answer answer = send(
                "1.0.0",
                "<Update typeName='building'><Property><Name>name</Name><Value>Mới</Value></Property>"
                        + "<Property><Name>floors</Name></Property>"
                        + "<ogc:Filter><ogc:FeatureId fid='building.u1'/></ogc:Filter></Update>");
        assertEquals(1, answer.xml().getElementsByTagNameNS("*", "SUCCESS").getLength(), answer.text());
        assertEquals("{name=Mới}", present("u1").properties().toString());
        assertEquals(SQUARE, present("u1").geometry().toText());
        assertEquals(
                List.of("{name=Mới}", "{name=Cũ, floors=2}"),
                history("u1").stream().map(f -> f.properties().toString()).toList());
    }

    private static String named(String before, String after) throws Exception {
        return wfs.keys("building", before + "<fes:ValueReference>gml:name</fes:ValueReference>" + after);
    }

    /** The ward is computed from the geometry: clients that send all attributes back are not refused for it. */
    @Test
    void theWardThatATransactionSaysDoesNotCount() throws Exception {
        city.put("building", "ward1", SQUARE, TestTwin.LONG_AGO, Map.of("name", "Cũ"));
        Wfs.Answer answer = send(
                "2.0.0",
                "<Update typeName='hue:building'><Property><ValueReference>hue:ward_code</ValueReference><Value>1</Value>"
                        + "</Property><Property><ValueReference>hue:name</ValueReference><Value>Mới</Value></Property>"
                        + "<fes:Filter><fes:ResourceId rid='building.ward1'/></fes:Filter></Update>");
        assertTrue(answer.text().contains("<wfs:totalUpdated>1</wfs:totalUpdated>"), answer.text());
        assertEquals("{name=Mới}", present("ward1").properties().toString());
        assertEquals(
                "",
                wfs.keys(
                        "building",
                        "<fes:PropertyIsEqualTo><fes:ValueReference>ward_code</fes:ValueReference><fes:Literal>1</fes:Literal>"
                                + "</fes:PropertyIsEqualTo>"));
    }

    /** OGC 07-036, 9.4.1: the names that every feature of GML may have are no properties of ours, and none of them is lost. */
    @Test
    void standardPropertiesOfGmlAreKeptBesideOurs() throws Exception {
        String filter = "<fes:Filter><fes:ResourceId rid='building.g1'/></fes:Filter>";
        city.put("building", "g1", SQUARE, TestTwin.LONG_AGO, Map.of("name", "Nhà"));
        String place =
                "<gml:MultiSurface srsName='urn:ogc:def:crs:EPSG::4326'><gml:surfaceMember><gml:Polygon><gml:exterior>"
                        + "<gml:LinearRing><gml:posList>16.46 107.58 16.46 107.581 16.461 107.581 16.461 107.58 16.46 107.58"
                        + "</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></gml:surfaceMember></gml:MultiSurface>";
        send(
                "2.0.0",
                "<Replace><hue:building><gml:description>Cũ &lt; 1900</gml:description><gml:identifier codeSpace='urn:x'>A1"
                        + "</gml:identifier><hue:geometry>" + place
                        + "</hue:geometry><hue:name>Nhà</hue:name></hue:building>"
                        + filter + "</Replace>");
        assertEquals(
                "<gml:description>Cũ &lt; 1900</gml:description><gml:identifier codeSpace=\"urn:x\">A1</gml:identifier>",
                standard("2.0.0"));
        send(
                "2.0.0",
                "<Update typeName='hue:building'><Property><ValueReference>gml:name[1]</ValueReference><Value>Tên</Value>"
                        + "</Property><Property><ValueReference>gml:description</ValueReference></Property>" + filter
                        + "</Update>");
        String both = "<gml:identifier codeSpace=\"urn:x\">A1</gml:identifier><gml:name>Tên</gml:name>";
        assertEquals(both, standard("2.0.0"));
        assertEquals("{name=Nhà}", present("g1").properties().toString());
        assertEquals("<gml:name>Tên</gml:name>", standard("1.0.0"), "identifiers came later");
        assertEquals("g1", named("<fes:PropertyIsEqualTo>", "<fes:Literal>Tên</fes:Literal></fes:PropertyIsEqualTo>"));
        assertEquals(
                "g1",
                named(
                        "<fes:PropertyIsEqualTo matchCase='false'>",
                        "<fes:Literal>tÊN</fes:Literal></fes:PropertyIsEqualTo>"));
        assertEquals("", named("<fes:PropertyIsEqualTo>", "<fes:Literal>Nhà</fes:Literal></fes:PropertyIsEqualTo>"));
        assertEquals(
                "g1",
                named(
                        "<fes:PropertyIsLike wildCard='*' singleChar='?' escapeChar='!'>",
                        "<fes:Literal>T*</fes:Literal></fes:PropertyIsLike>"));
        assertEquals(
                "g1",
                named("<fes:Not><fes:PropertyIsNull>", "</fes:PropertyIsNull></fes:Not>"),
                "the others have none");
        Wfs.Answer refused = send(
                "2.0.0",
                "<Update typeName='hue:building'><Property><ValueReference>gml:name</ValueReference><Value>Khác</Value>"
                        + "</Property><Property><ValueReference>hue:floors</ValueReference><Value>-7</Value></Property>"
                        + filter + "</Update>");
        assertEquals("400 InvalidValue floors", refused.exception());
        assertEquals(both, standard("2.0.0"), "all of a transaction or nothing");
        city.restart();
        assertEquals(both, standard("2.0.0"));
        send("2.0.0", "<Delete typeName='hue:building'>" + filter + "</Delete>");
        city.put("building", "g1", SQUARE, TestTwin.LONG_AGO, Map.of("name", "Nhà"));
        assertEquals("", standard("2.0.0"));
    }

    /** What stands between the opening of the feature and its geometry. */
    private static String standard(String version) throws IOException {
        return wfs.get(
                        "VERSION",
                        version,
                        "REQUEST",
                        "GetFeature",
                        version.equals("2.0.0") ? "RESOURCEID" : "FEATUREID",
                        "building.g1")
                .text()
                .replaceFirst("(?s).*<hue:building [^>]*>(.*)<hue:geometry>.*", "$1");
    }

    @Test
    void whatIsDeletedIsHistory() throws Exception {
        city.put("building", "d1", SQUARE, TestTwin.LONG_AGO, Map.of("name", "Nhà"));
        Wfs.Answer answer = send(
                "2.0.0",
                "<Delete typeName='hue:building'><fes:Filter><fes:ResourceId rid='building.d1'/></fes:Filter></Delete>");
        assertEquals(List.of("1"), answer.texts("totalDeleted"));
        assertEquals(null, present("d1"));
        assertEquals(1, history("d1").size());
        assertTrue(history("d1").get(0).validTo() != null, "its validity has an end");
    }

    @Test
    void standardInsertsAreInAuthorityOrderAndReplacesRemoveWhatTheyDoNotSay() throws Exception {
        city.put("building", "r1", SQUARE, TestTwin.LONG_AGO, Map.of("name", "Cũ", "floors", 2L));
        Wfs.Answer answer = send(
                "2.0.0",
                "<Insert handle='mới'><hue:building><hue:geometry><gml:MultiSurface gml:id='g' srsName='urn:ogc:def:crs:EPSG::4326'>"
                        + "<gml:surfaceMember><gml:Polygon gml:id='p'><gml:exterior><gml:LinearRing><gml:posList>16.46 107.58"
                        + " 16.46 107.581 16.461 107.581 16.461 107.58 16.46 107.58</gml:posList></gml:LinearRing></gml:exterior>"
                        + "</gml:Polygon></gml:surfaceMember></gml:MultiSurface></hue:geometry></hue:building></Insert>"
                        + "<Replace><hue:building><hue:name>Mới</hue:name></hue:building><fes:Filter>"
                        + "<fes:ResourceId rid='building.r1'/></fes:Filter></Replace>");
        assertEquals(
                List.of("1", "1"),
                List.of(
                        answer.texts("totalInserted").get(0),
                        answer.texts("totalReplaced").get(0)));
        String id = answer.xml()
                .getElementsByTagNameNS("*", "ResourceId")
                .item(0)
                .getAttributes()
                .getNamedItem("rid")
                .getNodeValue();
        assertEquals(
                SQUARE, present(id.substring("building.".length())).geometry().toText());
        assertEquals("{name=Mới}", present("r1").properties().toString());
    }

    @Test
    void allIsStoredOrNothing() throws Exception {
        city.put("building", "a1", SQUARE, TestTwin.LONG_AGO, Map.of("name", "Nhà"));
        Wfs.Answer answer = send(
                "2.0.0",
                "<Delete handle='first' typeName='building'><fes:Filter><fes:ResourceId rid='building.a1'/></fes:Filter></Delete>"
                        + "<Insert handle='second'><hue:building><hue:floors>many</hue:floors></hue:building></Insert>");
        assertEquals("400 InvalidValue second", answer.exception());
        assertTrue(present("a1") != null);
    }

    @Test
    void onlyPlannersEdit() throws Exception {
        String delete = "<Transaction service='WFS' version='1.1.0' xmlns='http://www.opengis.net/wfs'"
                + " xmlns:ogc='http://www.opengis.net/ogc'><Delete typeName='building'><ogc:Filter>"
                + "<ogc:FeatureId fid='building.x'/></ogc:Filter></Delete></Transaction>";
        assertEquals(401, wfs.post(delete).status());
        assertEquals(403, wfs.post(delete, city.as(Role.VIEWER)).status());
        assertEquals(List.of("0"), wfs.post(delete, city.as(Role.PLANNER)).texts("totalDeleted"));
        assertTrue(wfs.at("/ows?SERVICE=WFS&REQUEST=GetCapabilities", city.as(Role.PLANNER))
                .text()
                .contains("<ows:Operation name=\"Transaction\">"));
    }

    @Test
    void olderVersionsSpeakTheirOwnGml() throws Exception {
        city.put("school", "s1", "POINT (107.5 16.4)", TestTwin.LONG_AGO, Map.of("name", "Quốc Học"));
        Wfs.Answer one = wfs.get("VERSION", "1.0.0", "REQUEST", "GetFeature", "TYPENAME", "school", "MAXFEATURES", "1");
        assertTrue(
                one.text()
                        .contains(
                                "<gml:featureMember><hue:school fid=\"school.s1\"><hue:geometry><gml:Point srsName=\"EPSG:4326\">"
                                        + "<gml:coordinates decimal=\".\" cs=\",\" ts=\" \">107.5,16.4</gml:coordinates></gml:Point>"),
                one.text());
        Wfs.Answer two = wfs.get("VERSION", "1.1.0", "REQUEST", "GetFeature", "TYPENAME", "hue:school");
        assertEquals("1", two.attribute("numberOfFeatures"));
        assertEquals(List.of("16.4 107.5"), two.texts("pos"));
        assertEquals(
                "1.1.0",
                wfs.get("REQUEST", "GetCapabilities", "VERSION", "1.1.0").attribute("version"));
        assertEquals(
                "1.0.0",
                wfs.get("REQUEST", "GetCapabilities", "ACCEPTVERSIONS", "1.0.0").attribute("version"));
        assertEquals(
                "200 InvalidParameterValue typeName",
                wfs.get("VERSION", "1.0.0", "REQUEST", "GetFeature", "TYPENAME", "none")
                        .exception());
    }
}
