package vn.huetwin.server.wms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** What the conformance suites of WMS 1.3.0 and 1.1.1 look at, beside what {@link WmsServiceTest} draws. */
@Tag("postgis")
class WmsConformanceTest {
    private static MapServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new MapServer();
        server.put(
                "water",
                "lake",
                "MULTIPOLYGON (((107.502 16.494, 107.506 16.494, 107.506 16.498, 107.502 16.498, 107.502 16.494)))",
                Map.of("name", "Hồ"));
        // one point: a box of it would have no area
        Map<String, ?> flood = Map.of(
                "title", "Ngập", "category", "FLOOD", "reported_at", java.time.Instant.parse("2026-01-05T03:00:00Z"));
        server.put("incident", "i1", "POINT (107.503 16.4975)", flood);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static final String SCALED = """
            <StyledLayerDescriptor version="1.0.0"><NamedLayer><Name>water</Name><UserStyle><FeatureTypeStyle>
            <Rule><MinScaleDenominator>1000</MinScaleDenominator><MaxScaleDenominator>5000</MaxScaleDenominator><PolygonSymbolizer/></Rule>
            <Rule><MinScaleDenominator>5000</MinScaleDenominator><MaxScaleDenominator>25000</MaxScaleDenominator><PolygonSymbolizer/></Rule>
            </FeatureTypeStyle></UserStyle></NamedLayer></StyledLayerDescriptor>""";

    private static List<String> scales(String version) throws Exception {
        for (Element layer : all(capabilities(version), "Layer")) {
            if (children(layer, "Name").stream()
                    .anyMatch(name -> name.getTextContent().equals("water"))) {
                List<String> told = new ArrayList<>();
                children(layer, "MinScaleDenominator").forEach(e -> told.add(e.getTextContent()));
                children(layer, "MaxScaleDenominator").forEach(e -> told.add(e.getTextContent()));
                children(layer, "ScaleHint")
                        .forEach(e -> told.add(e.getAttribute("min") + " to " + e.getAttribute("max")));
                return told;
            }
        }
        throw new AssertionError("no layer water");
    }

    @Test
    void layersTellAtWhichScalesTheyAreDrawn() throws Exception {
        assertEquals(List.of(), scales("1.3.0"), "at all of them");
        server.send("PUT", "/api/styles/water/default", SCALED, "X-Role", "PLANNER");
        try {
            assertEquals(List.of("1000.0", "25000.0"), scales("1.3.0"));
            // 0.28 mm × √2 on the ground
            assertEquals(List.of("0.395979797 to 9.899494937"), scales("1.1.1"));
        } finally {
            server.send("DELETE", "/api/styles/water/default", "", "X-Role", "PLANNER");
        }
    }

    private static Document capabilities(String version) throws Exception {
        byte[] body = server.get("?SERVICE=WMS&REQUEST=GetCapabilities&VERSION=" + version)
                .body();
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        return factory.newDocumentBuilder().parse(new ByteArrayInputStream(body));
    }

    private static List<Element> all(Document document, String name) {
        NodeList nodes = document.getElementsByTagNameNS("*", name);
        List<Element> found = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            found.add((Element) nodes.item(i));
        }
        return found;
    }

    private static List<Element> children(Element element, String name) {
        List<Element> found = new ArrayList<>();
        for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element each && each.getLocalName().equals(name)) {
                found.add(each);
            }
        }
        return found;
    }

    private static String text(Element element, String name) {
        return children(element, name).stream()
                .map(Node::getTextContent)
                .findFirst()
                .orElse("");
    }

    private static String href(Element element) {
        Element online = children(element, "OnlineResource").get(0);
        return online.getAttributeNS("http://www.w3.org/1999/xlink", "href");
    }

    private static String type(HttpResponse<?> answer) {
        return answer.headers().firstValue("Content-Type").orElse("").replaceAll(";\\s*charset=.*", "");
    }

    /** Recommendations: every layer that has a name has these, whether it is drawn or holds others. */
    @ParameterizedTest
    @ValueSource(strings = {"1.3.0", "1.1.1"})
    void everyNamedLayerIsDescribed(String version) throws Exception {
        Document document = capabilities(version);
        assertFalse(all(document, "ContactAddress").isEmpty());
        for (Element layer : all(document, "Layer")) {
            String name = text(layer, "Name");
            for (String wanted : List.of("Title", "Abstract", "KeywordList", "MetadataURL")) {
                assertFalse(children(layer, wanted).isEmpty(), name + " has no " + wanted);
            }
            assertEquals("1", layer.getAttribute("queryable"), name + " is not queryable");
        }
    }

    /** 06-042, 7.2.4.6.5: styles are inherited, and one that is inherited is not defined anew. */
    @ParameterizedTest
    @ValueSource(strings = {"1.3.0", "1.1.1"})
    void noLayerDefinesAStyleThatItInherits(String version) throws Exception {
        for (Element layer : all(capabilities(version), "Layer")) {
            List<String> own = children(layer, "Style").stream()
                    .map(style -> text(style, "Name"))
                    .toList();
            for (Node above = layer.getParentNode(); above instanceof Element parent; above = parent.getParentNode()) {
                for (Element style : children(parent, "Style")) {
                    assertFalse(own.contains(text(style, "Name")), text(layer, "Name") + ": " + own);
                }
            }
        }
    }

    /** The address of a legend gives an image of the size and format that is said, in either language. */
    @ParameterizedTest
    @CsvSource({"1.3.0, vi", "1.3.0, en", "1.1.1, vi"})
    void legendsAreWhatIsSaidOfThem(String version, String language) throws Exception {
        byte[] body = server.get("?SERVICE=WMS&REQUEST=GetCapabilities&VERSION=" + version + "&LANGUAGE=" + language)
                .body();
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        Document document = factory.newDocumentBuilder().parse(new ByteArrayInputStream(body));
        List<Element> legends = all(document, "LegendURL");
        assertTrue(legends.size() > 10, legends.size() + " legends");
        for (Element legend : legends) {
            String address = href(legend);
            HttpResponse<byte[]> answer = server.get(address.substring(address.indexOf('?')));
            assertEquals(text(legend, "Format"), type(answer), address);
            BufferedImage image = ImageIO.read(new ByteArrayInputStream(answer.body()));
            assertEquals(
                    legend.getAttribute("width") + "x" + legend.getAttribute("height"),
                    image.getWidth() + "x" + image.getHeight(),
                    address);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.3.0", "1.1.1"})
    void everyAdvertisedFormatIsAnswered(String version) throws Exception {
        Document document = capabilities(version);
        String crs = version.equals("1.3.0") ? "CRS" : "SRS";
        String[] base = {
            "LAYERS", "water", "VERSION", version, crs, "EPSG:3857", "BBOX", "11966845,1861000,11967845,1862000"
        };
        for (Element format : children(all(document, "GetMap").get(0), "Format")) {
            String[] request = java.util.Arrays.copyOf(base, base.length + 2);
            request[base.length] = "FORMAT";
            request[base.length + 1] = format.getTextContent();
            assertEquals(format.getTextContent(), type(server.get(MapServer.map(request))));
        }
        String column = version.equals("1.3.0") ? "I" : "X";
        String row = version.equals("1.3.0") ? "J" : "Y";
        for (Element format : children(all(document, "GetFeatureInfo").get(0), "Format")) {
            String[] request = java.util.Arrays.copyOf(base, base.length + 10);
            List<String> more = List.of(
                    "REQUEST",
                    "GetFeatureInfo",
                    "QUERY_LAYERS",
                    "water",
                    "INFO_FORMAT",
                    format.getTextContent(),
                    column,
                    "1",
                    row,
                    "1");
            for (int i = 0; i < more.size(); i++) {
                request[base.length + i] = more.get(i);
            }
            assertEquals(format.getTextContent(), type(server.get(MapServer.map(request))));
        }
    }

    /** 06-042, 6.3.2 and 6.5: escapes, a plus for a space, numbers with exponents; 06-121r9: a semicolon as it is. */
    @Test
    void numbersAndLettersAreReadInAllTheirForms() throws Exception {
        String plain = server.drawing(MapServer.map("LAYERS", "water"));
        assertEquals(
                plain,
                server.drawing(MapServer.map("LAYERS", "water", "BBOX", "1.075E2,+164.92e-1,10751.6e-2,.165E+2")));
        String raw = MapServer.map("LAYERS", "water").replaceAll("FORMAT=[^&]*", "FORMAT=image/png;+mode=8bit");
        assertEquals(
                "image/png; mode=8bit",
                server.get(raw).headers().firstValue("Content-Type").orElse(""));
        assertTrue(server.text("?%53ERVICE=WMS&REQUEST=%47%65tCapabilities").contains("<WMS_Capabilities"));
    }

    @Test
    void unknownFormatsOfCapabilitiesGiveXml() throws Exception {
        HttpResponse<byte[]> answer = server.get("?SERVICE=WMS&REQUEST=GetCapabilities&FORMAT=invalid");
        assertEquals("text/xml", type(answer));
        assertTrue(new String(answer.body(), StandardCharsets.UTF_8).contains("<WMS_Capabilities"));
    }

    /** More layers than LayerLimit says are refused; a map as large as is said is drawn. */
    @Test
    void limitsAreThoseThatAreSaid() throws Exception {
        Document document = capabilities("1.3.0");
        int limit = Integer.parseInt(all(document, "LayerLimit").get(0).getTextContent());
        String many = String.join(",", java.util.Collections.nCopies(limit + 1, "water"));
        assertTrue(server.text(MapServer.map("LAYERS", many)).contains("<ServiceException "));
        String width = all(document, "MaxWidth").get(0).getTextContent();
        BufferedImage image = server.image(MapServer.map("LAYERS", "water", "WIDTH", width, "HEIGHT", "1"));
        assertEquals(width, Integer.toString(image.getWidth()));
    }

    /** Types, names and document declarations of the version; addresses that a query can be put behind. */
    @ParameterizedTest
    @CsvSource({
        "1.3.0, text/xml, WMS, 'http://www.opengis.net/wms http://schemas.opengis.net/wms/1.3.0/capabilities_1_3_0.xsd'",
        "1.1.1, application/vnd.ogc.wms_xml, OGC:WMS, '<!DOCTYPE WMT_MS_Capabilities SYSTEM'"
    })
    void capabilitiesAreThoseOfTheirVersion(String version, String type, String name, String declared)
            throws Exception {
        String ask = "?ReQuEsT=GetCapabilities&SeRvIcE=WMS&BoGuS=1&VeRsIoN=" + version;
        assertEquals(type, type(server.get(ask)));
        assertTrue(server.text(ask).contains(declared));
        Document document = capabilities(version);
        Element root = document.getDocumentElement();
        assertEquals(version, root.getAttribute("version"));
        assertEquals(name, text(all(document, "Service").get(0), "Name"));
        assertFalse(all(document, "Fees").isEmpty());
        for (String operation : List.of("GetCapabilities", "GetMap", "GetFeatureInfo")) {
            Element get = children(
                            children(
                                            children(all(document, operation).get(0), "DCPType")
                                                    .get(0),
                                            "HTTP")
                                    .get(0),
                            "Get")
                    .get(0);
            assertTrue(href(get).endsWith("?"), href(get));
        }
        for (Element format : children(all(document, "GetCapabilities").get(0), "Format")) {
            assertEquals(format.getTextContent(), type(server.get(ask + "&FORMAT=" + format.getTextContent())));
        }
        assertEquals(
                version.equals("1.3.0")
                        ? List.of("XML", "INIMAGE", "BLANK")
                        : List.of(
                                "application/vnd.ogc.se_xml",
                                "application/vnd.ogc.se_inimage",
                                "application/vnd.ogc.se_blank"),
                children(all(document, "Exception").get(0), "Format").stream()
                        .map(Node::getTextContent)
                        .toList());
    }

    /** 06-042, 6.2.4; 01-068r3, 6.2.4: the highest that is not above what is asked, else the lowest; VERSION before WMTVER. */
    @ParameterizedTest
    @CsvSource({
        "'', 1.3.0",
        "VERSION=1.3.0, 1.3.0",
        "VERSION=100.0.0, 1.3.0",
        "VERSION=1.2.9, 1.1.1",
        "VERSION=1.1.1, 1.1.1",
        "VERSION=1.0.0, 1.1.1",
        "VERSION=0.0.0, 1.1.1",
        "WMTVER=1.1.1, 1.1.1",
        "VERSION=1.3.0&WMTVER=1.0.0, 1.3.0",
        "VERSION=1.1.1&WMTVER=1.3.0, 1.1.1"
    })
    void versionsAreNegotiated(String asked, String answered) throws Exception {
        assertTrue(
                server.text("?SERVICE=WMS&REQUEST=GetCapabilities&" + asked).contains(" version=\"" + answered + "\""));
    }

    /** Systems that the root lists, one box in each and one in degrees, corners in their order. */
    @ParameterizedTest
    @ValueSource(strings = {"1.3.0", "1.1.1"})
    void layersHaveABoxInEachSystemTheyOffer(String version) throws Exception {
        String parameter = version.equals("1.3.0") ? "CRS" : "SRS";
        List<Element> layers = all(capabilities(version), "Layer");
        List<String> systems = children(layers.get(0), parameter).stream()
                .map(Node::getTextContent)
                .toList();
        assertTrue(
                systems.containsAll(List.of("CRS:84", "EPSG:4326"))
                        && systems.stream().noneMatch(s -> s.contains(" ")),
                "" + systems);
        for (Element layer : layers) {
            String name = text(layer, "Name");
            assertEquals(
                    systems,
                    children(layer, "BoundingBox").stream()
                            .map(box -> box.getAttribute(parameter))
                            .toList(),
                    name);
            for (Element box : children(layer, "BoundingBox")) {
                ordered(number(box, "minx"), number(box, "maxx"), name);
                ordered(number(box, "miny"), number(box, "maxy"), name);
            }
            if (version.equals("1.3.0")) {
                Element box = children(layer, "EX_GeographicBoundingBox").get(0);
                ordered(degrees(box, "westBoundLongitude"), degrees(box, "eastBoundLongitude"), name);
                ordered(degrees(box, "southBoundLatitude"), degrees(box, "northBoundLatitude"), name);
            } else {
                Element box = children(layer, "LatLonBoundingBox").get(0);
                ordered(number(box, "minx"), number(box, "maxx"), name);
                ordered(number(box, "miny"), number(box, "maxy"), name);
            }
        }
    }

    private static void ordered(double low, double high, String layer) {
        assertTrue(low < high, layer + ": " + low + " and " + high);
    }

    private static double number(Element box, String corner) {
        return Double.parseDouble(box.getAttribute(corner));
    }

    private static double degrees(Element box, String edge) {
        return Double.parseDouble(text(box, edge));
    }

    /** 06-042, annex C: a time has units, a default, an extent; in 1.1.1 Dimension and Extent go together. */
    @Test
    void timesAreDeclaredAsTheVersionHasIt() throws Exception {
        Element modern = all(capabilities("1.3.0"), "Dimension").get(0);
        assertEquals(
                "time ISO8601 current 1 1",
                attributes(modern, "name", "units", "default", "multipleValues", "current"));
        assertFalse(modern.getTextContent().isBlank());
        Element old = all(capabilities("1.1.1"), "Dimension").get(0);
        assertEquals("time ISO8601", attributes(old, "name", "units"));
        assertEquals("", old.getTextContent());
        Element layer = (Element) old.getParentNode();
        assertEquals(1, children(layer, "Dimension").size());
        Element extent = children(layer, "Extent").get(0);
        assertEquals("time current 1 1", attributes(extent, "name", "default", "multipleValues", "current"));
        assertEquals(modern.getTextContent(), extent.getTextContent());
    }

    /** 06-042, clause C.4.2: a map without TIME shows the default, and the answer says which that is. */
    @ParameterizedTest
    @CsvSource({
        "incident, '', '99 Default value used: time=current ISO8601'",
        "'water,incident', default, '99 Default value used: time=current ISO8601'",
        "incident, current, ''",
        "incident, '2026-01,2026-03-01/2026-03-31', ''",
        "water, '', ''"
    })
    void aTimeThatNobodyAskedForIsTold(String layers, String time, String warning) throws Exception {
        HttpResponse<byte[]> answer = server.get(MapServer.map("LAYERS", layers, "TIME", time));
        assertEquals("image/png", type(answer));
        assertEquals(warning, answer.headers().firstValue("Warning").orElse(""));
    }

    /** The type of MetadataURL: a token in the schema of 1.3.0, TC211 or FGDC in the DTD of 1.1.1. */
    @ParameterizedTest
    @CsvSource({"1.3.0, ISO19115:2003", "1.1.1, TC211"})
    void theTypeOfMetadataIsOfTheSchema(String version, String type) throws Exception {
        for (Element each : all(capabilities(version), "MetadataURL")) {
            assertEquals(type, each.getAttribute("type"));
        }
    }

    /** The suite of 1.1.1 asks each format in CRS:84, longitude before latitude, if the server has it. */
    @Test
    void theOldVersionHasCrs84Too() throws Exception {
        String[] old = {"LAYERS", "water", "VERSION", "1.1.1", "SRS", "EPSG:4326", "BBOX", "107.5,16.492,107.516,16.5"};
        String degrees = server.drawing(MapServer.map(old));
        old[5] = "CRS:84";
        assertEquals(degrees, server.drawing(MapServer.map(old)));
    }

    private static String attributes(Element element, String... names) {
        List<String> values = new ArrayList<>();
        for (String name : names) {
            values.add(element.getAttribute(name));
        }
        return String.join(" ", values);
    }

    /** Requests that the suites send and what they want of the report: type, namespace, version, code. */
    @ParameterizedTest
    @CsvSource({
        "LAYERS=UndefinedLayer, LayerNotDefined",
        "'LAYERS=UndefinedLayer,water', LayerNotDefined",
        "'LAYERS=water,UndefinedLayer', LayerNotDefined",
        "STYLES=UndefinedStyle, StyleNotDefined",
        "'LAYERS=water,ward&STYLES=UndefinedStyle,', StyleNotDefined",
        "'LAYERS=water,ward&STYLES=,UndefinedStyle', StyleNotDefined",
        "FORMAT=UnknownFormat, InvalidFormat",
        "CRS=UndefinedCRS, InvalidCRS",
        "'BBOX=107.5,16.5,107.516,16.492', ''",
        "'BBOX=107.5,16.5,107.516,16.5', ''",
        "WIDTH=0, ''",
        "WIDTH=10.5, ''",
        "REQUEST=GetFeatureInfo&INFO_FORMAT=UnknownFormat, InvalidFormat",
        "REQUEST=GetFeatureInfo&QUERY_LAYERS=UndefinedLayer, LayerNotDefined",
        "REQUEST=GetFeatureInfo&LAYERS=UndefinedLayer&QUERY_LAYERS=UndefinedLayer, LayerNotDefined",
        "REQUEST=GetFeatureInfo&I=16, InvalidPoint",
        "REQUEST=GetFeatureInfo&J=8, InvalidPoint",
        "REQUEST=GetFeatureInfo&I=-1, InvalidPoint",
    })
    void reportsAreThoseOfTheVersion(String changes, String code) throws Exception {
        for (String version : List.of("1.3.0", "1.1.1")) {
            boolean modern = version.equals("1.3.0");
            List<String> request = new ArrayList<>(List.of("LAYERS", "water", "QUERY_LAYERS", "water"));
            request.addAll(List.of("INFO_FORMAT", "text/plain", modern ? "I" : "X", "1", modern ? "J" : "Y", "1"));
            request.addAll(List.of("VERSION", version, modern ? "CRS" : "SRS", "EPSG:4326"));
            request.addAll(List.of("BBOX", modern ? "16.492,107.5,16.5,107.516" : "107.5,16.492,107.516,16.5"));
            for (String change : changes.split("&")) {
                String[] parts = change.split("=", 2);
                String name = modern
                        ? parts[0]
                        : Map.of("CRS", "SRS", "I", "X", "J", "Y").getOrDefault(parts[0], parts[0]);
                request.addAll(List.of(name, parts[1]));
            }
            HttpResponse<byte[]> answer = server.get(MapServer.map(request.toArray(String[]::new)));
            String body = new String(answer.body(), StandardCharsets.UTF_8);
            assertEquals(modern ? "text/xml" : "application/vnd.ogc.se_xml", type(answer), version + " " + body);
            assertTrue(
                    body.contains("<ServiceExceptionReport version=\"" + version + "\""
                            + (modern ? " xmlns=\"http://www.opengis.net/ogc\">" : ">")),
                    body);
            String expected = modern || !code.equals("InvalidCRS") ? code : "InvalidSRS";
            assertTrue(code.isEmpty() || body.contains("code=\"" + expected + "\""), body);
        }
    }

    /** As many default styles as there are commas, or none said; layers asked beside those drawn. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "LAYERS=water",
                "LAYERS=water&BoGuS=ignored",
                "LAYERS=water,ward&STYLES=",
                "LAYERS=water,ward,building&STYLES=,,",
                "LAYERS=water,ward,building&STYLES=default,,",
                "LAYERS=water&WIDTH=8&HEIGHT=5",
                "LAYERS=water&WIDTH=1&HEIGHT=1",
                "REQUEST=GetFeatureInfo&LAYERS=water,ward&QUERY_LAYERS=water",
                "REQUEST=GetFeatureInfo&LAYERS=water,ward&STYLES=default,default&QUERY_LAYERS=ward",
                "REQUEST=GetFeatureInfo&LAYERS=water,ward,building&QUERY_LAYERS=water,ward,building&BoGuS=1",
            })
    void whatIsRightIsAnswered(String changes) throws Exception {
        for (String version : List.of("1.3.0", "1.1.1")) {
            boolean modern = version.equals("1.3.0");
            List<String> request = new ArrayList<>(List.of("VERSION", version, modern ? "CRS" : "SRS", "EPSG:3857"));
            request.addAll(List.of("BBOX", "11966845,1861000,11967845,1862000", "INFO_FORMAT", "text/html"));
            request.addAll(List.of(modern ? "I" : "X", "0", modern ? "J" : "Y", "0"));
            for (String change : changes.split("&")) {
                request.addAll(List.of(change.split("=", 2)));
            }
            HttpResponse<byte[]> answer = server.get(MapServer.map(request.toArray(String[]::new)));
            assertEquals(
                    changes.contains("Info") ? "text/html" : "image/png",
                    type(answer),
                    new String(answer.body(), StandardCharsets.UTF_8));
        }
    }
}
