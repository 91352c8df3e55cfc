package vn.huetwin.server.sparql;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.apache.jena.atlas.lib.Cache;
import org.apache.jena.atlas.lib.CacheFactory;
import org.apache.jena.query.Query;
import org.apache.jena.query.QueryCancelledException;
import org.apache.jena.query.QueryException;
import org.apache.jena.query.QueryFactory;
import org.apache.jena.query.Syntax;
import org.apache.jena.shared.PrefixMapping;
import org.apache.jena.sparql.modify.request.UpdateLoad;
import org.apache.jena.sparql.syntax.ElementService;
import org.apache.jena.sparql.syntax.ElementVisitorBase;
import org.apache.jena.sparql.syntax.ElementWalker;
import org.apache.jena.update.UpdateFactory;
import org.apache.jena.update.UpdateRequest;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.rdf.CitySession;
import vn.huetwin.ontology.rdf.Explanation;
import vn.huetwin.ontology.rdf.KnownQuery;
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

/** {@code /sparql} and {@code /sparql/update}: SPARQL 1.1 Protocol, clauses 2.1 and 2.2; a page for people. */
public final class SparqlRoutes implements Routes {
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String QUERY = "application/sparql-query";
    private static final String UPDATE = "application/sparql-update";

    /**
     * PostgreSQL's estimates of spatial joins are up to a hundred times too high; so many times the limit is beyond any
     * doubt.
     */
    private static final int HOPELESS = 50;

    private static final int QUERIES_KEPT = 128;
    private static final int LONGEST_KEPT = 16_000;

    private final TwinDataset twin;
    private final Workers workers;
    /** Queries that were read before, by their text. */
    private final Cache<String, KnownQuery> parsed = CacheFactory.createCache(QUERIES_KEPT);

    private final ClientQueues queues;
    private final Limits limits;
    private final QueryPage page;
    private final PrefixMapping prefixes;

    /** @param workers for queries only, so that long ones do not keep others waiting */
    public SparqlRoutes(TwinDataset twin, Workers workers, Limits limits) {
        this.twin = twin;
        this.workers = workers;
        this.queues = new ClientQueues(workers, limits.sparqlThreads(), limits.sparqlPerClient(), limits.sparqlQueue());
        this.limits = limits;
        this.page = new QueryPage(Prefixes.of(twin.catalogue().iris()));
        this.prefixes = PrefixMapping.Factory.create()
                .setNsPrefixes(Prefixes.of(twin.catalogue().iris()))
                .lock();
    }

    @Override
    public void mount(Router router) {
        router.route("/sparql").handler(new CrossOrigin("GET, HEAD, POST, OPTIONS"));
        router.get("/sparql").handler(this::get);
        router.head("/sparql").handler(this::get);
        router.get("/sparql/page.css").handler(page::style);
        router.post("/sparql")
                .handler(BodyHandler.create(false).setBodyLimit(limits.maxSparqlBytes()))
                .handler(this::post);
        router.route("/sparql").handler(context -> context.fail(405));
        router.post("/sparql/update").handler(context -> {
            Caller.of(context).require(Role.ADMIN);
            context.next();
        });
        router.post("/sparql/update")
                .handler(BodyHandler.create(false).setBodyLimit(limits.maxSparqlBytes()))
                .handler(this::update);
        router.route("/sparql/update").handler(context -> context.fail(405));
    }

    private void get(RoutingContext context) {
        HttpServerRequest request = context.request();
        String query = request.getParam("query");
        if (query != null) {
            answer(context, Asked.of(context, query, name -> request.params().getAll(name)));
        } else if (Accept.parse(request.getHeader(HttpHeaders.ACCEPT)).prefersPage()) {
            page.page(context);
        } else {
            ServiceDescription.write(context, twin.catalogue().iris(), twin.functionIris());
        }
    }

    private void post(RoutingContext context) {
        HttpServerRequest request = context.request();
        switch (mediaType(context)) {
            case FORM -> {
                String query = request.getFormAttribute("query");
                if (query == null) {
                    throw missing("query");
                }
                answer(context, Asked.of(context, query, name -> values(request, name)));
            }
            case QUERY ->
                answer(
                        context,
                        Asked.of(
                                context, body(context), name -> request.params().getAll(name)));
            default -> throw unsupported(QUERY);
        }
    }

    /** Parameters of a form may come in the address too, such as {@code format}. */
    private static List<String> values(HttpServerRequest request, String name) {
        List<String> form = request.formAttributes().getAll(name);
        return form.isEmpty() ? request.params().getAll(name) : form;
    }

    private void answer(RoutingContext context, Asked asked) {
        if (asked.text().length() > limits.maxSparqlBytes()) {
            throw new HttpProblem(
                    413,
                    "query-too-large",
                    "query",
                    new Text("Câu truy vấn quá dài", "The query is longer than " + limits.maxSparqlBytes() + " bytes"));
        }
        context.response().putHeader("Vary", "Accept").putHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
        queues.stream(context, (out, turn) -> run(context, asked, out, turn));
    }

    private void run(RoutingContext context, Asked asked, BackPressuredOutput out, Turns.Turn turn) throws Exception {
        KnownQuery known = parse(asked);
        Query query = known.query();
        if (asked.explain()) {
            explain(context, asked, query, out, turn);
            return;
        }
        boolean rows = query.isSelectType() || query.isAskType();
        AnswerFormat format = AnswerFormat.find(rows, asked.format(), asked.accept());
        if (format == null) {
            throw notAcceptable(rows);
        }
        context.response().putHeader(HttpHeaders.CONTENT_TYPE, format.contentType());
        if (HttpMethod.HEAD.equals(context.request().method())) {
            return;
        }
        answer(asked, out, turn, session -> QueryAnswer.write(session.query(known), query, format, prefixes, out));
    }

    private void explain(RoutingContext context, Asked asked, Query query, BackPressuredOutput out, Turns.Turn turn)
            throws Exception {
        boolean json = "json".equals(asked.format())
                || (asked.format() == null
                        && asked.accept() != null
                        && asked.accept().contains("json"));
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, (json ? "application/json" : "text/plain") + "; charset=utf-8");
        answer(asked, out, turn, session -> {
            Explanation explanation = session.explain(query);
            String text = json ? ExplanationAnswer.json(explanation).encodePrettily() : explanation.text();
            out.write(text.getBytes(StandardCharsets.UTF_8));
        });
    }

    private interface Answering {
        void write(CitySession session) throws Exception;
    }

    /** Those who are known may read and cost ten times as much. */
    private QueryBounds bounds(Asked asked) {
        int times = asked.caller().role() == Role.OPEN ? 1 : 10;
        double notable = (double) limits.maxSparqlCost() * times;
        return new QueryBounds(
                limits.sparqlTimeout(), (long) limits.maxSparqlRows() * times, notable * HOPELESS, notable);
    }

    private void answer(Asked asked, BackPressuredOutput out, Turns.Turn turn, Answering answering) throws Exception {
        try (CitySession session = twin.read(asked.caller().access(), bounds(asked), asked.asOf(), asked.regime())) {
            out.onDisconnect(session::cancelSoon);
            turn.onGiveWay(session::cancelSoon);
            session.onNotableCost(() -> queues.runsLong(turn));
            try {
                answering.write(session);
            } catch (QueryCancelledException e) {
                if (session.isTimedOut()) {
                    throw SparqlProblems.timeout(limits.sparqlTimeout().toSeconds());
                }
                throw turn.gaveWay() ? ClientQueues.busy() : e;
            } catch (StackOverflowError e) {
                throw SparqlProblems.tooDeep("query");
            } catch (RuntimeException e) {
                Exception failure = session.failure();
                HttpProblem problem = failure == null ? SparqlProblems.running(e) : null;
                throw problem == null ? e : problem;
            }
            Exception failure = session.failure();
            if (failure != null) {
                throw failure;
            }
        }
    }

    /** Reading a query can take as long as answering it, and dashboards and maps send the same ones again and again. */
    private KnownQuery parse(Asked asked) {
        boolean graphs =
                !asked.defaultGraphs().isEmpty() || !asked.namedGraphs().isEmpty();
        if (graphs || asked.text().length() > LONGEST_KEPT) {
            return new KnownQuery(read(asked));
        }
        KnownQuery known = parsed.getIfPresent(asked.text());
        if (known == null) {
            known = new KnownQuery(read(asked));
            parsed.put(asked.text(), known);
        }
        return known;
    }

    private Query read(Asked asked) {
        Query query;
        try {
            query = QueryFactory.create(asked.text(), twin.catalogue().iris().base(), Syntax.syntaxSPARQL_11);
        } catch (QueryException e) {
            throw SparqlProblems.syntax(e, "query");
        } catch (StackOverflowError e) {
            throw SparqlProblems.tooDeep("query");
        }
        if (query.getQueryPattern() != null) {
            ElementWalker.walk(query.getQueryPattern(), new ElementVisitorBase() {
                @Override
                public void visit(ElementService service) {
                    throw SparqlProblems.serviceDisabled();
                }
            });
        }
        if (!asked.defaultGraphs().isEmpty() || !asked.namedGraphs().isEmpty()) {
            query.getGraphURIs().clear();
            query.getNamedGraphURIs().clear();
            asked.defaultGraphs().forEach(query::addGraphURI);
            asked.namedGraphs().forEach(query::addNamedGraphURI);
        }
        return query;
    }

    private void update(RoutingContext context) {
        String text = switch (mediaType(context)) {
            case FORM -> context.request().getFormAttribute("update");
            case UPDATE -> body(context);
            default -> throw unsupported(UPDATE);
        };
        if (text == null) {
            throw missing("update");
        }
        Access access = Caller.of(context).access();
        workers.run(
                context,
                () -> {
                    update(text, access);
                    return text;
                },
                done -> context.response().setStatusCode(204).end());
    }

    private void update(String text, Access access) {
        UpdateRequest request;
        try {
            request = UpdateFactory.create(text, twin.catalogue().iris().base());
        } catch (QueryException e) {
            throw SparqlProblems.syntax(e, "update");
        } catch (StackOverflowError e) {
            throw SparqlProblems.tooDeep("update");
        }
        if (request.getOperations().stream().anyMatch(o -> o instanceof UpdateLoad)) {
            throw HttpProblem.badRequest(
                    "load-disabled",
                    "update",
                    "LOAD bị tắt; hãy dùng INSERT DATA",
                    "LOAD is switched off; use INSERT DATA");
        }
        try {
            twin.update(request, access, limits.sparqlTimeout());
        } catch (QueryCancelledException e) {
            throw SparqlProblems.timeout(limits.sparqlTimeout().toSeconds());
        } catch (RuntimeException e) {
            HttpProblem problem = SparqlProblems.running(e);
            throw problem == null ? e : problem;
        }
    }

    private static String mediaType(RoutingContext context) {
        String type = context.request().getHeader(HttpHeaders.CONTENT_TYPE);
        String bare = type == null ? "" : type.split(";", 2)[0];
        return bare.strip().toLowerCase(Locale.ROOT);
    }

    private static String body(RoutingContext context) {
        String body = context.body().asString(StandardCharsets.UTF_8.name());
        return body == null ? "" : body;
    }

    private static HttpProblem missing(String field) {
        return HttpProblem.badRequest(
                "parameter-missing",
                field,
                "Thiếu tham số '" + field + "'",
                "The parameter '" + field + "' is missing");
    }

    private static HttpProblem unsupported(String type) {
        return new HttpProblem(
                415,
                "media-type-not-supported",
                "Content-Type",
                new Text("Cần Content-Type: " + type + " hoặc " + FORM, "Send Content-Type: " + type + " or " + FORM));
    }

    private static HttpProblem notAcceptable(boolean rows) {
        List<String> names =
                AnswerFormat.of(rows).stream().map(AnswerFormat::keyword).toList();
        return new HttpProblem(
                406,
                "format-not-available",
                "format",
                new Text("Chỉ có các định dạng: " + names, "Available formats: " + names));
    }
}
