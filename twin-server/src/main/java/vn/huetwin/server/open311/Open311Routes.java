package vn.huetwin.server.open311;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Code;
import vn.huetwin.ontology.catalogue.CodeList;
import vn.huetwin.ontology.catalogue.FeatureId;
import vn.huetwin.ontology.feature.Feature;
import vn.huetwin.ontology.store.FeatureStore;
import vn.huetwin.server.http.Failures;
import vn.huetwin.server.http.HttpProblem;
import vn.huetwin.server.http.Routes;
import vn.huetwin.server.http.Site;
import vn.huetwin.server.http.Workers;

/**
 * {@code /open311/v2}: services, requests and one request, in JSON and XML (GeoReport v2). Whoever asks is told what is open to
 * all, no more.
 */
public final class Open311Routes implements Routes {
    private static final String PATH = "/open311/v2";
    private static final Set<String> CLOSED = Set.of("RESOLVED", "RATED", "CLOSED", "REJECTED", "DUPLICATE");

    private final Catalogue catalogue;
    private final FeatureStore store;
    private final RequestSearch search;
    private final Workers workers;

    public Open311Routes(Catalogue catalogue, FeatureStore store, RequestSearch search, Workers workers) {
        this.catalogue = catalogue;
        this.store = store;
        this.search = search;
        this.workers = workers;
    }

    @Override
    public void mount(Router router) {
        router.route(PATH + "/*").handler(context -> {
            Failures.leaveTo(context, Open311Routes::fail);
            context.next();
        });
        for (String form : List.of(".json", ".xml")) {
            router.get(PATH + "/discovery" + form).handler(c -> answer(c, "discovery", "endpoints", discovery(c)));
            router.get(PATH + "/services" + form).handler(c -> answer(c, "services", "service", services()));
            router.get(PATH + "/requests" + form).handler(this::requests);
        }
        router.get(PATH + "/services/:id")
                .handler(c -> answer(c, "service_definitions", "service_definition", definition(c)));
        router.get(PATH + "/requests/:id").handler(this::request);
    }

    private static List<Map<String, Object>> discovery(RoutingContext context) {
        Map<String, Object> endpoint = new LinkedHashMap<>();
        endpoint.put("specification", "http://wiki.open311.org/GeoReport_v2");
        endpoint.put("url", Site.of(context.request()) + PATH);
        endpoint.put("type", "production");
        endpoint.put("formats", "application/json, text/xml");
        return List.of(endpoint);
    }

    /** The categories of reports. */
    private List<Map<String, Object>> services() {
        return categories().codes().stream().map(this::service).toList();
    }

    private Map<String, Object> service(Code code) {
        Map<String, Object> service = new LinkedHashMap<>();
        service.put("service_code", code.notation());
        service.put("service_name", code.label().vi());
        service.put("description", code.label().en());
        service.put("metadata", false);
        service.put("type", "realtime");
        service.put("keywords", "");
        service.put("group", code.broader() == null ? "" : code.broader());
        return service;
    }

    private List<Map<String, Object>> definition(RoutingContext context) {
        String code = withoutForm(context.pathParam("id"));
        if (categories().codes().stream().noneMatch(c -> c.notation().equals(code))) {
            throw HttpProblem.notFound("service_code " + code);
        }
        Map<String, Object> definition = new LinkedHashMap<>();
        definition.put("service_code", code);
        definition.put("attributes", List.of());
        return List.of(definition);
    }

    private CodeList categories() {
        return Objects.requireNonNull(
                Objects.requireNonNull(catalogue.get("incident").find("category"))
                        .codeList());
    }

    private void requests(RoutingContext context) {
        HttpServerRequest asked = context.request();
        RequestSearch.Asked question = RequestSearch.Asked.of(asked);
        boolean extended = "true".equals(asked.getParam("extensions"));
        workers.run(context, () -> search.find(question), found -> {
            if (!found.isEmpty()) {
                long last = found.get(found.size() - 1).position();
                context.response().putHeader("Open311-Cursor", Long.toString(last));
            }
            answer(
                    context,
                    "service_requests",
                    "request",
                    found.stream().map(f -> request(f, extended, List.of())).toList());
        });
    }

    private void request(RoutingContext context) {
        FeatureId id = new FeatureId("incident", withoutForm(context.pathParam("id")));
        boolean extended = "true".equals(context.request().getParam("extensions"));
        workers.run(
                context,
                () -> {
                    Feature found = store.find(id, Access.OPEN);
                    if (found == null) {
                        throw HttpProblem.notFound("service_request_id " + id.key());
                    }
                    List<Feature> history = extended ? store.history(id, Access.OPEN) : List.of();
                    return List.of(request(found, extended, history));
                },
                all -> answer(context, "service_requests", "request", all));
    }

    private Map<String, Object> request(Feature incident, boolean extended, List<Feature> history) {
        Map<String, Object> request = new LinkedHashMap<>();
        Map<String, Object> said = incident.properties();
        String category = String.valueOf(said.get("category"));
        request.put("service_request_id", incident.key());
        request.put("status", status(said.get("state")));
        request.put("status_notes", said.get("result"));
        request.put(
                "service_name",
                categories().codes().stream()
                        .filter(c -> c.notation().equals(category))
                        .map(c -> c.label().vi())
                        .findFirst()
                        .orElse(category));
        request.put("service_code", category);
        request.put("description", description(said));
        request.put("agency_responsible", said.get("unit"));
        request.put("service_notice", null);
        request.put("requested_datetime", RequestSearch.time(said.get("reported_at")));
        request.put("updated_datetime", RequestSearch.time(incident.validFrom()));
        request.put("expected_datetime", RequestSearch.time(said.get("due_at")));
        request.put("address", said.get("location_match"));
        request.put("address_id", null);
        request.put("zipcode", null);
        request.put(
                "lat", incident.geometry() == null ? null : incident.geometry().getCoordinate().y);
        request.put(
                "long", incident.geometry() == null ? null : incident.geometry().getCoordinate().x);
        request.put("media_url", null);
        if (extended) {
            Map<String, Object> more = new LinkedHashMap<>();
            more.put("state", said.get("state"));
            more.put("ward_code", incident.wardCode());
            more.put("precision", said.get("location_precision"));
            more.put("precision_m", said.get("precision_m"));
            more.put("cursor", incident.position());
            more.put("history", history.stream().map(Open311Routes::version).toList());
            request.put("extended_attributes", more);
        }
        return request;
    }

    private static Map<String, Object> version(Feature version) {
        Map<String, Object> past = new LinkedHashMap<>();
        past.put("status", status(version.properties().get("state")));
        past.put("state", version.properties().get("state"));
        past.put("from_datetime", RequestSearch.time(version.validFrom()));
        past.put("agency_responsible", version.properties().get("unit"));
        return past;
    }

    static String status(@Nullable Object state) {
        return state != null && CLOSED.contains(state.toString()) ? "closed" : "open";
    }

    static Set<String> closed() {
        return CLOSED;
    }

    private static @Nullable String description(Map<String, Object> said) {
        String text = List.of("title", "description").stream()
                .map(said::get)
                .filter(Objects::nonNull)
                .map(Object::toString)
                .distinct()
                .collect(Collectors.joining("\n"));
        return text.isEmpty() ? null : text;
    }

    private static String withoutForm(String id) {
        return id.endsWith(".json")
                ? id.substring(0, id.length() - 5)
                : id.endsWith(".xml") ? id.substring(0, id.length() - 4) : id;
    }

    private static boolean wantsXml(RoutingContext context) {
        String accept = context.request().getHeader(HttpHeaders.ACCEPT);
        String path = context.request().path();
        return path.endsWith(".xml")
                || (!path.endsWith(".json") && accept != null && accept.contains("xml") && !accept.contains("html"));
    }

    private static void answer(RoutingContext context, String root, String each, List<Map<String, Object>> items) {
        boolean xml = wantsXml(context);
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, (xml ? "text/xml" : "application/json") + "; charset=utf-8")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .end(xml ? Open311Text.xml(root, each, items) : Open311Text.json(items));
    }

    /** GeoReport v2, "Errors": a list of codes and descriptions. */
    private static void fail(RoutingContext context) {
        if (context.response().ended() || context.response().headWritten()) {
            return;
        }
        HttpProblem problem = Failures.problem(
                context.failure(), context.statusCode(), context.request().path());
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("code", problem.status());
        error.put("description", problem.text().en());
        if (problem.retryAfterSeconds() > 0) {
            context.response().putHeader("Retry-After", Integer.toString(problem.retryAfterSeconds()));
        }
        context.response().setStatusCode(problem.status());
        answer(context, "errors", "error", List.of(error));
    }
}
