package vn.huetwin.server.event;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import vn.huetwin.ingest.event.EventSchemas;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.server.http.Caller;
import vn.huetwin.server.http.HttpProblem;
import vn.huetwin.server.http.Routes;
import vn.huetwin.server.http.Site;

/** {@code /api/schemas}: what events may say, for those who send them. */
public final class SchemaRoutes implements Routes {
    private static final String PATH = "/api/schemas/";

    private final EventSchemas schemas;

    public SchemaRoutes(EventSchemas schemas) {
        this.schemas = schemas;
    }

    @Override
    public void mount(Router router) {
        router.get("/api/schemas").handler(this::list);
        router.get("/api/schemas/:type").handler(this::show);
    }

    private void list(RoutingContext context) {
        ArrayNode types = schemas.types(Caller.of(context).access());
        String site = Site.of(context.request());
        types.forEach(each -> ((ObjectNode) each)
                .put("schema", site + PATH + each.path("type").textValue()));
        answer(
                context,
                "application/json; charset=utf-8",
                JsonNodeFactory.instance.objectNode().set("types", types));
    }

    private void show(RoutingContext context) {
        String type = context.pathParam("type");
        Access access = Caller.of(context).access();
        ObjectNode schema = schemas.schema(Site.of(context.request()) + PATH + type, type, access);
        if (schema == null) {
            throw HttpProblem.notFound(type);
        }
        answer(context, "application/schema+json", schema);
    }

    private static void answer(RoutingContext context, String type, ObjectNode body) {
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, type)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .end(body.toString());
    }
}
