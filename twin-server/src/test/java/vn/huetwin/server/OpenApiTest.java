package vn.huetwin.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Route;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vn.huetwin.server.http.RouteTemplates;
import vn.huetwin.server.testing.TestTwin;

/** The document of the API names what is mounted, no more and no less: add new routes to {@code openapi.yaml}. */
@Tag("postgis")
class OpenApiTest {
    private static final Pattern DESCRIBED = Pattern.compile("/(api|events|ogc|open311|sparql|terrain|tiles)(/.*)?");

    @Test
    void theDocumentNamesAllThatIsMounted() throws Exception {
        try (TestTwin twin = TestTwin.empty()) {
            JsonObject document = twin.json("/api/openapi.json");
            Set<String> described = new TreeSet<>();
            Set<String> names = new HashSet<>();
            JsonObject paths = document.getJsonObject("paths");
            for (String path : paths.fieldNames()) {
                for (String method : paths.getJsonObject(path).fieldNames()) {
                    if (!method.equals("head")) { // answers as GET does
                        described.add(method + " " + path);
                    }
                    JsonObject operation = paths.getJsonObject(path).getJsonObject(method);
                    assertTrue(names.add(operation.getString("operationId")), operation::encode);
                }
            }
            Set<String> mounted = new TreeSet<>();
            twin.twin().router().getRoutes().stream()
                    .filter(route -> route.isRegexPath() || route.getPath() != null)
                    .forEach(route -> add(route, mounted));
            Set<String> missing = new TreeSet<>(mounted);
            missing.removeAll(described);
            Set<String> surplus = new TreeSet<>(described);
            surplus.removeAll(mounted);
            assertEquals("missing [], surplus []", "missing " + missing + ", surplus " + surplus);
            assertEquals(
                    twin.uri("").toString(),
                    document.getJsonArray("servers").getJsonObject(0).getString("url"));
            referencesLeadSomewhere(document);
        }
    }

    private static void add(Route route, Set<String> mounted) {
        String path = RouteTemplates.text(route).replaceAll(":([a-z]+)", "{$1}");
        Set<HttpMethod> methods = route.methods();
        if (DESCRIBED.matcher(path).matches() && methods != null) {
            methods.stream()
                    .filter(method -> !method.equals(HttpMethod.HEAD))
                    .forEach(method -> mounted.add(method.name().toLowerCase(Locale.ROOT) + " " + path));
        }
    }

    private static void referencesLeadSomewhere(JsonObject document) {
        Matcher references = Pattern.compile("\"\\$ref\":\"#/([^\"]+)\"").matcher(document.encode());
        int count = 0;
        while (references.find()) {
            JsonObject at = document;
            for (String step : references.group(1).split("/")) {
                at = at.getJsonObject(step);
                assertTrue(at != null, references.group(1));
            }
            count++;
        }
        assertTrue(count > 0);
    }
}
