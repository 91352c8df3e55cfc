package vn.huetwin.server.wfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.huetwin.server.testing.TestTwin;

/** Each bad input beside the exception that it gets. */
@Tag("postgis")
class BadInputTest {
    private static final String FEATURES = "VERSION=2.0.0&REQUEST=GetFeature&TYPENAMES=school&";
    private static TestTwin city;
    private static Wfs wfs;

    @BeforeAll
    static void start() throws Exception {
        city = TestTwin.empty();
        city.put("school", "s1", "POINT (107.5 16.4)", TestTwin.LONG_AGO, Map.of("name", "Quốc Học"));
        wfs = new Wfs(city);
    }

    @AfterAll
    static void close() {
        city.close();
    }

    private static String[] pairs(String query) {
        List<String> pairs = new ArrayList<>();
        for (String pair : query.split("&")) {
            if (!pair.isEmpty()) {
                pairs.addAll(List.of(pair.split("=", 2)));
            }
        }
        return pairs.toArray(String[]::new);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "VERSION=2.0.0                                               | 400 MissingParameterValue request",
                "VERSION=2.0.0&REQUEST=DropTable                             | 400 OperationNotSupported DropTable",
                "VERSION=9.9.9&REQUEST=GetFeature&TYPENAMES=school           | 400 InvalidParameterValue version",
                "REQUEST=GetCapabilities&ACCEPTVERSIONS=9.9.9                | 400 VersionNegotiationFailed acceptVersions",
                "VERSION=2.0.0&REQUEST=GetFeature                            | 400 MissingParameterValue typeNames",
                "VERSION=1.1.0&REQUEST=GetFeature                            | 400 MissingParameterValue typeName",
                "VERSION=2.0.0&REQUEST=GetFeature&TYPENAMES=none             | 400 InvalidParameterValue typeNames",
                "VERSION=2.0.0&REQUEST=GetFeature&TYPENAMES=school,ward      | 400 OptionNotSupported typeNames",
                "VERSION=2.0.0&REQUEST=DescribeFeatureType&TYPENAMES=none    | 400 InvalidParameterValue typeNames",
                "VERSION=2.0.0&REQUEST=DescribeFeatureType&OUTPUTFORMAT=pdf  | 400 InvalidParameterValue outputFormat",
                "VERSION=2.0.0&REQUEST=GetPropertyValue&TYPENAMES=school     | 400 MissingParameterValue valueReference",
                "VERSION=2.0.0&REQUEST=GetPropertyValue&TYPENAMES=school&VALUEREFERENCE=none | 400 InvalidParameterValue valueReference",
                "VERSION=2.0.0&REQUEST=GetFeature&STOREDQUERY_ID=none        | 400 InvalidParameterValue storedQuery_Id",
                "F&COUNT=-1                                                  | 400 InvalidParameterValue count",
                "F&STARTINDEX=x                                              | 400 InvalidParameterValue startIndex",
                "F&RESULTTYPE=some                                           | 400 InvalidParameterValue resultType",
                "F&RESOLVE=all                                               | 400 InvalidParameterValue resolve",
                "F&OUTPUTFORMAT=pdf                                          | 400 InvalidParameterValue outputFormat",
                "F&SRSNAME=EPSG:3403                                         | 400 InvalidParameterValue srsName",
                "F&SRSNAME=EPSG:6957                                         | 400 InvalidParameterValue srsName",
                "F&PROPERTYNAME=none                                         | 400 InvalidParameterValue propertyName",
                "F&SORTBY=none                                               | 400 InvalidParameterValue sortBy",
                "F&SORTBY=name;DROP TABLE layer.school                       | 400 InvalidParameterValue sortBy",
                "F&BBOX=1,2,3                                                | 400 InvalidParameterValue bbox",
                "F&BBOX=a,2,3,4                                              | 400 InvalidParameterValue bbox",
                "F&BBOX=1,2,3,4,EPSG:1                                       | 400 InvalidParameterValue bbox",
                "F&BBOX=107.4,16.3,107.6,16.5                                | 400 InvalidParameterValue bbox",
                "F&RESOURCEID=ward.1                                         | 400 InvalidParameterValue resourceId",
                "F&RESOURCEID=school.1&BBOX=16,107,17,108                    | 400 InvalidParameterValue resourceId",
                "F&FILTER=<Filter/>                                          | 400 InvalidParameterValue filter",
                "F&FILTER=<Filter><And/></Filter>                            | 400 InvalidParameterValue filter",
                "F&FILTER=<Filter>                                           | 400 InvalidParameterValue filter",
                "F&CQL_FILTER=name LIKE                                      | 400 InvalidParameterValue filter",
                "F&CQL_FILTER=none > 3                                       | 400 InvalidParameterValue none",
            })
    void eachWrongParameterIsNamed(String query, String exception) throws Exception {
        String full = query.startsWith("F&") ? FEATURES + query.substring(2) : query;
        assertEquals(exception, wfs.get(pairs(full)).exception());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<fes:PropertyIsEqualTo><fes:ValueReference>java.lang.Runtime.getRuntime()</fes:ValueReference><fes:Literal>1</fes:Literal></fes:PropertyIsEqualTo>",
                "<fes:PropertyIsEqualTo><fes:ValueReference>//hue:name[1]</fes:ValueReference><fes:Literal>1</fes:Literal></fes:PropertyIsEqualTo>",
                "<fes:PropertyIsEqualTo><fes:ValueReference>name\" = '' OR 1=1 --</fes:ValueReference><fes:Literal>1</fes:Literal></fes:PropertyIsEqualTo>",
                "<fes:PropertyIsEqualTo><fes:Function name='exec'><fes:Literal>ls</fes:Literal></fes:Function><fes:Literal>1</fes:Literal></fes:PropertyIsEqualTo>",
                "<fes:BBOX><fes:ValueReference>geometry</fes:ValueReference><gml:Envelope srsName='EPSG:1'><gml:lowerCorner>1 2</gml:lowerCorner><gml:upperCorner>3 4</gml:upperCorner></gml:Envelope></fes:BBOX>",
                "<fes:Intersects><fes:ValueReference>geometry</fes:ValueReference><gml:Point><gml:pos>107.5 16.4</gml:pos></gml:Point></fes:Intersects>",
            })
    void hostileFiltersAreRefused(String filter) throws Exception {
        String answer = wfs.keys("school", filter);
        assertTrue(answer.startsWith("400 InvalidParameterValue "), answer);
    }

    @Test
    void sqlInALiteralIsText() throws Exception {
        assertEquals(
                "",
                wfs.keys(
                        "school",
                        "<fes:PropertyIsEqualTo><fes:ValueReference>name</fes:ValueReference>"
                                + "<fes:Literal>' OR 1=1; DROP TABLE layer.school; --</fes:Literal></fes:PropertyIsEqualTo>"));
        assertEquals("s1", wfs.features("TYPENAMES", "school").keys());
    }

    @Test
    void swappedAxesGetAHint() throws Exception {
        String text = wfs.features("TYPENAMES", "school", "BBOX", "107.4,16.3,107.6,16.5")
                .text();
        assertTrue(text.contains("urn:ogc:def:crs:EPSG::4326 is written lat,lon here"), text);
    }

    @Test
    void nothingIsReadFromOutsideAndNothingGrows() throws Exception {
        String get = "<GetFeature service='WFS' version='2.0.0'><Query typeNames='school'/></GetFeature>";
        String file = "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>" + get.replace("school", "&x;");
        String remote = "<!DOCTYPE a SYSTEM 'http://127.0.0.1:9/evil.dtd'>" + get;
        String bomb = "<!DOCTYPE a [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;'>]>"
                + get.replace("school", "&b;");
        for (String xml : List.of(file, remote, bomb, "<".repeat(1000), "")) {
            String exception = wfs.post(xml).exception();
            assertTrue(
                    exception.startsWith("400 OperationParsingFailed request") || exception.startsWith("400 Missing"),
                    exception);
        }
    }

    @Test
    void aFilterOfAMegabyteIsRefused() throws Exception {
        String condition =
                "<PropertyIsEqualTo><ValueReference>name</ValueReference><Literal>x</Literal></PropertyIsEqualTo>";
        String xml = "<GetFeature service='WFS' version='2.0.0'><Query typeNames='school'><Filter><Or>"
                + condition.repeat(12_000) + "</Or></Filter></Query></GetFeature>";
        assertTrue(xml.length() > 1 << 20);
        assertEquals("400 InvalidParameterValue filter", wfs.post(xml).exception());
    }
}
