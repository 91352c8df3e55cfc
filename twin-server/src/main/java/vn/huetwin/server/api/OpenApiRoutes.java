package vn.huetwin.server.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import vn.huetwin.server.config.Contact;
import vn.huetwin.server.http.Routes;
import vn.huetwin.server.http.Site;

/** {@code /api/openapi.json}: every address of {@code /api, /events, /ogc, /sparql} and {@code /tiles} (OpenAPI 3.0). */
public final class OpenApiRoutes implements Routes {
    private final JsonObject document = read();

    /** @param contact who runs the server */
    public OpenApiRoutes(Contact contact) {
        JsonObject told = contact.openApi("en");
        if (told != null) {
            document.getJsonObject("info").put("contact", told);
        }
    }

    private static JsonObject read() {
        try (InputStream in = OpenApiRoutes.class.getResourceAsStream("/openapi.yaml")) {
            @SuppressWarnings("unchecked")
            Map<String, Object> map =
                    new ObjectMapper(new YAMLFactory()).readValue(Objects.requireNonNull(in), Map.class);
            return new JsonObject(map);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void mount(Router router) {
        router.get("/api/openapi.json").handler(context -> {
            JsonObject here = new JsonObject().put("url", Site.of(context.request()));
            context.response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/vnd.oai.openapi+json;version=3.0")
                    .putHeader("Access-Control-Allow-Origin", "*")
                    .end(document.copy()
                            .put("servers", new JsonArray().add(here))
                            .toBuffer());
        });
    }
}
