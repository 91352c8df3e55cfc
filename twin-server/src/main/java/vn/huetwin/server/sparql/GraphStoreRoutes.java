package vn.huetwin.server.sparql;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.shared.PrefixMapping;
import org.apache.jena.sparql.core.DatasetGraph;
import org.apache.jena.sparql.core.Quad;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.rdf.CitySession;
import vn.huetwin.ontology.rdf.Prefixes;
import vn.huetwin.ontology.rdf.QueryBounds;
import vn.huetwin.ontology.rdf.TwinDataset;
import vn.huetwin.server.config.Limits;
import vn.huetwin.server.http.Accept;
import vn.huetwin.server.http.BackPressuredOutput;
import vn.huetwin.server.http.Caller;
import vn.huetwin.server.http.CrossOrigin;
import vn.huetwin.server.http.HttpProblem;
import vn.huetwin.server.http.Routes;
import vn.huetwin.server.http.Workers;
import vn.huetwin.server.security.Role;

/**
 * {@code /data}: SPARQL 1.1 Graph Store HTTP Protocol. Everybody reads what they may see; administrators write. The
 * default graph holds the layer tables and the ontology, so triples can be added to it, but it cannot be replaced.
 */
public final class GraphStoreRoutes implements Routes {
    private static final String DEFAULT = "default";

    private final TwinDataset twin;
    private final Workers workers;
    private final Limits limits;
    private final PrefixMapping prefixes;

    public GraphStoreRoutes(TwinDataset twin, Workers workers, Limits limits) {
        this.twin = twin;
        this.workers = workers;
        this.limits = limits;
        this.prefixes = PrefixMapping.Factory.create()
                .setNsPrefixes(Prefixes.of(twin.catalogue().iris()))
                .lock();
    }

    @Override
    public void mount(Router router) {
        router.route("/data").handler(new CrossOrigin("GET, HEAD, PUT, POST, DELETE, OPTIONS"));
        router.get("/data").handler(this::get);
        router.head("/data").handler(this::get);
        for (HttpMethod method : new HttpMethod[] {HttpMethod.PUT, HttpMethod.POST, HttpMethod.DELETE}) {
            router.route(method, "/data").handler(context -> {
                Caller.of(context).require(Role.ADMIN);
                context.next();
            });
        }
        BodyHandler body = BodyHandler.create(false).setBodyLimit(limits.maxBatchBytes());
        router.put("/data").handler(body).handler(context -> write(context, true));
        router.post("/data").handler(body).handler(context -> write(context, false));
        router.delete("/data").handler(this::delete);
        router.route("/data").handler(context -> context.fail(405));
    }

    /** The graph that is meant, or null for the default graph: clause 4.2. */
    private static @Nullable Node graph(RoutingContext context) {
        String name = context.request().getParam("graph");
        boolean plain = context.request().params().contains(DEFAULT);
        if ((name == null) == !plain) {
            throw HttpProblem.badRequest(
                    "graph-missing",
                    "graph",
                    "Hãy cho biết đồ thị: ?default hoặc ?graph=<IRI>",
                    "Say which graph: ?default or ?graph=<IRI>");
        }
        return name == null ? null : NodeFactory.createURI(name);
    }

    private void get(RoutingContext context) {
        Node graph = graph(context);
        String accept = context.request().getHeader(HttpHeaders.ACCEPT);
        AnswerFormat wanted = AnswerFormat.find(false, context.request().getParam("format"), accept);
        if (wanted == null && !Accept.parse(accept).prefersPage()) {
            String names =
                    AnswerFormat.of(false).stream().map(AnswerFormat::keyword).collect(Collectors.joining(", "));
            throw new HttpProblem(
                    406,
                    "format-not-available",
                    "Accept",
                    new Text("Chỉ có các định dạng: " + names, "Available formats: " + names));
        }
        AnswerFormat format = wanted == null ? AnswerFormat.TURTLE : wanted;
        Access access = Caller.of(context).access();
        context.response()
                .putHeader("Vary", "Accept")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .putHeader(HttpHeaders.CONTENT_TYPE, format.contentType());
        workers.stream(context, out -> read(context, graph, format, access, out));
    }

    private void read(
            RoutingContext context, @Nullable Node graph, AnswerFormat format, Access access, BackPressuredOutput out)
            throws Exception {
        QueryBounds bounds = new QueryBounds(limits.sparqlTimeout(), Long.MAX_VALUE, Double.POSITIVE_INFINITY);
        try (CitySession session = twin.read(access, bounds, null)) {
            out.onDisconnect(session::cancelSoon);
            DatasetGraph dataset = session.dataset();
            if (graph != null && !dataset.containsGraph(graph)) {
                throw unknown(graph);
            }
            if (HttpMethod.HEAD.equals(context.request().method())) {
                return;
            }
            Graph source = graph == null ? dataset.getDefaultGraph() : dataset.getGraph(graph);
            QueryAnswer.write(source.find(), format, prefixes, out);
            out.flush();
        }
    }

    private static HttpProblem unknown(Node graph) {
        return new HttpProblem(
                404,
                "graph-unknown",
                "graph",
                new Text("Không có đồ thị <" + graph + ">", "There is no graph <" + graph + ">"));
    }

    private static HttpProblem keepsDefault() {
        return new HttpProblem(
                409,
                "default-graph-kept",
                DEFAULT,
                new Text(
                        "Đồ thị mặc định chứa bảng của các lớp và ontology nên không thể thay hay xóa; hãy dùng POST"
                                + " hoặc một đồ thị có tên",
                        "The default graph holds the layer tables and the ontology and cannot be replaced or deleted;"
                                + " POST to it, or use a named graph"));
    }

    private void write(RoutingContext context, boolean replace) {
        Node graph = graph(context);
        if (graph == null && replace) {
            throw keepsDefault();
        }
        String type = context.request().getHeader(HttpHeaders.CONTENT_TYPE);
        Graph triples = RdfBody.read(
                context.body().buffer(), type, twin.catalogue().iris().base());
        AtomicBoolean existed = new AtomicBoolean();
        change(context, existed, dataset -> {
            existed.set(graph == null || dataset.containsGraph(graph));
            if (replace) {
                dataset.removeGraph(graph);
            }
            Node name = graph == null ? Quad.defaultGraphIRI : graph;
            triples.find().forEachRemaining(t -> dataset.add(name, t.getSubject(), t.getPredicate(), t.getObject()));
        });
    }

    private void delete(RoutingContext context) {
        Node graph = graph(context);
        if (graph == null) {
            throw keepsDefault();
        }
        change(context, new AtomicBoolean(true), dataset -> {
            if (!dataset.containsGraph(graph)) {
                throw unknown(graph);
            }
            dataset.removeGraph(graph);
        });
    }

    private void change(RoutingContext context, AtomicBoolean existed, Consumer<DatasetGraph> change) {
        Access access = Caller.of(context).access();
        workers.run(
                context,
                () -> {
                    try {
                        twin.change(access, limits.sparqlTimeout(), change);
                    } catch (HttpProblem e) {
                        throw e;
                    } catch (RuntimeException e) {
                        HttpProblem problem = SparqlProblems.running(e);
                        throw problem == null ? e : problem;
                    }
                    return existed.get();
                },
                before -> context.response().setStatusCode(before ? 204 : 201).end());
    }
}
