package vn.huetwin.server.ogc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.huetwin.server.security.Role;
import vn.huetwin.server.testing.TestTwin;

/** What has been fetched is not sent again until its layer changes; what others have changed is not overwritten. */
@Tag("postgis")
class EntityTagsTest {
    private static final String ITEMS = "/ogc/collections/school/items";
    private static final String TILE = "/tiles/vector/school/15/26175/14864.mvt";
    private static final String MAP = "/wms?VERSION=1.3.0&REQUEST=GetMap&LAYERS=school&CRS=CRS:84"
            + "&BBOX=107.5,16.4,107.6,16.5&WIDTH=100&HEIGHT=100&FORMAT=image/png";
    private static TestTwin city;

    @BeforeAll
    static void start() throws Exception {
        city = TestTwin.empty();
    }

    @AfterAll
    static void close() {
        city.close();
    }

    private static String feature(String name) {
        return "{\"type\":\"Feature\",\"geometry\":" + TestTwin.point(107.5713, 16.4612)
                + ",\"properties\":{\"name\":\"" + name + "\"}}";
    }

    private static String create(String name) throws IOException {
        HttpResponse<String> made = city.post(ITEMS, "application/geo+json", feature(name), city.as(Role.PLANNER));
        assertEquals(201, made.statusCode(), made.body());
        return made.headers().firstValue("Location").orElseThrow();
    }

    private static HttpResponse<String> edit(String method, String address, String ifMatch, String body)
            throws IOException {
        return city.send(city.request(address, city.as(Role.PLANNER))
                .header("If-Match", ifMatch)
                .method(method, BodyPublishers.ofString(body)));
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static String tag(String path, String... headers) throws IOException {
        HttpResponse<String> answer = city.get(path, headers);
        assertEquals(200, answer.statusCode(), answer.body());
        return header(answer, "ETag");
    }

    /** Maps have no tag for the moment in which their memory takes a change in. */
    private static String settledTag(String path) throws Exception {
        String tag = tag(path);
        for (int i = 0; i < 200 && tag.isEmpty(); i++) {
            Thread.sleep(20);
            tag = tag(path);
        }
        return tag;
    }

    private static int status(String path, String known) throws IOException {
        HttpResponse<String> answer = city.get(path, "If-None-Match", known);
        assertEquals(answer.statusCode() == 304, answer.body().isEmpty());
        return answer.statusCode();
    }

    @ParameterizedTest
    @ValueSource(strings = {ITEMS, ITEMS + "?f=html", ITEMS + "?limit=1&sortby=name", TILE, MAP})
    void anEditMakesWhatClientsHaveOldAndOnlyThat(String path) throws Exception {
        create("Quốc Học");
        String before = settledTag(path);
        assertEquals(304, status(path, before));
        assertEquals(304, status(path, "\"other\", " + before));
        city.report("incident", "i" + path.hashCode(), TestTwin.point(107.57, 16.46), "\"category\":\"TREE\"");
        assertEquals(304, status(path, before), "another layer has changed");
        create("Hai Bà Trưng");
        assertEquals(200, status(path, before));
        String after = settledTag(path);
        assertNotEquals(before, after);
        assertEquals(304, status(path, after));
        assertTrue(before.startsWith("W/\""), before);
    }

    @Test
    void oneFeatureStaysTheSameWhileOthersChange() throws Exception {
        String address = create("Đồng Khánh");
        String tag = tag(address);
        assertTrue(tag.startsWith("\""), "strong: " + tag);
        assertEquals(304, status(address, tag));
        create("Nguyễn Huệ");
        HttpResponse<String> again = city.get(address, "If-None-Match", tag);
        assertEquals("304 ", again.statusCode() + " " + again.body());
        assertNotEquals(tag, header(again, "ETag"), "good for the next question, without a statement");
        assertEquals(304, status(address, header(again, "ETag")));
        assertEquals(
                204,
                edit("PATCH", address, tag, "{\"properties\":{\"address\":\"8 Lê Lợi\"}}")
                        .statusCode());
        assertEquals(200, status(address, tag));
        assertEquals(200, status(address, header(again, "ETag")));
        assertEquals(304, status(address, "*"));
    }

    @Test
    void otherRepresentationsHaveOtherTags() throws Exception {
        String address = create("Gia Hội");
        String tag = tag(address);
        assertNotEquals(tag, tag(address, "Accept", "text/html"));
        assertNotEquals(tag, tag(address, "Accept-Encoding", "gzip"), "other bytes");
        assertNotEquals(tag, tag(address, city.as(Role.PLANNER)), "who sees more");
        assertNotEquals(tag(ITEMS), tag(ITEMS, city.as(Role.PLANNER)));
        assertNotEquals(tag(TILE), tag(TILE, city.as(Role.PLANNER)));
        assertEquals(
                200,
                city.get(address, "If-None-Match", tag, "Accept", "text/html").statusCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {ITEMS, ITEMS + "/k1", TILE, MAP, "/tiles/3d/buildings/tileset.json"})
    void whatSomebodyMaySeeIsForNobodyElse(String path) throws Exception {
        city.put(
                "school",
                "k1",
                "POINT (107.58 16.47)",
                TestTwin.LONG_AGO,
                java.util.Map.of("name", "Nguyễn Tri Phương"));
        HttpResponse<String> open = city.get(path);
        HttpResponse<String> planner = city.get(path, city.as(Role.PLANNER));
        assertEquals("no-cache", header(open, "Cache-Control"), open.body());
        assertEquals("private, no-cache", header(planner, "Cache-Control"));
        assertTrue(header(open, "Vary").contains("Authorization"), header(open, "Vary"));
    }

    @Test
    void whatSomebodyElseHasChangedIsNotOverwritten() throws Exception {
        String address = create("Trần Quốc Toản");
        String seen = tag(address);
        assertEquals(204, edit("PUT", address, seen, feature("Tố Hữu")).statusCode());
        for (String method : List.of("PUT", "PATCH", "DELETE")) {
            HttpResponse<String> late = edit(method, address, seen, feature("Vỹ Dạ"));
            assertEquals(412, late.statusCode(), method);
            assertTrue(late.body().contains("changed-meanwhile") && late.body().contains("đọc lại"), late.body());
        }
        assertTrue(city.get(address).body().contains("Tố Hữu"));
        assertEquals(412, edit("DELETE", address, "W/" + tag(address), "").statusCode(), "weak tags say too little");
        assertEquals(412, edit("DELETE", address, "\"nonsense\"", "").statusCode());
        HttpResponse<String> taken = city.send(city.request(address, city.as(Role.PLANNER))
                .header("If-None-Match", "*")
                .PUT(BodyPublishers.ofString(feature("Vỹ Dạ"))));
        assertEquals(412, taken.statusCode());
        assertEquals(
                204,
                edit("DELETE", address, "\"nonsense\", " + tag(address), "").statusCode());
        assertEquals(404, edit("DELETE", address, "*", "").statusCode());
    }

    /** Ten planners start from the same state at once: one of them gets through. */
    @Test
    void ofManyAtOnceOneGetsThrough() throws Exception {
        String address = create("An Cựu");
        String seen = tag(address);
        ExecutorService planners = Executors.newFixedThreadPool(10);
        try {
            List<Callable<Integer>> edits = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                String name = "An Cựu " + i;
                edits.add(() -> edit("PUT", address, seen, feature(name)).statusCode());
            }
            List<Integer> statuses = new ArrayList<>();
            for (Future<Integer> edit : planners.invokeAll(edits)) {
                statuses.add(edit.get());
            }
            assertEquals(1, statuses.stream().filter(s -> s == 204).count(), statuses.toString());
            assertEquals(9, statuses.stream().filter(s -> s == 412).count(), statuses.toString());
        } finally {
            planners.shutdownNow();
        }
    }

    @Test
    void anotherStyleMakesAnotherMapForAll() throws Exception {
        create("Phú Xuân");
        String map = MAP + "&STYLES=red";
        String sld = "<StyledLayerDescriptor version=\"1.0.0\" xmlns=\"http://www.opengis.net/sld\"><NamedLayer>"
                + "<Name>school</Name><UserStyle><FeatureTypeStyle><Rule><PointSymbolizer><Graphic><Mark>"
                + "<WellKnownName>square</WellKnownName><Fill><CssParameter name=\"fill\">#ff0000</CssParameter></Fill>"
                + "</Mark></Graphic></PointSymbolizer></Rule></FeatureTypeStyle></UserStyle></NamedLayer>"
                + "</StyledLayerDescriptor>";
        assertEquals(201, style(sld));
        String before = settledTag(map);
        String picture = city.get(map).body();
        assertEquals(304, status(map, before));
        assertEquals(picture, city.get(map).body());
        assertEquals(204, style(sld.replace("#ff0000", "#0000ff")));
        assertEquals(200, status(map, before));
        assertNotEquals(picture, city.get(map).body());
    }

    private static int style(String sld) throws IOException {
        return city.send(city.request("/api/styles/school/red", city.as(Role.PLANNER))
                        .header("Content-Type", "application/vnd.ogc.sld+xml")
                        .PUT(BodyPublishers.ofString(sld)))
                .statusCode();
    }

    @Test
    void anErrorHasNoTag() throws Exception {
        HttpResponse<String> refused = city.get(ITEMS + "?filter=none=1");
        assertEquals("400 ", refused.statusCode() + " " + header(refused, "ETag"));
        assertEquals(304, status(ITEMS, tag(ITEMS)));
        assertEquals(400, status(ITEMS + "?filter=none=1", tag(ITEMS)));
    }
}
