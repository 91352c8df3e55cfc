package vn.huetwin.server.geoserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The part of GeoServer's REST interface that publishing uses, as its documentation describes it: each body is checked
 * for the members that it must and may have, references must lead somewhere, and answers have GeoServer's ways (a list
 * of one is the one itself, an empty one is "", passwords come back encrypted, layers come with their types).
 */
final class GeoServerDouble implements AutoCloseable {
    private static final String LOGIN =
            "Basic " + Base64.getEncoder().encodeToString("admin:secret".getBytes(StandardCharsets.UTF_8));
    private static final Set<String> SLD = Set.of("application/vnd.ogc.sld+xml", "application/vnd.ogc.se+xml");

    private final ObjectMapper mapper = new ObjectMapper();
    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    /** Path without /rest and ending, and what is there: JSON, or the text of a style. */
    final Map<String, Object> stored = new ConcurrentSkipListMap<>();
    /** Requests that are no GET. */
    final List<String> writes = new CopyOnWriteArrayList<>();

    volatile String password = "";

    /** What a client must not send, with the status that tells it. */
    private static final class Refused extends IOException {
        private final int status;

        Refused(int status, String message) {
            super(message);
            this.status = status;
        }
    }

    GeoServerDouble() {
        server = vertx.createHttpServer()
                .requestHandler(request ->
                        request.body().onSuccess(body -> answer(request, body.toString(StandardCharsets.UTF_8))))
                .listen(0, "127.0.0.1")
                .await();
    }

    String address() {
        return "http://127.0.0.1:" + server.actualPort() + "/geoserver";
    }

    JsonNode json(String path) {
        return (JsonNode) Objects.requireNonNull(stored.get(path), path);
    }

    private void answer(HttpServerRequest request, String body) {
        int status;
        String text;
        try {
            if (!LOGIN.equals(request.getHeader("Authorization"))) {
                throw new Refused(401, "");
            }
            String path = request.path().substring("/geoserver/rest".length());
            String method = request.method().name();
            if (method.equals("GET")) {
                text = get(path);
                status = 200;
            } else {
                writes.add(method + " " + path);
                text = "";
                status = method.equals("POST") ? 201 : 200;
                String type = String.valueOf(request.getHeader("Content-Type"));
                write(method, path, String.valueOf(request.query()), type, body);
            }
        } catch (Refused e) {
            status = e.status;
            text = String.valueOf(e.getMessage());
        } catch (IOException | RuntimeException e) {
            status = 500;
            text = e.toString();
        }
        request.response().setStatusCode(status).end(text);
    }

    private String get(String path) throws IOException {
        if (path.equals("/about/version.json")) {
            return "{\"about\":{\"resource\":[{\"@name\":\"GeoServer\",\"Version\":\"2.26.1\"},{\"@name\":\"GeoTools\"}]}}";
        }
        String name = path.replaceFirst("\\.(json|sld)$", "");
        switch (path.substring(path.lastIndexOf('/') + 1)) {
            case "featuretypes.json" -> {
                return list(name, "featureTypes", "featureType");
            }
            case "wmslayers.json" -> {
                return list(name, "wmsLayers", "wmsLayer");
            }
            case "styles.json" -> {
                return list(name, "styles", "style");
            }
            case "layergroups.json" -> {
                return list(name, "layerGroups", "layerGroup");
            }
            default -> {
                Object found = stored.get(name);
                if (found == null) {
                    throw new Refused(404, "No such resource: " + name);
                }
                return found instanceof JsonNode json ? collapsed(json).toString() : found.toString();
            }
        }
    }

    private String list(String path, String list, String item) throws IOException {
        parent(path);
        ArrayNode items = mapper.createArrayNode();
        stored.keySet().stream()
                .filter(key -> key.startsWith(path + "/"))
                .forEach(key -> items.addObject().put("name", key.substring(path.length() + 1)));
        ObjectNode answer = mapper.createObjectNode();
        if (items.isEmpty()) {
            return answer.put(list, "").toString();
        }
        answer.putObject(list).set(item, items);
        return answer.toString();
    }

    /** XML has no lists: one string is a string. */
    private JsonNode collapsed(JsonNode json) {
        if (json.isArray()) {
            ArrayNode array = mapper.createArrayNode();
            json.forEach(item -> array.add(collapsed(item)));
            return array.size() == 1 ? array.get(0) : array;
        }
        if (!json.isObject()) {
            return json;
        }
        ObjectNode object = mapper.createObjectNode();
        for (Map.Entry<String, JsonNode> member : json.properties()) {
            object.set(member.getKey(), collapsed(member.getValue()));
        }
        if (object.path("@key").asText().equals("passwd")) {
            object.put("$", "crypt1:xyz");
        }
        return object;
    }

    private void parent(String path) throws IOException {
        String parent = path.replaceFirst("/(datastores|wmsstores|styles|layergroups|featuretypes|wmslayers)$", "");
        if (!stored.containsKey(parent)) {
            throw new Refused(404, "No such resource: " + parent);
        }
    }

    private void write(String method, String path, String query, String type, String body) throws IOException {
        if (method.equals("DELETE")) {
            delete(path, query);
        } else if (path.contains("/styles")) {
            style(method, path, query, type, body);
        } else {
            if (!type.startsWith("application/json")) {
                throw new Refused(415, "Content-Type " + type);
            }
            document(method, path, mapper.readTree(body));
        }
    }

    private void delete(String path, String query) throws IOException {
        if (!stored.containsKey(path)) {
            throw new Refused(404, "No such resource: " + path);
        }
        String name = path.substring(path.lastIndexOf('/') + 1);
        boolean type = path.contains("/featuretypes/") || path.contains("/wmslayers/");
        boolean used = type
                && stored.entrySet().stream()
                        .anyMatch(e -> e.getKey().contains("/layergroups/")
                                && e.getValue().toString().contains("\"hue:" + name + "\""));
        if (used || (type && !query.contains("recurse=true"))) {
            throw new Refused(403, "something refers to " + name);
        }
        stored.remove(path);
        if (type) {
            stored.remove("/layers/hue:" + name);
        }
    }

    private void style(String method, String path, String query, String type, String body) throws IOException {
        if (!SLD.contains(type) || !body.contains("StyledLayerDescriptor") || !query.contains("raw=true")) {
            throw new Refused(415, "a style is sent as SLD, raw: " + type + " " + query);
        }
        boolean post = method.equals("POST");
        String key = post ? path + "/" + query.replaceAll(".*name=([^&]+).*", "$1") : path;
        exists(method, key);
        if (post) {
            parent(path);
        }
        stored.put(key, body);
    }

    private void exists(String method, String key) throws IOException {
        boolean post = method.equals("POST");
        if (post == stored.containsKey(key)) {
            throw new Refused(post ? 409 : 404, key);
        }
    }

    private void document(String method, String path, JsonNode json) throws IOException {
        String root = json.fieldNames().next();
        JsonNode body = json.path(root);
        if (json.size() != 1) {
            throw new Refused(400, "one root is needed");
        }
        String name = body.path(root.equals("namespace") ? "prefix" : "name").asText();
        boolean single = method.equals("PUT") || root.equals("settings");
        String key = single ? path : path + "/" + name;
        switch (root) {
            case "namespace" -> {
                only(body, Set.of("prefix", "uri"), Set.of());
                exists(method, key);
                stored.put("/workspaces/" + name, mapper.createObjectNode());
            }
            case "dataStore" -> {
                only(body, Set.of("name", "connectionParameters"), Set.of("description", "type", "enabled"));
                exists(method, key);
                password = entry(body.path("connectionParameters"), "passwd");
                for (String needed : List.of("dbtype", "host", "port", "database", "schema", "user")) {
                    entry(body.path("connectionParameters"), needed);
                }
            }
            case "wmsStore" -> {
                only(
                        body,
                        Set.of("name", "type", "capabilitiesURL"),
                        Set.of("enabled", "maxConnections", "readTimeout", "connectTimeout"));
                exists(method, key);
                if (method.equals("POST")) {
                    parent(path);
                }
            }
            case "wmsLayer" -> {
                only(
                        body,
                        Set.of("name", "nativeName", "srs"),
                        Set.of(
                                "title",
                                "abstract",
                                "internationalTitle",
                                "internationalAbstract",
                                "keywords",
                                "projectionPolicy",
                                "enabled",
                                "nativeBoundingBox",
                                "latLonBoundingBox"));
                exists(method, key);
                if (method.equals("POST")) {
                    parent(path);
                }
            }
            case "featureType" -> featureType(method, path, key, name, body);
            case "layer" -> {
                only(body, Set.of("defaultStyle"), Set.of("name", "enabled", "queryable", "styles"));
                exists(method, key);
                styleIsThere(body.path("defaultStyle"));
                for (JsonNode style : body.path("styles").path("style")) {
                    styleIsThere(style);
                }
            }
            case "layerGroup" -> group(method, key, body);
            case "settings" -> {
                only(
                        body,
                        Set.of("workspace", "charset", "numDecimals"),
                        Set.of("onlineResource", "proxyBaseUrl", "verbose", "verboseExceptions", "contact"));
                only(body.path("contact"), Set.of(), CONTACT);
                exists(method, key);
            }
            case "wms", "wfs" -> service(method, root, body);
            default -> throw new Refused(400, "unknown root " + root);
        }
        stored.put(key, json);
    }

    private void service(String method, String root, JsonNode body) throws IOException {
        Set<String> may = root.equals("wfs")
                ? Set.of("title", "abstrct", "internationalTitle", "keywords", "srs", "serviceLevel")
                : Set.of("title", "abstrct", "internationalTitle", "keywords", "srs");
        only(body, Set.of("workspace", "enabled", "name"), may);
        String workspace = "/workspaces/" + body.at("/workspace/name").asText();
        if (!method.equals("PUT") || !stored.containsKey(workspace)) {
            throw new Refused(404, "settings of a service are put, for a workspace that is there");
        }
    }

    private void featureType(String method, String path, String key, String name, JsonNode body) throws IOException {
        only(
                body,
                Set.of("name", "nativeName", "srs"),
                Set.of(
                        "title",
                        "abstract",
                        "internationalTitle",
                        "internationalAbstract",
                        "keywords",
                        "projectionPolicy",
                        "enabled",
                        "nativeBoundingBox",
                        "latLonBoundingBox",
                        "metadata"));
        exists(method, key);
        if (method.equals("POST")) {
            parent(path);
        }
        oneOf(body.path("projectionPolicy"), Set.of("FORCE_DECLARED", "REPROJECT_TO_DECLARED", "NONE"));
        only(body.path("latLonBoundingBox"), Set.of("minx", "maxx", "miny", "maxy", "crs"), Set.of());
        JsonNode time = body.at("/metadata/entry/0/dimensionInfo");
        if (!time.isMissingNode()) {
            only(time, Set.of("enabled", "attribute", "presentation", "units"), Set.of("defaultValue"));
            oneOf(time.path("presentation"), Set.of("LIST", "DISCRETE_INTERVAL", "CONTINUOUS_INTERVAL"));
        }
        // with a feature type comes its layer, with a style of GeoServer's choice
        ObjectNode layer = mapper.createObjectNode();
        layer.putObject("layer")
                .put("name", name)
                .put("type", "VECTOR")
                .putObject("defaultStyle")
                .put("name", "polygon");
        stored.putIfAbsent("/layers/hue:" + name, layer);
    }

    private void group(String method, String key, JsonNode body) throws IOException {
        only(
                body,
                Set.of("name", "mode", "publishables"),
                Set.of("title", "abstractTxt", "internationalTitle", "workspace", "bounds"));
        exists(method, key);
        oneOf(body.path("mode"), Set.of("SINGLE", "OPAQUE_CONTAINER", "NAMED", "CONTAINER", "EO"));
        JsonNode published = body.path("publishables").path("published");
        if (published.isEmpty()) {
            throw new Refused(400, "layer group must not be empty");
        }
        for (JsonNode layer : published) {
            if (!stored.containsKey("/layers/" + layer.path("name").asText())) {
                throw new Refused(400, "unknown layer " + layer);
            }
        }
    }

    private void styleIsThere(JsonNode style) throws IOException {
        String name = style.path("name").asText();
        if (!name.startsWith("hue:") || !stored.containsKey("/workspaces/hue/styles/" + name.substring(4))) {
            throw new Refused(400, "no such style: " + style);
        }
    }

    /** Members of ContactInfo. */
    private static final Set<String> CONTACT = Set.of(
            "addressCity",
            "addressCountry",
            "addressType",
            "address",
            "contactEmail",
            "contactOrganization",
            "contactPerson",
            "contactPosition",
            "contactVoice",
            "onlineResource");

    private static String entry(JsonNode parameters, String key) throws IOException {
        for (JsonNode entry : parameters.path("entry")) {
            if (entry.path("@key").asText().equals(key)) {
                return entry.path("$").asText();
            }
        }
        throw new Refused(400, "no entry " + key);
    }

    private static void oneOf(JsonNode value, Set<String> known) throws IOException {
        if (!known.contains(value.asText())) {
            throw new Refused(400, value + " is none of " + known);
        }
    }

    private static void only(JsonNode body, Set<String> needed, Set<String> allowed) throws IOException {
        List<String> names = new ArrayList<>();
        body.fieldNames().forEachRemaining(names::add);
        if (!names.containsAll(needed)) {
            throw new Refused(400, needed + " are needed, not only " + names);
        }
        for (String name : names) {
            if (!needed.contains(name) && !allowed.contains(name)) {
                throw new Refused(400, "unknown member " + name);
            }
        }
    }

    @Override
    public void close() {
        vertx.close().await();
    }
}
