package vn.huetwin.server.ogc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vn.huetwin.server.security.Role;
import vn.huetwin.server.testing.TestTwin;

/** A planner makes, changes, replaces and deletes a school over OGC API. */
@Tag("postgis")
class EditRoutesTest {
    private static final String ITEMS = "/ogc/collections/school/items";
    private static TestTwin city;

    @BeforeAll
    static void start() throws Exception {
        city = TestTwin.empty();
    }

    @AfterAll
    static void close() {
        city.close();
    }

    private static HttpResponse<String> send(String method, String path, String body) throws IOException {
        return city.send(city.request(path, city.as(Role.PLANNER)).method(method, BodyPublishers.ofString(body)));
    }

    private static String feature(double longitude, String properties) {
        return "{\"type\":\"Feature\",\"geometry\":" + TestTwin.point(longitude, 16.4) + ",\"properties\":{"
                + properties + "}}";
    }

    private static String shown(String address) throws IOException {
        var feature = city.json(address);
        return feature.getJsonObject("properties").getString("name") + " "
                + feature.getJsonObject("properties").getValue("address") + " "
                + feature.getJsonObject("geometry").getJsonArray("coordinates");
    }

    @Test
    void aFeatureLivesFromPostToDelete() throws Exception {
        HttpResponse<String> made =
                send("POST", ITEMS, feature(107.5, "\"name\":\"Quốc Học\",\"address\":\"12 Lê Lợi\""));
        assertEquals(201, made.statusCode(), made.body());
        String address = made.headers().firstValue("Location").orElseThrow();
        assertEquals("Quốc Học 12 Lê Lợi [107.5,16.4]", shown(address));
        assertEquals(
                204,
                send("PATCH", address, "{\"properties\":{\"name\":\"Hai Bà Trưng\"}}")
                        .statusCode());
        assertEquals("Hai Bà Trưng 12 Lê Lợi [107.5,16.4]", shown(address));
        assertEquals(
                204,
                send("PUT", address, feature(107.6, "\"name\":\"Đồng Khánh\"")).statusCode());
        assertEquals("Đồng Khánh null [107.6,16.4]", shown(address));
        assertEquals(204, send("DELETE", address, "").statusCode());
        assertEquals(404, city.get(address).statusCode());
        assertEquals(404, send("DELETE", address, "").statusCode());
    }

    @Test
    void badFeaturesAreRefusedWithTheirReason() throws Exception {
        assertEquals(400, send("POST", ITEMS, "no json").statusCode());
        HttpResponse<String> unknown = send("POST", ITEMS, feature(107.5, "\"colour\":\"red\""));
        assertTrue(unknown.statusCode() == 400 && unknown.body().contains("colour"), unknown.body());
        HttpResponse<String> far = send("POST", ITEMS, feature(7.5, "\"name\":\"Ở đâu\""));
        assertEquals(422, far.statusCode(), far.body());
        assertEquals(404, send("PATCH", ITEMS + "/none", "{}").statusCode());
    }

    @Test
    void browsersOfOtherSitesMayAskAndHeadHasNoBody() throws Exception {
        HttpResponse<String> head = city.send("HEAD", ITEMS);
        assertEquals(
                "200 * ",
                head.statusCode() + " "
                        + head.headers()
                                .firstValue("Access-Control-Allow-Origin")
                                .orElse("-") + " " + head.body());
        assertEquals(204, city.send("OPTIONS", ITEMS).statusCode());
    }
}
