package vn.huetwin.server.wms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Planners keep styles for layers; maps, legends and capabilities know them. */
@Tag("postgis")
class LayerStylesTest {
    private static final String RED =
            "<PolygonSymbolizer><Fill><CssParameter name='fill'>#ff0000</CssParameter></Fill>" + "</PolygonSymbolizer>";
    private static final String CAPABILITIES = "?SERVICE=WMS&REQUEST=GetCapabilities";
    private MapServer server;

    @BeforeEach
    void start() throws Exception {
        server = new MapServer();
        server.put(
                "water",
                "w1",
                "MULTIPOLYGON (((107.5 16.49, 107.52 16.49, 107.52 16.5, 107.5 16.5, 107.5 16.49)))",
                Map.of("name", "Hồ"));
    }

    @AfterEach
    void close() {
        server.close();
    }

    private static String sld(String layer, String symbols) {
        return "<StyledLayerDescriptor version='1.0.0' xmlns='http://www.opengis.net/sld'><NamedLayer><Name>" + layer
                + "</Name><UserStyle><Title>Đỏ</Title><FeatureTypeStyle><Rule><Title>Nước</Title>" + symbols
                + "</Rule></FeatureTypeStyle></UserStyle></NamedLayer></StyledLayerDescriptor>";
    }

    private HttpResponse<String> put(String style, String sld) throws Exception {
        return server.send("PUT", "/api/styles/" + style, sld, "X-Role", "PLANNER");
    }

    private int colour(String style) throws Exception {
        return server.image(MapServer.map("LAYERS", "water", "STYLES", style)).getRGB(8, 4) & 0xffffff;
    }

    @Test
    void mapsLegendsAndCapabilitiesKnowAStyleThatIsKept() throws Exception {
        assertEquals(201, put("water/red", sld("water", RED)).statusCode());
        assertEquals(204, put("water/red", sld("water", RED)).statusCode());
        assertEquals(0xff0000, colour("red"));
        assertFalse(colour("") == 0xff0000);
        String capabilities = server.text(CAPABILITIES);
        assertTrue(capabilities.contains("<Name>red</Name>\n<Title>Đỏ</Title>"), capabilities);
        assertTrue(capabilities.contains("LAYER=water&amp;STYLE=red"));
        int icon = server.image(
                        "?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetLegendGraphic&FORMAT=image/png&LAYER=water&STYLE=red")
                .getRGB(10, 10);
        assertEquals(0xffff0000, icon);
        assertTrue(server.send("GET", "/api/styles", "").body().contains("\"name\":\"red\",\"title\":\"Đỏ\""));
        assertEquals(
                sld("water", RED),
                server.send("GET", "/api/styles/water/red", "").body());
        assertEquals(
                204,
                server.send("DELETE", "/api/styles/water/red", "", "X-Role", "PLANNER")
                        .statusCode());
        assertTrue(
                server.text(MapServer.map("LAYERS", "water", "STYLES", "red")).contains("StyleNotDefined"));
    }

    @Test
    void aStyleNamedDefaultTakesThePlaceOfTheDeclaredOne() throws Exception {
        int declared = colour("");
        put("water/default", sld("water", RED));
        assertEquals(0xff0000, colour(""));
        assertEquals(0xff0000, colour("default"));
        server.send("DELETE", "/api/styles/water/default", "", "X-Role", "PLANNER");
        assertEquals(declared, colour(""));
    }

    @Test
    void aDocumentWithARequestMayNameAStyleThatIsKept() throws Exception {
        put("water/red", sld("water", RED));
        String named = "<StyledLayerDescriptor><NamedLayer><Name>water</Name><NamedStyle><Name>red</Name></NamedStyle>"
                + "</NamedLayer></StyledLayerDescriptor>";
        assertEquals(
                0xffff0000,
                server.image(MapServer.map("LAYERS", "", "SLD_BODY", named)).getRGB(8, 4));
    }

    @Test
    void onlyPlannersPutAndDelete() throws Exception {
        assertEquals(
                401,
                server.send("PUT", "/api/styles/water/red", sld("water", RED)).statusCode());
        assertEquals(
                403,
                server.send("DELETE", "/api/styles/water/red", "", "X-Role", "VIEWER")
                        .statusCode());
    }

    @Test
    void allThatIsNotSupportedIsNamed() throws Exception {
        String graphic = "<PointSymbolizer><Graphic><ExternalGraphic/></Graphic></PointSymbolizer><Whatever/>";
        HttpResponse<String> refused = put("water/bad", sld("water", graphic));
        assertEquals(422, refused.statusCode());
        assertTrue(refused.body().contains("ExternalGraphic") && refused.body().contains("Whatever"), refused.body());
        assertEquals(422, put("water/bad", sld("road", RED)).statusCode());
        assertEquals(422, put("water/bad", "<html/>").statusCode());
        assertEquals(400, put("water/b%20d", sld("water", RED)).statusCode());
        assertEquals(404, put("nowhere/red", sld("nowhere", RED)).statusCode());
        String unknown = "<TextSymbolizer><Label><PropertyName>nobody</PropertyName></Label></TextSymbolizer>";
        assertEquals(422, put("water/bad", sld("water", unknown)).statusCode());
        assertFalse(server.text(CAPABILITIES).contains("<Name>bad</Name>"));
    }

    /** An administrator sees who reported; nobody else learns that there is such a property. */
    @Test
    void aStyleOfHiddenPropertiesIsHidden() throws Exception {
        String reporter = sld(
                "incident",
                "<TextSymbolizer><Label><PropertyName>reporter_ref</PropertyName></Label></TextSymbolizer>");
        assertEquals(422, put("incident/who", reporter).statusCode());
        assertEquals(
                201,
                server.send("PUT", "/api/styles/incident/who", reporter, "X-Role", "ADMIN")
                        .statusCode());
        assertTrue(server.text(CAPABILITIES, "X-Role", "ADMIN").contains("<Name>who</Name>"));
        assertFalse(server.text(CAPABILITIES).contains("<Name>who</Name>"));
        assertEquals(404, server.send("GET", "/api/styles/incident/who", "").statusCode());
        assertTrue(server.text(MapServer.map("LAYERS", "incident", "STYLES", "who"))
                .contains("StyleNotDefined"));
    }
}
