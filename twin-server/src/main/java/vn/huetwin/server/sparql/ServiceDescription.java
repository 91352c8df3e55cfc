package vn.huetwin.server.sparql;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.util.List;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.riot.Lang;
import org.apache.jena.riot.RDFParser;
import org.apache.jena.sparql.graph.GraphFactory;
import org.apache.jena.vocabulary.RDF;
import vn.huetwin.ontology.catalogue.Iris;
import vn.huetwin.ontology.geosparql.Functions;

/** SPARQL 1.1 Service Description, for those who ask {@code /sparql} without a query. */
final class ServiceDescription {
    private static final String TEXT = """
            @prefix sd: <http://www.w3.org/ns/sparql-service-description#> .
            @prefix formats: <http://www.w3.org/ns/formats/> .

            [] a sd:Service ;
              sd:endpoint <%1$ssparql> ;
              sd:supportedLanguage sd:SPARQL11Query ;
              sd:resultFormat formats:SPARQL_Results_JSON, formats:SPARQL_Results_XML, formats:SPARQL_Results_CSV,
                formats:SPARQL_Results_TSV, formats:Turtle, formats:JSON-LD, formats:N-Triples, formats:RDF_XML ;
              sd:defaultDataset [ a sd:Dataset ; sd:defaultGraph [ a sd:Graph ] ] .
            """;

    private static final String SD = "http://www.w3.org/ns/sparql-service-description#";

    private ServiceDescription() {}

    private static Node node(String name) {
        return NodeFactory.createURI(SD + name);
    }

    /** @param functions IRIs of those beside SPARQL's own */
    static void write(RoutingContext context, Iris iris, List<String> functions) {
        String accept = context.request().getHeader(HttpHeaders.ACCEPT);
        AnswerFormat wanted = AnswerFormat.find(false, context.request().getParam("format"), accept);
        AnswerFormat format = wanted == null ? AnswerFormat.TURTLE : wanted;
        Graph graph = GraphFactory.createDefaultGraph();
        RDFParser.fromString(TEXT.formatted(iris.base()), Lang.TURTLE).parse(graph);
        Node service =
                graph.find(Node.ANY, RDF.Nodes.type, node("Service")).next().getSubject();
        functions.forEach(f -> graph.add(service, node("extensionFunction"), NodeFactory.createURI(f)));
        Functions.aggregateIris()
                .forEach(a -> graph.add(service, node("extensionAggregate"), NodeFactory.createURI(a)));
        graph.getPrefixMapping().setNsPrefix("sd", SD);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        QueryAnswer.write(graph.find(), format, graph.getPrefixMapping(), out);
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, format.contentType())
                .putHeader("Vary", "Accept")
                .end(Buffer.buffer(out.toByteArray()));
    }
}
