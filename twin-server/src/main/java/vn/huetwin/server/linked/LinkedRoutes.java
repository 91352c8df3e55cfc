package vn.huetwin.server.linked;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.jena.graph.Graph;
import org.apache.jena.riot.RDFFormat;
import org.apache.jena.riot.RDFWriter;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ingest.format.GeoJsonWriter;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.FeatureId;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.feature.Feature;
import vn.huetwin.ontology.rdf.CitySession;
import vn.huetwin.ontology.rdf.Prefixes;
import vn.huetwin.ontology.rdf.TwinDataset;
import vn.huetwin.ontology.store.FeatureStore;
import vn.huetwin.server.http.Caller;
import vn.huetwin.server.http.CrossOrigin;
import vn.huetwin.server.http.HttpProblem;
import vn.huetwin.server.http.Routes;
import vn.huetwin.server.http.Workers;

/** {@code /id, /code, /layer, /def, /catalog}: what the IRIs of the city name, in the form that {@code Accept} wants. */
public final class LinkedRoutes implements Routes {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private final TwinDataset twin;
    private final Catalogue catalogue;
    private final FeatureStore store;
    private final Datasets datasets;
    private final Workers workers;

    public LinkedRoutes(TwinDataset twin, FeatureStore store, Workers workers) {
        this.twin = twin;
        this.catalogue = twin.catalogue();
        this.store = store;
        this.datasets = new Datasets(catalogue, store);
        this.workers = workers;
    }

    @Override
    public void mount(Router router) {
        CrossOrigin open = new CrossOrigin("GET, HEAD, OPTIONS");
        for (String path : List.of("/id/*", "/code/*", "/layer/*", "/def", "/catalog", "/catalog/:layer")) {
            router.route(path).handler(open);
        }
        for (String path : List.of("/id/*", "/code/*", "/layer/*")) {
            router.get(path).handler(this::thing);
            router.head(path).handler(this::thing);
        }
        router.get("/def").handler(this::vocabulary);
        router.get("/catalog").handler(c -> catalog(c, null));
        router.get("/catalog/:layer").handler(c -> catalog(c, c.pathParam("layer")));
    }

    private void thing(RoutingContext context) {
        String path = context.request().path();
        Access access = Caller.of(context).access();
        String iri = catalogue.iris().base() + path.substring(1);
        boolean feature = path.startsWith("/id/");
        List<Representation> forms = feature ? Representation.OF_FEATURES : Representation.OF_GRAPHS;
        Representation wanted = Representation.wanted(context, forms);
        String language = Page.language(context);
        workers.run(
                context, () -> thing(iri, path, forms, wanted, access, language), body -> send(context, wanted, body));
    }

    private Buffer thing(
            String iri,
            String path,
            List<Representation> forms,
            Representation wanted,
            Access access,
            String language) {
        try (CitySession session = twin.read(access, TIMEOUT)) {
            Thing thing = Thing.read(session, catalogue, iri);
            if (thing.graph().isEmpty()) {
                throw HttpProblem.notFound(path);
            }
            FeatureId id = thing.feature();
            RDFFormat format = wanted.format();
            if (format != null) {
                return written(thing.graph(), format);
            }
            if (wanted == Representation.GEO_JSON) {
                return geoJson(id, thing.isGeometry(), access, path);
            }
            Layer layer = id == null ? null : access.find(catalogue, id.layer());
            Labels labels = new Labels(catalogue, session, access, language);
            return Buffer.buffer(ThingPage.of(thing, layer, catalogue.iris().base(), labels, language, path, forms));
        }
    }

    /** RFC 7946: the feature with its properties, or its geometry alone. */
    private Buffer geoJson(@Nullable FeatureId id, boolean geometryOnly, Access access, String path) {
        Feature feature = id == null ? null : store.find(id, access);
        if (feature == null || (geometryOnly && feature.geometry() == null)) {
            throw HttpProblem.notFound(path);
        }
        if (geometryOnly) {
            var writer = new org.locationtech.jts.io.geojson.GeoJsonWriter(8);
            writer.setEncodeCRS(false);
            return Buffer.buffer(writer.write(feature.geometry()));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GeoJsonWriter writer = new GeoJsonWriter(out, feature.layer().name(), true, 4326)) {
            writer.write(feature);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Buffer.buffer(out.toString(StandardCharsets.UTF_8).strip());
    }

    private void vocabulary(RoutingContext context) {
        Access access = Caller.of(context).access();
        Representation wanted = Representation.wanted(context, Representation.OF_GRAPHS);
        String language = Page.language(context);
        workers.run(
                context,
                () -> {
                    try (CitySession session = twin.read(access, TIMEOUT)) {
                        Graph ontology = session.ontology();
                        RDFFormat format = wanted.format();
                        return format != null
                                ? written(ontology, format)
                                : Buffer.buffer(VocabularyPage.of(
                                        catalogue,
                                        access,
                                        ontology,
                                        new Labels(catalogue, session, access, language),
                                        language));
                    }
                },
                body -> send(context, wanted, body));
    }

    /** @param name of one layer, or null for all */
    private void catalog(RoutingContext context, @Nullable String name) {
        Access access = Caller.of(context).access();
        Representation wanted = Representation.wanted(context, Representation.OF_GRAPHS);
        String language = Page.language(context);
        String origin = origin(context.request());
        workers.run(
                context,
                () -> {
                    Layer one = name == null ? null : access.get(catalogue, name);
                    List<Datasets.Dataset> found = datasets.of(access).stream()
                            .filter(d -> one == null || d.layer() == one)
                            .toList();
                    RDFFormat format = wanted.format();
                    return format != null
                            ? written(DcatGraph.of(found, catalogue.iris(), origin), format)
                            : Buffer.buffer(CatalogPage.of(found, language));
                },
                body -> send(context, wanted, body));
    }

    /** As the client sees this server. */
    private static String origin(HttpServerRequest request) {
        String forwarded = request.getHeader("X-Forwarded-Proto");
        String scheme = "https".equals(forwarded) || "http".equals(forwarded) ? forwarded : request.scheme();
        HostAndPort authority = request.authority();
        return scheme + "://" + (authority == null ? "localhost" : authority.toString());
    }

    private Buffer written(Graph graph, RDFFormat format) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Map.Entry<String, String> prefix : Prefixes.of(catalogue.iris()).entrySet()) {
            graph.getPrefixMapping().setNsPrefix(prefix.getKey(), prefix.getValue());
        }
        RDFWriter.source(graph).format(format).output(out);
        return Buffer.buffer(out.toByteArray());
    }

    private static void send(RoutingContext context, Representation form, Buffer body) {
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, form.contentType())
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .end(body);
    }
}
