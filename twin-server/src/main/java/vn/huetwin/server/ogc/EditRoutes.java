package vn.huetwin.server.ogc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.FeatureId;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.store.FeatureStore;
import vn.huetwin.ontology.validate.Problem;
import vn.huetwin.server.config.Limits;
import vn.huetwin.server.edit.Edit;
import vn.huetwin.server.edit.Edits;
import vn.huetwin.server.http.Caller;
import vn.huetwin.server.http.HttpProblem;
import vn.huetwin.server.http.Routes;
import vn.huetwin.server.http.Site;
import vn.huetwin.server.http.Workers;
import vn.huetwin.server.security.Role;

/**
 * OGC API – Features Part 4 (OGC 20-002r1): create, replace, update and delete features, for planners. Bodies are GeoJSON
 * features in WGS 84, longitude first; an update is a merge patch (RFC 7396) of such a feature. With {@code If-Match} a
 * change is made only if nobody else has changed the feature since (clause 9, optimistic locking).
 */
public final class EditRoutes implements Routes {
    private static final String ITEMS = "/ogc/collections/:layer/items";
    private static final String ITEM = ITEMS + "/:id";

    private final Catalogue catalogue;
    private final FeatureStore store;
    private final Edits edits;
    private final Workers workers;
    private final int maxBytes;
    private final ObjectMapper mapper = new ObjectMapper();

    public EditRoutes(Catalogue catalogue, FeatureStore store, Edits edits, Workers workers, Limits limits) {
        this.catalogue = catalogue;
        this.store = store;
        this.edits = edits;
        this.workers = workers;
        maxBytes = limits.maxOwsBytes();
    }

    @Override
    public void mount(Router router) {
        List<Route> routes = List.of(router.post(ITEMS), router.put(ITEM), router.patch(ITEM), router.delete(ITEM));
        routes.forEach(route -> route.handler(c -> {
            Caller.of(c).require(Role.PLANNER);
            c.next();
        }));
        BodyHandler body = BodyHandler.create(false).setBodyLimit(maxBytes);
        router.post(ITEMS).handler(body).handler(this::create);
        router.put(ITEM).handler(body).handler(c -> change(c, Edit.Kind.REPLACED));
        router.patch(ITEM).handler(body).handler(c -> change(c, Edit.Kind.UPDATED));
        router.delete(ITEM).handler(this::delete);
    }

    private Layer layer(RoutingContext context) {
        return Caller.of(context).access().get(catalogue, context.pathParam("layer"));
    }

    private void create(RoutingContext context) {
        Layer layer = layer(context);
        Caller caller = Caller.of(context);
        ObjectNode data = data(feature(context), layer, caller.access(), Edit.Kind.CREATED);
        String key = edits.newKey();
        String address = Site.of(context.request()) + "/ogc/collections/" + layer.name() + "/items/" + key;
        store(context, caller, new Edit(Edit.Kind.CREATED, layer, key, data, null), 201, address);
    }

    private void change(RoutingContext context, Edit.Kind kind) {
        Layer layer = layer(context);
        Caller caller = Caller.of(context);
        ObjectNode data = data(feature(context), layer, caller.access(), kind);
        store(context, caller, new Edit(kind, layer, context.pathParam("id"), data, null), 204, null);
    }

    private void delete(RoutingContext context) {
        Edit edit =
                new Edit(Edit.Kind.DELETED, layer(context), context.pathParam("id"), mapper.createObjectNode(), null);
        store(context, Caller.of(context), edit, 204, null);
    }

    private void store(RoutingContext context, Caller caller, Edit edit, int status, @Nullable String address) {
        workers.run(
                context,
                () -> {
                    boolean fresh = edit.kind() == Edit.Kind.CREATED;
                    FeatureId id = new FeatureId(edit.layer().name(), edit.key());
                    if (!fresh && store.version(id, caller.access()) == null) {
                        throw HttpProblem.notFound(edit.layer().name() + "/" + Parameters.shorten(edit.key()));
                    }
                    try {
                        edits.store(caller, List.of(edit), connection -> {
                            if (!fresh) {
                                FeatureTag.check(context, FeatureStore.lock(connection, edit.layer(), edit.key()));
                            }
                        });
                    } catch (Edits.RefusedEdit e) {
                        Problem first = e.problems().get(0);
                        throw new HttpProblem(422, first.code(), first.field(), first.message());
                    }
                    return edit.key();
                },
                key -> {
                    HttpServerResponse response = context.response().setStatusCode(status);
                    if (address != null) {
                        response.putHeader("Location", address);
                    }
                    response.end();
                });
    }

    private JsonNode feature(RoutingContext context) {
        Buffer buffer = context.body().buffer();
        try {
            JsonNode json = mapper.readTree(buffer == null ? new byte[0] : buffer.getBytes());
            if (json.isObject()) {
                return json;
            }
        } catch (JsonProcessingException e) {
            throw refused("JSON sai cú pháp", "the body is not JSON");
        } catch (IOException e) {
            throw refused("không đọc được", "the body cannot be read");
        }
        throw refused("cần một GeoJSON Feature", "a GeoJSON feature is needed");
    }

    private static HttpProblem refused(String vi, String en) {
        return HttpProblem.badRequest("invalid-feature", "body", vi, en);
    }

    /** What the event will say. A feature that is replaced loses what the body does not name. */
    private ObjectNode data(JsonNode feature, Layer layer, Access access, Edit.Kind kind) {
        ObjectNode data = mapper.createObjectNode();
        if (kind == Edit.Kind.REPLACED) {
            access.properties(layer).stream()
                    .filter(p -> !p.name().equals(layer.timeProperty()))
                    .forEach(p -> data.putNull(p.name()));
        }
        for (Map.Entry<String, JsonNode> member : feature.path("properties").properties()) {
            String name = member.getKey();
            Property property = layer.find(name);
            if (property != null && access.sees(property)) {
                data.set(name, member.getValue());
            } else if (!name.equals("ward_code") && !name.equals("valid_from") && !name.equals("valid_to")) {
                String shown = Parameters.shorten(name);
                throw HttpProblem.badRequest(
                        "unknown-property",
                        shown,
                        "Lớp " + layer.name() + " không có thuộc tính '" + shown + "'",
                        "The layer " + layer.name() + " has no property '" + shown + "'");
            }
        }
        JsonNode geometry = feature.get("geometry");
        if (geometry != null && !geometry.isNull()) {
            data.set("geometry", geometry);
        }
        return data;
    }
}
