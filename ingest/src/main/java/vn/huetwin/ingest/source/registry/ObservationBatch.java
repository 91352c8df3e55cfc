package vn.huetwin.ingest.source.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ingest.event.CloudEventJson;
import vn.huetwin.ingest.event.EventException;
import vn.huetwin.ingest.event.Receipt;
import vn.huetwin.ingest.source.Inlet;
import vn.huetwin.ingest.source.Parcel;
import vn.huetwin.ingest.source.format.Message;
import vn.huetwin.ingest.source.format.MessageFormat;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.validate.Problem;

/**
 * A batch of requests in JSON (OData JSON Format 4.01, clause 19) that create observations of SensorThings 1.1. Each request
 * has an answer of its own; those of an atomicity group are stored together or not at all; one that depends on another is
 * not tried if that failed.
 */
final class ObservationBatch {
    private static final int MOST = 10_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A request, read. */
    private record Part(
            String id, @Nullable String group, List<String> needs, List<CloudEventJson.Item> items, boolean arrays) {}

    private final MessageFormat format;
    private final Inlet inlet;
    private final int mostAtOnce;
    private final ArrayNode answers = JSON.createArrayNode();
    private final Set<String> failed = new HashSet<>();
    private final List<Part> waiting = new ArrayList<>();
    private int waitingItems;
    private boolean begun;

    ObservationBatch(MessageFormat format, Inlet inlet, int mostAtOnce) {
        this.format = format;
        this.inlet = inlet;
        this.mostAtOnce = mostAtOnce;
    }

    /**
     * @return {@code {"responses": […]}}; null, and nothing is taken, if the queue is full
     * @throws EventException if the batch as a whole cannot be read; it is in quarantine then
     */
    @Nullable
    ObjectNode run(Message message) throws EventException, SQLException, InterruptedException, ExecutionException {
        List<JsonNode> requests;
        try {
            requests = requests(message);
        } catch (EventException e) {
            inlet.take(new Parcel(
                    List.of(new CloudEventJson.Item(inlet.spec().name(), null, message.original(), null, e.problems())),
                    Map.of()));
            throw e;
        }
        for (int at = 0; at < requests.size(); at++) {
            Part part = part(requests.get(at), message);
            if (part == null) {
                continue;
            }
            if (part.group() != null) {
                List<Part> group = new ArrayList<>(List.of(part));
                while (at + 1 < requests.size()
                        && part.group()
                                .equals(requests.get(at + 1)
                                        .path("atomicityGroup")
                                        .textValue())) {
                    Part next = part(requests.get(++at), message);
                    if (next != null) {
                        group.add(next);
                    }
                }
                if (!flush() || !together(part.group(), group)) {
                    return null;
                }
            } else if (!add(part)) {
                return null;
            }
        }
        return flush() ? JSON.createObjectNode().set("responses", answers) : null;
    }

    private static List<JsonNode> requests(Message message) throws EventException {
        JsonNode list;
        try {
            list = JSON.readTree(message.body()).path("requests");
        } catch (java.io.IOException e) {
            throw refused("not-json", "body", "JSON sai cú pháp", "The JSON cannot be read");
        }
        List<JsonNode> requests = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (JsonNode request : list) {
            if (!ids.add(request.path("id").asText())
                    || request.path("id").asText().isEmpty()) {
                throw refused(
                        "request-id-missing",
                        "id",
                        "Mỗi yêu cầu cần một id riêng",
                        "Each request needs an id of its own");
            }
            requests.add(request);
        }
        if (!list.isArray() || requests.size() > MOST) {
            throw refused(
                    "not-a-batch",
                    "requests",
                    "Cần {\"requests\": […]} với tối đa " + MOST + " yêu cầu",
                    "{\"requests\": […]} is needed, with at most " + MOST + " requests");
        }
        return requests;
    }

    /** @return null if it is answered already, since it is none that can be taken */
    private @Nullable Part part(JsonNode request, Message message) {
        String id = request.path("id").asText();
        String url = request.path("url").asText().replaceFirst("\\?.*", "");
        boolean arrays = url.matches("(.*/)?CreateObservations");
        if (!arrays && !url.matches("(.*/)?Observations")) {
            return answered(
                    id,
                    404,
                    "unknown-resource",
                    "url",
                    "Chỉ nhận Observations, Datastreams(…)/Observations và CreateObservations",
                    "Observations, Datastreams(…)/Observations and CreateObservations are taken, nothing else");
        }
        if (!request.path("method").asText().equalsIgnoreCase("POST")) {
            return answered(id, 405, "method-not-allowed", "method", "Chỉ nhận POST", "POST is taken, nothing else");
        }
        JsonNode body = request.path("body");
        if (arrays ? !body.isArray() : !body.isObject()) {
            return answered(
                    id,
                    400,
                    "body-missing",
                    "body",
                    "Cần body là JSON của số đo",
                    "The body has to be the JSON of the observation");
        }
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        List<String> needs = new ArrayList<>();
        request.path("dependsOn").forEach(need -> needs.add(need.asText()));
        return new Part(
                id,
                request.path("atomicityGroup").textValue(),
                needs,
                format.items(
                        inlet.spec().name(), new Message(url, "application/json", Map.of(), bytes, message.received())),
                arrays);
    }

    /** @return false if the queue is full and nothing was taken yet */
    private boolean add(Part part) throws SQLException, InterruptedException, ExecutionException {
        if (!part.needs().isEmpty()) {
            if (!flush()) {
                return false;
            }
            if (isInVain(part)) {
                return true;
            }
        }
        if (waitingItems + part.items().size() > mostAtOnce && !flush()) {
            return false;
        }
        waiting.add(part);
        waitingItems += part.items().size();
        return true;
    }

    private boolean isInVain(Part part) {
        if (part.needs().stream().noneMatch(failed::contains)) {
            return false;
        }
        answered(
                part.id(),
                424,
                "dependency-failed",
                "dependsOn",
                "Yêu cầu mà nó phụ thuộc đã bị từ chối",
                "A request that it depends on was refused");
        return true;
    }

    private boolean flush() throws SQLException, InterruptedException, ExecutionException {
        List<CloudEventJson.Item> items =
                waiting.stream().flatMap(p -> p.items().stream()).toList();
        List<Receipt> receipts = new ArrayList<>();
        for (int at = 0; at < items.size(); at += mostAtOnce) {
            Parcel parcel = new Parcel(items.subList(at, Math.min(items.size(), at + mostAtOnce)), Map.of());
            CompletableFuture<List<Receipt>> stored = begun ? null : inlet.offer(parcel);
            if (stored == null && !begun) {
                return false;
            }
            begun = true;
            receipts.addAll(stored == null ? inlet.take(parcel) : stored.get());
        }
        answer(waiting, receipts.iterator());
        waiting.clear();
        waitingItems = 0;
        return true;
    }

    private boolean together(String name, List<Part> group) throws SQLException {
        boolean inVain = group.stream().filter(this::isInVain).count() > 0;
        if (inVain) {
            failed.add(name);
            return true;
        }
        begun = true;
        List<CloudEventJson.Item> items =
                group.stream().flatMap(p -> p.items().stream()).toList();
        answer(group, inlet.together(items).iterator());
        if (group.stream().anyMatch(p -> failed.contains(p.id()))) {
            failed.add(name);
        }
        return true;
    }

    private void answer(List<Part> parts, Iterator<Receipt> receipts) {
        for (Part part : parts) {
            ArrayNode made = JSON.createArrayNode();
            Problem fault = null;
            boolean fresh = false;
            for (CloudEventJson.Item item : part.items()) {
                Receipt receipt = receipts.next();
                fresh |= receipt instanceof Receipt.Accepted;
                if (receipt instanceof Receipt.Rejected rejected) {
                    fault = fault == null ? rejected.problems().get(0) : fault;
                    made.add("error: " + rejected.problems().get(0).message().en());
                } else {
                    made.add(key(item));
                }
            }
            if (fault != null && (!part.arrays() || made.size() == 1)) {
                boolean byOthers = fault.code().equals(Inlet.GROUP_FAILED);
                answered(part.id(), byOthers ? 424 : 400, fault);
            } else {
                ObjectNode answer = answered(part.id(), fresh || made.isEmpty() ? 201 : 200);
                // clause 13.3: of data arrays a list, with "error" for what was refused
                answer.set(
                        "body", part.arrays() ? made : JSON.createObjectNode().set("@iot.id", made.path(0)));
                if (fault != null) {
                    failed.add(part.id());
                }
            }
        }
    }

    private static String key(CloudEventJson.Item item) {
        return Objects.requireNonNull(item.event()).subject();
    }

    private ObjectNode answered(String id, int status) {
        return answers.addObject().put("id", id).put("status", status);
    }

    private void answered(String id, int status, Problem problem) {
        failed.add(id);
        answered(id, status)
                .putObject("body")
                .putObject("error")
                .put("code", problem.code())
                .put("target", problem.field())
                .put("message", problem.message().en())
                .put("message_vi", problem.message().vi());
    }

    private @Nullable Part answered(String id, int status, String code, String field, String vi, String en) {
        answered(id, status, new Problem(code, field, new Text(vi, en)));
        return null;
    }

    private static EventException refused(String code, String field, String vi, String en) {
        return new EventException(List.of(new Problem(code, field, new Text(vi, en))));
    }
}
