package vn.huetwin.server.sparql;

import com.apicatalog.jsonld.JsonLdError;
import com.apicatalog.jsonld.JsonLdErrorCode;
import com.apicatalog.jsonld.JsonLdOptions;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.jena.graph.Graph;
import org.apache.jena.riot.Lang;
import org.apache.jena.riot.RDFParser;
import org.apache.jena.riot.RiotException;
import org.apache.jena.riot.lang.LangJSONLD11;
import org.apache.jena.riot.system.ErrorHandlerFactory;
import org.apache.jena.sparql.graph.GraphFactory;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.server.http.HttpProblem;

/** Reads the RDF that a request brings: nothing that it names elsewhere is fetched, no entity is expanded. */
final class RdfBody {
    private static final Pattern DOCTYPE = Pattern.compile("<!DOCTYPE", Pattern.CASE_INSENSITIVE);

    private RdfBody() {}

    /**
     * The triples of a body.
     *
     * @param type its media type
     * @throws HttpProblem 400 if it cannot be read, 415 for other types
     */
    static Graph read(@Nullable Buffer body, @Nullable String type, String base) {
        String bare = type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        Lang lang = language(bare);
        byte[] bytes = body == null ? new byte[0] : body.getBytes();
        if (lang.equals(Lang.RDFXML)
                && DOCTYPE.matcher(new String(bytes, StandardCharsets.ISO_8859_1))
                        .find()) {
            throw syntax("a document type is not allowed");
        }
        Graph graph = GraphFactory.createDefaultGraph();
        try {
            RDFParser.source(new ByteArrayInputStream(bytes))
                    .lang(lang)
                    .base(base)
                    .context(org.apache.jena.sparql.util.Context.create().set(LangJSONLD11.JSONLD_OPTIONS, closed()))
                    .errorHandler(ErrorHandlerFactory.errorHandlerStrictNoLogging)
                    .parse(graph);
        } catch (RiotException e) {
            throw syntax(String.valueOf(e.getMessage()));
        }
        return graph;
    }

    private static Lang language(String type) {
        return switch (type) {
            case "text/turtle", "application/x-turtle" -> Lang.TURTLE;
            case "application/n-triples", "text/plain" -> Lang.NTRIPLES;
            case "application/rdf+xml" -> Lang.RDFXML;
            case "application/ld+json" -> Lang.JSONLD11;
            case "application/trig", "application/n-quads" ->
                throw unsupported(
                        "Một yêu cầu chỉ ghi một đồ thị: hãy gửi từng đồ thị, hoặc dùng INSERT DATA tại /sparql/update",
                        "A request writes one graph: send each graph by itself, or use INSERT DATA at /sparql/update");
            default ->
                throw unsupported(
                        "Cần Content-Type: text/turtle, application/n-triples, application/rdf+xml hoặc application/ld+json",
                        "Send Content-Type: text/turtle, application/n-triples, application/rdf+xml or application/ld+json");
        };
    }

    private static HttpProblem unsupported(String vi, String en) {
        return new HttpProblem(415, "media-type-not-supported", "Content-Type", new Text(vi, en));
    }

    /** Contexts have to stand in the document. */
    private static JsonLdOptions closed() {
        JsonLdOptions options = new JsonLdOptions();
        options.setDocumentLoader((address, how) -> {
            throw new JsonLdError(JsonLdErrorCode.LOADING_REMOTE_CONTEXT_FAILED, "Not fetched: " + address);
        });
        return options;
    }

    private static HttpProblem syntax(String message) {
        return HttpProblem.badRequest(
                "rdf-syntax", "body", "Lỗi cú pháp RDF: " + message, "RDF syntax error: " + message);
    }
}
