package vn.huetwin.server.wfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Element;
import vn.huetwin.server.security.Role;
import vn.huetwin.server.testing.TestTwin;

/** What the suite of the OGC for WFS 2.0 asks beside the words of the standard; two buildings are there. */
@Tag("postgis")
class WfsConformanceTest {
    private static final String SQUARE =
            "MULTIPOLYGON (((107.58 16.46, 107.581 16.46, 107.581 16.461, 107.58 16.461, 107.58 16.46)))";
    private static TestTwin city;
    private static Wfs wfs;

    @BeforeAll
    static void start() throws Exception {
        city = TestTwin.empty();
        wfs = new Wfs(city);
        city.put("building", "1", SQUARE, TestTwin.LONG_AGO, Map.of("name", "Một", "floors", 2L));
        city.put("building", "2", SQUARE, TestTwin.LONG_AGO, Map.of("floors", 3L));
    }

    @AfterAll
    static void stop() {
        city.close();
    }

    private static Wfs.Answer capabilities() throws Exception {
        return wfs.get("VERSION", "2.0.0", "REQUEST", "GetCapabilities");
    }

    @Test
    void referencesMayBeResolvedLocally() throws Exception {
        String text = capabilities().text();
        String operation = text.substring(text.indexOf("<ows:Operation name=\"GetFeature\""));
        String parameter = operation.substring(operation.indexOf("<ows:Parameter name=\"resolve\""));
        assertTrue(parameter.startsWith("<ows:Parameter name=\"resolve\"><ows:AllowedValues><ows:Value>none</ows:Value>"
                + "<ows:Value>local</ows:Value>"));
    }

    @Test
    void temporalOperatorsAreThoseOfTheSchema() throws Exception {
        List<String> schema = List.of("After", "Before", "Begins", "BegunBy", "TContains", "During", "TEquals", "Ends");
        var operators = capabilities().xml().getElementsByTagNameNS("*", "TemporalOperator");
        for (int i = 0; i < operators.getLength(); i++) {
            String name = ((Element) operators.item(i)).getAttribute("name");
            assertTrue(schema.contains(name) || name.matches("extension:\\w{2,}"), name);
        }
    }

    @Test
    void theFirstTypeHasFeaturesAndEachTypeHasADefaultSystem() throws Exception {
        Wfs.Answer answer = capabilities();
        var types = answer.xml().getElementsByTagNameNS("*", "FeatureType");
        assertEquals(
                "hue:building",
                ((Element) types.item(0))
                        .getElementsByTagNameNS("*", "Name")
                        .item(0)
                        .getTextContent());
        for (int i = 0; i < types.getLength(); i++) {
            Element type = (Element) types.item(i);
            assertEquals(1, type.getElementsByTagNameNS("*", "DefaultCRS").getLength(), type::getTextContent);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            <fes:PropertyIsNull><fes:ValueReference>gml:name</fes:ValueReference></fes:PropertyIsNull> | 1 2
            <fes:PropertyIsNull><fes:ValueReference>hue:name</fes:ValueReference></fes:PropertyIsNull> | 2
            <fes:PropertyIsNil><fes:ValueReference>hue:name</fes:ValueReference></fes:PropertyIsNil> | ''
            <fes:PropertyIsEqualTo><fes:ValueReference>gml:name</fes:ValueReference><fes:Literal>Một</fes:Literal></fes:PropertyIsEqualTo> | ''
            <fes:PropertyIsLessThan><fes:ValueReference>ex:undefined</fes:ValueReference><fes:Literal>1</fes:Literal></fes:PropertyIsLessThan> | 400 InvalidParameterValue undefined
            <fes:PropertyIsLessThan><fes:Literal><gml:Envelope srsName='urn:ogc:def:crs:EPSG::4326'><gml:lowerCorner>16 107</gml:lowerCorner><gml:upperCorner>17 108</gml:upperCorner></gml:Envelope></fes:Literal><fes:ValueReference>gml:boundedBy</fes:ValueReference></fes:PropertyIsLessThan> | 400 OperationProcessingFailed PropertyIsLessThan
            """)
    void propertiesThatEveryTypeInheritsAreKnownAndEmpty(String filter, String expected) throws Exception {
        assertEquals(expected, wfs.keys("building", filter));
    }

    private static String transaction(String action) throws Exception {
        return wfs.post(
                        "<wfs:Transaction service='WFS' version='2.0.0' xmlns:wfs='http://www.opengis.net/wfs/2.0'"
                                + " xmlns:fes='http://www.opengis.net/fes/2.0' xmlns:gml='http://www.opengis.net/gml/3.2'"
                                + " xmlns:hue='https://data.huetwin.vn/gml'>" + action + "</wfs:Transaction>",
                        city.as(Role.PLANNER))
                .exception();
    }

    private static String update(String property, String value) throws Exception {
        return transaction("<wfs:Update typeName='hue:building'><wfs:Property><wfs:ValueReference>" + property
                + "</wfs:ValueReference><wfs:Value>" + value + "</wfs:Value></wfs:Property>"
                + "<fes:Filter><fes:ResourceId rid='building.1'/></fes:Filter></wfs:Update>");
    }

    @Test
    void wrongDataOfTransactionsHaveTheirOwnCode() throws Exception {
        assertEquals(
                "400 InvalidValue Insert",
                transaction("<wfs:Insert><ex:Airport xmlns:ex='http://example.org' gml:id='YVR'/></wfs:Insert>"));
        assertEquals(
                "400 InvalidValue boundedBy",
                update(
                        "hue:boundedBy",
                        "<Point xmlns='http://www.opengis.net/kml/2.2'><coordinates>1,2</coordinates></Point>"));
        assertEquals("400 InvalidValue gml:location", update("gml:location", "Hai"));
        assertEquals(
                "1",
                wfs.keys(
                        "building",
                        "<fes:PropertyIsEqualTo><fes:ValueReference>name</fes:ValueReference>"
                                + "<fes:Literal>Một</fes:Literal></fes:PropertyIsEqualTo>"));
    }

    @Test
    void aPositionOfOneIsTheProperty() throws Exception {
        assertTrue(update("hue:building/hue:floors[1]", "7").startsWith("200 no exception"));
        assertTrue(wfs.features("RESOURCEID", "building.1").text().contains("<hue:floors>7</hue:floors>"));
        update("hue:floors", "2");
    }

    @Test
    void sinceWhenAVersionHoldsIsNoPropertyHere() throws Exception {
        // the suite takes the first property with a time, and one import gives all features the same
        assertFalse(wfs.features("TYPENAMES", "hue:building").text().contains("valid_from"));
    }
}
