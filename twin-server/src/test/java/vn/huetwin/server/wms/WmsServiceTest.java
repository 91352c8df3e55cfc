package vn.huetwin.server.wms;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** A water of four by three pixels, a flood zone with a hole, a call for rescue. */
@Tag("postgis")
class WmsServiceTest {
    private static MapServer server;

    @BeforeAll
    static void fill() throws Exception {
        server = new MapServer();
        server.put(
                "water",
                "w1",
                "MULTIPOLYGON (((107.502 16.499, 107.506 16.499, 107.506 16.496, 107.502 16.496, 107.502 16.499)))",
                Map.of());
        server.put(
                "flood_zone",
                "f1",
                "MULTIPOLYGON (((107.508 16.499, 107.515 16.499, 107.515 16.493, 107.508 16.493, 107.508 16.499),"
                        + "(107.510 16.497, 107.510 16.495, 107.513 16.495, 107.513 16.497, 107.510 16.497)))",
                Map.of());
        server.put("sos_request", "s1", "POINT (107.5085 16.4955)", Map.of("people", 3L));
    }

    @AfterAll
    static void close() {
        server.close();
    }

    /** Corners are darker: there borders come from two sides, also into the hole of three by two pixels. */
    @Test
    void drawsAreasWithHolesAndBorders() throws Exception {
        assertEquals("""
                ........+++++++.
                ..#++#.+#+++++#+
                ..++++.+++++++++
                ..#++#.+++#+#+++
                .......+++#+#+++
                .......+++++++++
                .......+#+++++#+
                ........+++++++.
                """, server.drawing(MapServer.map("LAYERS", "water,flood_zone")));
    }

    /** The same map, however its box is written. */
    @ParameterizedTest
    @CsvSource({
        "1.3.0, CRS, CRS:84, '107.5,16.492,107.516,16.5'",
        "1.3.0, CRS, EPSG:4326, '16.492,107.5,16.5,107.516'",
        "1.3.0, CRS, urn:ogc:def:crs:EPSG::4326, '16.492,107.5,16.5,107.516'",
        "1.1.1, SRS, EPSG:4326, '107.5,16.492,107.516,16.5'"
    })
    void axesAreReadAsTheVersionHasThem(String version, String parameter, String crs, String box) throws Exception {
        String expected = server.drawing(MapServer.map("LAYERS", "water"));
        assertTrue(expected.contains("#++#"));
        assertEquals(
                expected,
                server.drawing(MapServer.map("LAYERS", "water", "VERSION", version, parameter, crs, "BBOX", box)));
    }

    /** In each system that is advertised the box of the layer shows the layer, in both versions. */
    @ParameterizedTest
    @ValueSource(strings = {"1.3.0", "1.1.1"})
    void everyAdvertisedBoxShowsItsLayer(String version) throws Exception {
        Document document = capabilities(version);
        NodeList boxes = document.getElementsByTagNameNS("*", "BoundingBox");
        int shown = 0;
        for (int i = 0; i < boxes.getLength(); i++) {
            org.w3c.dom.Element box = (org.w3c.dom.Element) boxes.item(i);
            org.w3c.dom.Element layer = (org.w3c.dom.Element) box.getParentNode();
            if (!"water"
                    .equals(layer.getElementsByTagNameNS("*", "Name").item(0).getTextContent())) {
                continue;
            }
            String parameter = version.equals("1.3.0") ? "CRS" : "SRS";
            String corners = String.join(
                    ",",
                    box.getAttribute("minx"),
                    box.getAttribute("miny"),
                    box.getAttribute("maxx"),
                    box.getAttribute("maxy"));
            BufferedImage image = server.image(MapServer.map(
                    "LAYERS",
                    "water",
                    "VERSION",
                    version,
                    parameter,
                    box.getAttribute(parameter),
                    "BBOX",
                    corners,
                    "WIDTH",
                    "50",
                    "HEIGHT",
                    "50"));
            assertEquals(0xffa9cbe3, image.getRGB(25, 25), box.getAttribute(parameter));
            shown++;
        }
        assertEquals(26, shown);
    }

    private static Document capabilities(String version) throws Exception {
        byte[] body = server.get("?SERVICE=WMS&REQUEST=GetCapabilities&VERSION=" + version)
                .body();
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        return factory.newDocumentBuilder().parse(new ByteArrayInputStream(body));
    }

    @ParameterizedTest
    @CsvSource({
        "LAYERS, nothing, LayerNotDefined",
        "LAYERS, sos_request, LayerNotDefined",
        "LAYERS, observation, LayerNotDefined",
        "STYLES, pretty, StyleNotDefined",
        "STYLES, 'default,default', StyleNotDefined",
        "FORMAT, image/nothing, InvalidFormat",
        "CRS, EPSG:999999, InvalidCRS",
        "CRS, AUTO2:42003, InvalidCRS",
        "BBOX, '107.6,16.4,107.5,16.5', InvalidBBox",
        "BBOX, '107.5,16.4,107.5,16.5', InvalidBBox",
        "BBOX, '107.5,16.4,107.6', InvalidBBox",
        "BBOX, '16.492,107.5,16.5,107.516', InvalidBBox",
        "WIDTH, 60000, InvalidParameterValue",
        "WIDTH, -1, InvalidParameterValue",
        "HEIGHT, tall, InvalidParameterValue",
        "BGCOLOR, pink, InvalidParameterValue",
        "TRANSPARENT, maybe, InvalidParameterValue",
        "REQUEST, GetNothing, OperationNotSupported"
    })
    void whatIsWrongIsNamed(String parameter, String value, String code) throws Exception {
        HttpResponse<byte[]> response = server.get(MapServer.map(parameter, value));
        String text = new String(response.body(), StandardCharsets.UTF_8);
        assertEquals(200, response.statusCode());
        assertTrue(
                Pattern.compile("<ServiceException code=\"" + code + "\" locator=\"[^\"]+\">")
                        .matcher(text)
                        .find(),
                text);
        assertTrue(server.text(MapServer.map(parameter, value, "VERSION", "1.1.1", "SRS", value))
                .contains("<ServiceExceptionReport version=\"1.1.1\">"));
    }

    @Test
    void errorsCanBeOnTheImage() throws Exception {
        String[] wrong = {"LAYERS", "nothing", "WIDTH", "200", "HEIGHT", "40", "EXCEPTIONS", "INIMAGE"};
        HttpResponse<byte[]> told = server.get(MapServer.map(wrong));
        assertEquals("image/png", told.headers().firstValue("Content-Type").orElseThrow());
        assertTrue(server.drawing(MapServer.map(wrong)).contains("#"), "there is text");
        wrong[7] = "BLANK";
        assertEquals((".".repeat(200) + "\n").repeat(40), server.drawing(MapServer.map(wrong)));
        String[] clear = {"LAYERS", "nothing", "TRANSPARENT", "TRUE", "EXCEPTIONS", "BLANK"};
        assertEquals((" ".repeat(16) + "\n").repeat(8), server.drawing(MapServer.map(clear)));
    }

    @Test
    void backgroundIsWhiteUnlessAnotherOrNoneIsWanted() throws Exception {
        assertEquals(0xffffffff, server.image(MapServer.map()).getRGB(0, 0));
        assertEquals(
                0xff336699, server.image(MapServer.map("BGCOLOR", "0x336699")).getRGB(0, 0));
        assertEquals(0, server.image(MapServer.map("TRANSPARENT", "TRUE")).getRGB(0, 0));
        BufferedImage jpeg = server.image(MapServer.map("FORMAT", "image/jpeg", "TRANSPARENT", "TRUE"));
        assertEquals(0xffffffff, jpeg.getRGB(0, 0), "JPEG cannot be transparent");
    }

    /** A box beyond the ends of the earth is no error: there is nothing to see (CITE, getmap/bbox). */
    @Test
    void beyondTheEarthThereIsNothing() throws Exception {
        String nothing = (".".repeat(16) + "\n").repeat(8);
        assertEquals(nothing, server.drawing(MapServer.map("LAYERS", "water", "BBOX", "-190,91,-180,99")));
        assertEquals(
                nothing,
                server.drawing(MapServer.map("LAYERS", "water", "CRS", "EPSG:3857", "BBOX", "1e8,1e8,2e8,2e8")));
    }

    @Test
    void internalLayersAreForThoseWhoMay() throws Exception {
        String rescue = MapServer.map("LAYERS", "sos_request");
        assertTrue(server.text(rescue).contains("LayerNotDefined"));
        assertTrue(server.drawing(rescue, "X-Role", "OPERATOR").contains("#"));
        String names = "?SERVICE=WMS&REQUEST=GetCapabilities";
        assertFalse(server.text(names).contains("sos_request"));
        assertTrue(server.text(names, "X-Role", "OPERATOR").contains("<Name>sos_request</Name>"));
    }

    @Test
    void groupsDrawAllThatIsInThem() throws Exception {
        String names = server.text("?SERVICE=WMS&REQUEST=GetCapabilities");
        String group = names.substring(0, names.indexOf("<Name>water</Name>"));
        group = group.substring(group.lastIndexOf("<Name>group_") + 6);
        group = group.substring(0, group.indexOf('<'));
        assertTrue(server.drawing(MapServer.map("LAYERS", group)).contains("#++#"));
        assertTrue(server.drawing(MapServer.map("LAYERS", "hue")).contains("#++#"));
    }

    /** A style that comes with the request: the water in red, its name written on it. */
    @Test
    void stylesCanComeWithTheRequest() throws Exception {
        String sld =
                "<StyledLayerDescriptor version='1.0.0'><NamedLayer><Name>water</Name><UserStyle><FeatureTypeStyle>"
                        + "<Rule><PolygonSymbolizer><Fill><CssParameter name='fill'>#ff0000</CssParameter></Fill>"
                        + "</PolygonSymbolizer>LABEL</Rule></FeatureTypeStyle></UserStyle></NamedLayer></StyledLayerDescriptor>";
        String[] request = {"LAYERS", "water", "WIDTH", "160", "HEIGHT", "80", "SLD_BODY", sld.replace("LABEL", "")};
        BufferedImage plain = server.image(MapServer.map(request));
        assertEquals(0xffff0000, plain.getRGB(40, 25));
        request[7] = sld.replace(
                "LABEL",
                "<TextSymbolizer><Label>Hồ</Label><Font><CssParameter name='font-size'>14</CssParameter></Font>"
                        + "<Fill><CssParameter name='fill'>#0000ff</CssParameter></Fill></TextSymbolizer>");
        BufferedImage labelled = server.image(MapServer.map(request));
        int blue = 0;
        for (int y = 10; y < 40; y++) {
            for (int x = 20; x < 60; x++) {
                blue += labelled.getRGB(x, y) == 0xff0000ff ? 1 : 0;
            }
        }
        assertTrue(blue > 10, "there are letters: " + blue);
        request[7] = sld.replace("LABEL", "<NoSymbolizer/>");
        assertTrue(server.text(MapServer.map(request)).contains("NoSymbolizer"));
        assertTrue(server.text(MapServer.map("SLD", "http://example.org/a.sld")).contains("SLD_BODY"));
    }

    @Test
    void sequencesTellWhetherThereIsNews() throws Exception {
        String ask = "?service=wms&request=GetCapabilities&updateSequence=";
        assertTrue(server.text(ask + server.position()).contains("\"CurrentUpdateSequence\""));
        assertTrue(server.text(ask + (server.position() + 1)).contains("\"InvalidUpdateSequence\""));
        assertTrue(server.text(ask + (server.position() - 1)).contains("<WMS_Capabilities"));
    }

    @Test
    void unknownParametersAreIgnoredAndCaseOfNamesIsNot() throws Exception {
        byte[] plain = server.get(MapServer.map("LAYERS", "water")).body();
        byte[] odd = server.get(MapServer.map("LAYERS", "water", "MAP_RESOLUTION", "90.7142857142857", "NOTHING", "1"))
                .body();
        assertArrayEquals(plain, odd);
    }
}
