package vn.huetwin.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Route;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.huetwin.ingest.load.ImportReport;
import vn.huetwin.ingest.load.ImportRequest;
import vn.huetwin.ingest.load.Importer;
import vn.huetwin.ingest.mapping.BuiltInMappings;
import vn.huetwin.ingest.mapping.Mapping;
import vn.huetwin.ingest.mapping.MappingChooser;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.server.http.RouteTemplates;
import vn.huetwin.server.security.Role;
import vn.huetwin.server.testing.TestTwin;

/**
 * Walks every route that is mounted, as every role, over a city that holds secrets. A route that the walk cannot ask
 * fails the test: say here how to ask it.
 */
@Tag("postgis")
class RolesOnAllPathsTest {
    /**
     * An internal layer, a code list that only it has, the file it was imported from, an internal property and a
     * personal property: text that must reach nobody below the role.
     */
    private static final Map<String, Role> SECRETS = Map.of(
            "DEPOT-5517", Role.VIEWER,
            "KIND-6620", Role.VIEWER,
            "depot.geojson", Role.VIEWER,
            "CERTIFICATE-7391", Role.VIEWER,
            "HOLDER-8842", Role.OPERATOR);

    private static final String DEPOTS = """
            @prefix def:     <https://data.huetwin.vn/def#> .
            @prefix layer:   <https://data.huetwin.vn/layer/> .
            @prefix list:    <https://data.huetwin.vn/code/> .
            @prefix skos:    <http://www.w3.org/2004/02/skos/core#> .
            @prefix dcterms: <http://purl.org/dc/terms/> .
            @prefix geo:     <http://www.opengis.net/ont/geosparql#> .
            @prefix owl:     <http://www.w3.org/2002/07/owl#> .
            @prefix rdfs:    <http://www.w3.org/2000/01/rdf-schema#> .
            @prefix schema:  <https://schema.org/> .
            @prefix sf:      <http://www.opengis.net/ont/sf#> .
            @prefix sh:      <http://www.w3.org/ns/shacl#> .
            @prefix xsd:     <http://www.w3.org/2001/XMLSchema#> .
            def:Depot a owl:Class ; rdfs:subClassOf geo:Feature ; rdfs:label "Kho"@vi, "Depot"@en .
            layer:depot a def:Layer, sh:NodeShape ; sh:targetClass def:Depot ;
              dcterms:title "Kho"@vi, "Depots"@en ; def:geometryType sf:Point ; def:access def:internal ;
              def:group "Kho"@vi, "Depots"@en ; def:order 200 ; def:titleProperty "name" ;
              def:style [ def:fill "#3f7fa8" ; def:stroke "#ffffff" ; def:width 7 ; def:opacity 0.9 ; def:visible true ] ;
              sh:property [ sh:path schema:name ; sh:order 1 ; sh:datatype xsd:string ; sh:minCount 1 ; sh:maxLength 99 ;
                sh:name "Tên"@vi, "Name"@en ],
                [ sh:path def:depotKind ; sh:order 2 ; sh:datatype xsd:string ; def:codeList list:depot-kind ;
                sh:name "Loại"@vi, "Kind"@en ] .
            list:depot-kind a skos:ConceptScheme ; dcterms:title "Loại kho"@vi, "Kind of depot"@en .
            <https://data.huetwin.vn/code/depot-kind/x> a skos:Concept ; skos:inScheme list:depot-kind ; skos:notation "x" ;
              skos:prefLabel "KIND-6620"@vi, "KIND-6620"@en .
            """;
    private static final String DEPOT = """
            {"type":"FeatureCollection","features":[{"type":"Feature","id":"d1","properties":{"name":"DEPOT-5517"},
            "geometry":{"type":"Point","coordinates":[107.58,16.46]}}]}
            """;
    private static final String PARCEL = """
            {"type":"FeatureCollection","features":[{"type":"Feature","id":"d1","properties":{"land_use":"ODT",
            "certificate_no":"CERTIFICATE-7391","holder_ref":"HOLDER-8842"},"geometry":{"type":"Polygon","coordinates":
            [[[107.58,16.46],[107.581,16.46],[107.581,16.461],[107.58,16.461],[107.58,16.46]]]}}]}
            """;

    private static final List<String> LAYERS = List.of("land_parcel", "depot", "import_batch");
    /** Everything, and what holds a secret by its text: neither may leak through a filter or a count of matches. */
    private static final List<String> QUERIES = List.of(
            "SELECT * { ?s ?p ?o FILTER(CONTAINS(STR(?o), '-5517') || CONTAINS(STR(?o), '-7391')"
                    + " || CONTAINS(STR(?o), '-8842') || CONTAINS(STR(?o), '-6620')) }",
            "SELECT * { ?s a <https://data.huetwin.vn/def#ImportBatch> ; ?p ?o }",
            "SELECT * { ?s a <https://data.huetwin.vn/def#LandParcel> ; ?p ?o }",
            "DESCRIBE <https://data.huetwin.vn/id/depot/d1>");

    /** POST that only reads: the body to ask with. */
    private static final Set<String> READING_POSTS = Set.of("/sparql", "/ows", "/wms", "/wfs");

    @TempDir
    static Path folder;

    private static TestTwin twin;

    @BeforeAll
    static void start() throws Exception {
        twin = TestTwin.plan()
                .declaring(DEPOTS)
                .filled(city -> store(city, "depot", DEPOT))
                .filled(city -> store(city, "land_parcel", PARCEL))
                .start();
    }

    private static void store(City city, String layer, String json) throws SQLException, IOException {
        Path file = Files.writeString(folder.resolve(layer + ".geojson"), json);
        Importer importer = new Importer(
                city.dataSource(),
                city.catalogue(),
                city.writer(),
                new CrsRegistry(),
                new MappingChooser(city.catalogue(), BuiltInMappings.load()),
                City.domain(),
                InstantSource.system());
        ImportReport report = importer.run(
                new ImportRequest(file, layer, null, null, false, false, new Mapping.Origin(null, null, null, false)),
                (table, done, total, rows) -> {});
        assertEquals(1, report.stored(), report::toString);
    }

    @AfterAll
    static void stop() {
        twin.close();
    }

    @Test
    void secretsReachOnlyWhoIsCleared() throws Exception {
        Set<String> leaks = new TreeSet<>();
        Set<String> seen = new TreeSet<>();
        for (String path : readings()) {
            for (Role role : Role.values()) {
                String answer = read(path, role);
                SECRETS.forEach((secret, needed) -> {
                    if (answer.contains(secret)) {
                        seen.add(secret);
                        if (!role.includes(needed)) {
                            leaks.add(role + " reads " + secret + " at " + path);
                        }
                    }
                });
            }
        }
        assertEquals(Set.of(), leaks);
        assertEquals(new TreeSet<>(SECRETS.keySet()), seen, "those who are cleared do see them somewhere");
    }

    /** There are two batches, one of a hidden layer. */
    @Test
    void countsTellNothingOfWhatIsHidden() throws Exception {
        assertEquals("1 2", batches(Role.OPEN) + " " + batches(Role.ADMIN));
    }

    private static int batches(Role role) throws Exception {
        return new JsonObject(read("/api/layers", role))
                .getJsonArray("layers").stream()
                        .map(JsonObject.class::cast)
                        .filter(layer -> layer.getString("name").equals("import_batch"))
                        .mapToInt(layer -> layer.getInteger("count"))
                        .sum();
    }

    @Test
    void nobodyWritesWithoutARole() throws Exception {
        List<String> faults = new ArrayList<>();
        int writing = 0;
        for (Route route : twin.twin().router().getRoutes()) {
            for (HttpMethod method : methods(route)) {
                if (isWriting(route, method)) {
                    writing++;
                    for (String path : paths(route)) {
                        expect(401, method, path, Role.OPEN, faults);
                        expect(403, method, path, Role.VIEWER, faults);
                    }
                }
            }
        }
        assertEquals(List.of(), faults);
        assertEquals(true, writing > 0, "there are routes that write");
    }

    private static void expect(int status, HttpMethod method, String path, Role role, List<String> faults)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                request(path, role).method(method.name(), HttpRequest.BodyPublishers.ofString("{}"));
        int answer = twin.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        if (answer != status) {
            faults.add(method + " " + path + " answers " + role + " with " + answer + " instead of " + status);
        }
    }

    private static boolean isWriting(Route route, HttpMethod method) {
        return !Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS).contains(method)
                && !READING_POSTS.contains(route.getPath());
    }

    private static Set<HttpMethod> methods(Route route) {
        return route.getPath() == null || route.methods() == null ? Set.of() : route.methods();
    }

    /** What a reader may ask of each route. */
    private static Set<String> readings() {
        Set<String> all = new TreeSet<>();
        for (Route route : twin.twin().router().getRoutes()) {
            Set<HttpMethod> methods = route.methods();
            boolean reads = methods == null || methods.isEmpty() || methods.contains(HttpMethod.GET);
            if (reads && (route.getPath() != null || route.isRegexPath())) {
                all.addAll(paths(route));
            }
        }
        return all;
    }

    /** Addresses that a route answers: its parameters filled with the layers and the keys of the secrets. */
    private static List<String> paths(Route route) {
        String pattern = RouteTemplates.text(route);
        if (pattern.startsWith("/tiles/3d/")) {
            return List.of("/tiles/3d/buildings/tileset.json");
        }
        if (pattern.startsWith("/terrain/")) {
            return List.of("/terrain/layer.json", "/terrain/0/0/0.terrain");
        }
        if (pattern.startsWith("/tiles/vector/")) {
            return LAYERS.stream()
                    .map(l -> "/tiles/vector/" + l + "/14/13088/7438.mvt")
                    .toList();
        }
        List<String> paths = new ArrayList<>();
        String place = pattern.contains("/map/tiles/")
                ? pattern.replace(":grid", "WebMercatorQuad")
                        .replace(":matrix", "14")
                        .replace(":row", "7438")
                        .replace(":column", "13088")
                        .replace(":style", "default")
                : pattern;
        for (String layer : LAYERS) {
            String path = place.replace(":layer", layer)
                    .replace(":type", "vn.hue." + layer + ".changed")
                    .replaceAll(":[a-z]+", "d1");
            if (path.contains(":") || path.contains("(")) {
                throw new AssertionError("How is " + pattern + " asked? Say it in RolesOnAllPathsTest.paths");
            }
            paths.addAll(variants(path.replaceAll("\\*$", "")));
        }
        return paths.stream().distinct().toList();
    }

    private static List<String> variants(String path) {
        List<String> paths = new ArrayList<>(List.of(path));
        if (path.equals("/api/search")) {
            SECRETS.keySet().forEach(secret -> paths.add(path + "?q=" + secret));
        } else if (path.equals("/sparql")) {
            QUERIES.forEach(query -> paths.add(path + "?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8)));
        } else if (path.equals("/data")) {
            paths.add(path + "?default");
        } else if (path.equals("/code/")) {
            paths.add("/code/depot-kind");
            paths.add("/code/depot-kind/x");
        } else if (path.equals("/wms")) {
            paths.add(path + "?SERVICE=WMS&REQUEST=GetCapabilities");
            LAYERS.forEach(layer -> paths.add(path + "?SERVICE=WMS&REQUEST=GetMap&VERSION=1.3.0&STYLES=&CRS=CRS:84"
                    + "&BBOX=107.57,16.45,107.59,16.47&WIDTH=9&HEIGHT=9&FORMAT=image/png&LAYERS=" + layer));
        } else if (path.equals("/ows") || path.equals("/wfs")) {
            String features = path + "?service=WFS&request=GetFeature&typeNames=hue:";
            LAYERS.forEach(layer -> paths.add(features + layer));
            paths.add(features + "land_parcel&filter="
                    + URLEncoder.encode(
                            "<Filter><PropertyIsLike wildCard='*' singleChar='.' escapeChar='!'><ValueReference>"
                                    + "holder_ref</ValueReference><Literal>*-8842</Literal></PropertyIsLike></Filter>",
                            StandardCharsets.UTF_8));
        } else if (path.startsWith("/ogc")) {
            paths.add(path + "?f=json");
            paths.add(path + "?f=html");
        }
        return paths;
    }

    private static HttpRequest.Builder request(String path, Role role) {
        return twin.request(path, twin.as(role));
    }

    /** The answer; of a stream what comes within two seconds. */
    private static String read(String path, Role role) throws Exception {
        HttpRequest.Builder request = request(path, role);
        if (!path.equals("/events/stream")) {
            return twin.send(request, HttpResponse.BodyHandlers.ofString()).body();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        HttpResponse<InputStream> response =
                twin.send(request.header("Last-Event-ID", "0"), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            CompletableFuture.supplyAsync(() -> copy(body, bytes)).get(2, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return bytes.toString(StandardCharsets.UTF_8);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static long copy(InputStream from, ByteArrayOutputStream to) {
        try {
            return from.transferTo(to);
        } catch (IOException e) {
            return -1;
        }
    }
}
