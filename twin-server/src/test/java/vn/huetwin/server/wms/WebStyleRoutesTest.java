package vn.huetwin.server.wms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.huetwin.server.security.Role;
import vn.huetwin.server.testing.TestTwin;

/** Styles of MapLibre out of declarations and kept SLDs. */
@Tag("postgis")
class WebStyleRoutesTest {
    private static final String SLD = """
            <StyledLayerDescriptor version="1.0.0" xmlns="http://www.opengis.net/sld" xmlns:ogc="http://www.opengis.net/ogc">
              <NamedLayer><Name>building</Name><UserStyle><FeatureTypeStyle>
                <Rule><Name>tall</Name>
                  <ogc:Filter><ogc:PropertyIsGreaterThan>
                    <ogc:PropertyName>height</ogc:PropertyName><ogc:Literal>20</ogc:Literal>
                  </ogc:PropertyIsGreaterThan></ogc:Filter>
                  <MaxScaleDenominator>50000</MaxScaleDenominator>
                  <PolygonSymbolizer><Fill><CssParameter name="fill">#ff0000</CssParameter></Fill></PolygonSymbolizer>
                  <TextSymbolizer><Label><ogc:PropertyName>name</ogc:PropertyName></Label>
                    <Fill><CssParameter name="fill">#0000ff</CssParameter></Fill></TextSymbolizer>
                </Rule>
                <Rule><Name>many floors</Name>
                  <ogc:Filter><ogc:PropertyIsEqualTo>
                    <ogc:PropertyName>floors</ogc:PropertyName><ogc:Literal>9</ogc:Literal>
                  </ogc:PropertyIsEqualTo></ogc:Filter>
                  <LineSymbolizer><Stroke><CssParameter name="stroke-width">2</CssParameter>
                    <CssParameter name="stroke-dasharray">4 2</CssParameter></Stroke></LineSymbolizer>
                </Rule>
              </FeatureTypeStyle></UserStyle></NamedLayer>
            </StyledLayerDescriptor>""";
    private static TestTwin city;

    @BeforeAll
    static void start() throws Exception {
        city = TestTwin.empty();
        HttpResponse<String> kept = city.send(city.request("/api/styles/building/tall", city.as(Role.PLANNER))
                .header("Content-Type", "application/vnd.ogc.sld+xml")
                .PUT(BodyPublishers.ofString(SLD)));
        assertEquals(201, kept.statusCode(), kept.body());
    }

    @AfterAll
    static void stop() {
        city.close();
    }

    private static List<JsonObject> objects(JsonArray array) {
        return array.stream().map(JsonObject.class::cast).toList();
    }

    @Test
    void aKeptStyleBecomesLayersOfMapLibre() throws Exception {
        JsonObject style = city.json("/ogc/styles/building.tall");
        List<JsonObject> layers = objects(style.getJsonArray("layers"));
        assertEquals(
                List.of("fill", "symbol"),
                layers.stream().map(l -> l.getString("type")).toList());
        JsonObject fill = layers.get(0);
        assertEquals("#ff0000", fill.getJsonObject("paint").getString("fill-color"));
        assertEquals(12.449, fill.getDouble("minzoom"), 0.001);
        assertEquals(
                "[\"all\",[\"all\",[\"has\",\"height\"],[\">\",[\"to-number\",[\"get\",\"height\"]],20.0]],"
                        + "[\"in\",[\"geometry-type\"],[\"literal\",[\"Polygon\",\"MultiPolygon\"]]]]",
                fill.getJsonArray("filter").encode());
        JsonObject layout = layers.get(1).getJsonObject("layout");
        assertEquals(
                "[\"Liberation Sans Regular\"]",
                layout.getJsonArray("text-font").encode());
        String omitted =
                style.getJsonObject("metadata").getJsonArray(WebStyle.OMITTED).encode();
        assertTrue(omitted.contains("many floors: property floors"), omitted);
    }

    /** All layers at once: every source has its layers, and every address is of this server. */
    @Test
    void theWholeCityIsOneStyleOfLocalAddresses() throws Exception {
        HttpResponse<String> answer = city.get("/ogc/styles/hue");
        assertEquals(
                WebStyleRoutes.MEDIA_TYPE,
                answer.headers().firstValue("Content-Type").orElse(""));
        JsonObject style = new JsonObject(answer.body());
        assertEquals(8, style.getInteger("version"));
        for (JsonObject layer : objects(style.getJsonArray("layers"))) {
            assertTrue(style.getJsonObject("sources").containsKey(layer.getString("source")), layer.encode());
        }
        assertTrue(style.getJsonObject("sources").size() > 10);
        assertFalse(style.getJsonObject("sources").containsKey("sos_request"), "nobody told of it");
        Matcher addresses = Pattern.compile("https?://[^\"]+").matcher(answer.body());
        String site = city.uri("/").toString();
        while (addresses.find()) {
            assertTrue(addresses.group().startsWith(site), addresses.group());
        }
        String tag = answer.headers().firstValue("ETag").orElseThrow();
        assertEquals(304, city.get("/ogc/styles/hue", "If-None-Match", tag).statusCode());
    }

    @Test
    void theListLeadsToEachStyle() throws Exception {
        JsonArray styles = city.json("/ogc/styles").getJsonArray("styles");
        assertTrue(styles.encode().contains("/api/styles/building/tall"), "the SLD too");
        for (JsonObject style : objects(styles)) {
            String address = style.getJsonArray("links").getJsonObject(0).getString("href");
            assertEquals(200, city.get(address).statusCode(), address);
        }
        assertTrue(city.json("/ogc/styles", city.as(Role.OPERATOR)).encode().contains("sos_request.default"));
    }

    @Test
    void lettersAreServedFromHere() throws Exception {
        HttpResponse<String> letters = city.get("/ogc/fonts/Liberation%20Sans%20Regular/7680-7935.pbf");
        assertEquals(200, letters.statusCode());
        assertEquals(
                "application/x-protobuf",
                letters.headers().firstValue("Content-Type").orElse(""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/ogc/styles/none",
                "/ogc/styles/building.none",
                "/ogc/styles/sos_request.default",
                "/ogc/styles/observation.default",
                "/ogc/fonts/Arial/0-255.pbf",
                "/ogc/fonts/Liberation%20Sans%20Bold/0-256.pbf",
                "/ogc/fonts/Liberation%20Sans%20Bold/99999-100254.pbf",
                "/ogc/fonts/Liberation%20Sans%20Bold/x.pbf"
            })
    void whatIsNotThereIs404(String path) throws Exception {
        assertEquals(404, city.get(path).statusCode());
    }
}
