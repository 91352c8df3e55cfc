package vn.huetwin.server.cap;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.StringWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.geotools.api.filter.Filter;
import org.geotools.api.filter.FilterFactory;
import org.geotools.factory.CommonFactoryFinder;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ingest.cap.CapIntake;
import vn.huetwin.ingest.cap.CapReader;
import vn.huetwin.ingest.cap.CapWriter;
import vn.huetwin.ingest.event.EventException;
import vn.huetwin.ingest.event.Receipt;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.FeatureId;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.feature.Feature;
import vn.huetwin.ontology.query.FeatureCursor;
import vn.huetwin.ontology.query.FeatureQuery;
import vn.huetwin.ontology.store.FeatureStore;
import vn.huetwin.ontology.validate.Problem;
import vn.huetwin.server.config.Limits;
import vn.huetwin.server.http.Caller;
import vn.huetwin.server.http.HttpProblem;
import vn.huetwin.server.http.Routes;
import vn.huetwin.server.http.Site;
import vn.huetwin.server.http.Workers;
import vn.huetwin.server.security.Role;

/**
 * {@code /api/cap/alerts}: POST takes a CAP 1.2 message of operators in; GET is an Atom feed of the warnings in force (no
 * exercises and tests), each of which can be had as a CAP message: as it came if it came as one, else written anew.
 */
public final class CapRoutes implements Routes {
    private static final String PATH = "/api/cap/alerts";
    private static final String CAP = "application/cap+xml; charset=utf-8";
    private static final String ATOM = "http://www.w3.org/2005/Atom";
    /** A feed is read whole by those who poll it. */
    private static final int MOST = 500;

    private static final int RETRY_AFTER_SECONDS = 1;

    private final CapIntake intake;
    private final CapWriter writer;
    private final FeatureStore store;
    private final InstantSource clock;
    private final Workers workers;
    private final Limits limits;

    /** @param workers that warnings may use when others are busy */
    public CapRoutes(
            CapIntake intake,
            CapWriter writer,
            FeatureStore store,
            InstantSource clock,
            Workers workers,
            Limits limits) {
        this.intake = intake;
        this.writer = writer;
        this.store = store;
        this.clock = clock;
        this.workers = workers;
        this.limits = limits;
    }

    @Override
    public void mount(Router router) {
        router.post(PATH).handler(context -> {
            Caller.of(context).require(Role.OPERATOR);
            context.next();
        });
        router.post(PATH)
                .handler(BodyHandler.create(false).setBodyLimit(limits.maxEventBytes()))
                .handler(this::take);
        router.get(PATH).handler(this::feed);
        router.get(PATH + "/:id").handler(this::message);
    }

    private void take(RoutingContext context) {
        byte[] body = context.body().buffer() == null
                ? new byte[0]
                : context.body().buffer().getBytes();
        workers.run(
                context,
                () -> take(body),
                taken -> context.response()
                        .setStatusCode(202)
                        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json; charset=utf-8")
                        .end(taken.toBuffer()));
    }

    private JsonObject take(byte[] body) throws Exception {
        CapIntake.Taken taken;
        try {
            taken = intake.take(body);
        } catch (EventException e) {
            throw refused(e.problems());
        }
        if (taken == null) {
            throw new HttpProblem(
                    429,
                    "queue-full",
                    null,
                    new Text(
                            "Hàng đợi đầy, chưa nhận gì; hãy gửi lại",
                            "The queue is full and nothing was taken; send it again"),
                    RETRY_AFTER_SECONDS);
        }
        JsonArray notes = new JsonArray();
        taken.notes().forEach(n -> notes.add(json(n)));
        int accepted = 0;
        int duplicates = 0;
        for (CompletableFuture<Receipt> each : taken.receipts()) {
            Receipt receipt = each.get(60, TimeUnit.SECONDS);
            if (receipt instanceof Receipt.Rejected rejected) {
                throw refused(rejected.problems());
            }
            if (receipt instanceof Receipt.Accepted) {
                accepted++;
            } else {
                duplicates++;
            }
        }
        return new JsonObject()
                .put("warning", taken.key())
                .put("messageType", taken.alert().messageType())
                .put("signature", taken.alert().signature().word())
                .put("accepted", accepted)
                .put("duplicates", duplicates)
                .put("notes", notes);
    }

    private static HttpProblem refused(List<Problem> problems) {
        Problem first = problems.get(0);
        return new HttpProblem(400, first.code(), first.field(), first.message());
    }

    private static JsonObject json(Problem problem) {
        return new JsonObject()
                .put("code", problem.code())
                .put("field", problem.field())
                .put("detail_vi", problem.message().vi())
                .put("detail_en", problem.message().en());
    }

    private void message(RoutingContext context) {
        String key = context.pathParam("id");
        Access access = Caller.of(context).access();
        workers.run(
                context,
                () -> message(key, access),
                message -> context.response()
                        .putHeader(HttpHeaders.CONTENT_TYPE, CAP)
                        .end(Buffer.buffer(message)));
    }

    private byte[] message(String key, Access access) throws Exception {
        FeatureId id = new FeatureId("warning", key);
        Feature warning = store.find(id, access);
        if (warning == null) {
            throw HttpProblem.notFound("warning/" + key);
        }
        byte @Nullable [] original = intake.message(key);
        if (original != null) {
            return original;
        }
        List<Feature> earlier = store.history(id, access).stream()
                .filter(v -> v.position() < warning.position())
                .sorted(Comparator.comparing(Feature::position))
                .toList();
        return writer.write(warning, earlier);
    }

    private void feed(RoutingContext context) {
        Access access = Caller.of(context).access();
        String site = Site.of(context.request());
        workers.run(
                context,
                () -> atom(inForce(access), site),
                feed -> context.response()
                        .putHeader(HttpHeaders.CONTENT_TYPE, "application/atom+xml; charset=utf-8")
                        .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                        .end(feed));
    }

    /** Newest first. */
    private List<Feature> inForce(Access access) {
        FilterFactory filters = CommonFactoryFinder.getFilterFactory();
        Instant now = clock.instant();
        Filter ended = filters.or(
                filters.equals(filters.property("state"), filters.literal("cancelled")),
                filters.or(
                        filters.equals(filters.property("state"), filters.literal("replaced")),
                        filters.equals(filters.property("state"), filters.literal("expired"))));
        Filter real = filters.or(
                filters.isNull(filters.property("status")),
                filters.equals(filters.property("status"), filters.literal("Actual")));
        Filter running = filters.or(
                filters.isNull(filters.property("expires_at")),
                filters.greater(filters.property("expires_at"), filters.literal(now)));
        Filter going = filters.or(filters.isNull(filters.property("state")), filters.not(ended));
        List<Feature> warnings = new ArrayList<>();
        FeatureQuery query = FeatureQuery.all("warning", access)
                .filter(filters.and(going, filters.and(real, running)))
                .order(List.of(new FeatureQuery.SortKey("position", true)))
                .limit(MOST);
        try (FeatureCursor cursor = store.query(query)) {
            cursor.forEachRemaining(warnings::add);
        }
        return warnings;
    }

    private String atom(List<Feature> warnings, String site) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeStartElement("feed");
            xml.writeDefaultNamespace(ATOM);
            xml.writeNamespace("cap", CapReader.NAMESPACE);
            element(xml, "id", site + PATH);
            element(xml, "title", "Cảnh báo – Huế Twin");
            element(
                    xml,
                    "updated",
                    (warnings.isEmpty() ? Instant.EPOCH : warnings.get(0).recordedAt()).toString());
            link(xml, "self", "application/atom+xml", site + PATH);
            for (Feature warning : warnings) {
                entry(xml, warning, site);
            }
            xml.writeEndDocument();
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
        return text.toString();
    }

    private static void entry(XMLStreamWriter xml, Feature warning, String site) throws XMLStreamException {
        String address = site
                + PATH
                + '/'
                + URLEncoder.encode(warning.key(), StandardCharsets.UTF_8).replace("+", "%20");
        xml.writeStartElement("entry");
        element(xml, "id", address);
        element(xml, "title", String.valueOf(warning.properties().get("headline")));
        element(xml, "updated", warning.recordedAt().toString());
        xml.writeStartElement("author");
        element(xml, "name", String.valueOf(warning.properties().getOrDefault("sender", "Huế")));
        xml.writeEndElement();
        link(xml, "alternate", "application/cap+xml", address);
        for (String property : List.of("event", "severity", "urgency", "certainty", "expires_at")) {
            Object value = warning.properties().get(property);
            if (value != null) {
                xml.writeStartElement("cap", property.replace("_at", ""), CapReader.NAMESPACE);
                xml.writeCharacters(value.toString());
                xml.writeEndElement();
            }
        }
        xml.writeEndElement();
    }

    private static void link(XMLStreamWriter xml, String relation, String type, String address)
            throws XMLStreamException {
        xml.writeEmptyElement("link");
        xml.writeAttribute("rel", relation);
        xml.writeAttribute("type", type);
        xml.writeAttribute("href", address);
    }

    private static void element(XMLStreamWriter xml, String name, String text) throws XMLStreamException {
        xml.writeStartElement(name);
        xml.writeCharacters(text);
        xml.writeEndElement();
    }
}
