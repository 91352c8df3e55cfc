package vn.huetwin.server.sparql;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import org.apache.jena.graph.Graph;
import org.apache.jena.riot.Lang;
import org.apache.jena.riot.RDFParser;
import org.apache.jena.sparql.graph.GraphFactory;
import vn.huetwin.ontology.catalogue.Iris;
import vn.huetwin.ontology.geosparql.Functions;

/** SPARQL 1.1 Service Description, for those who ask {@code /sparql} without a query. */
final class ServiceDescription {
    private static final String TEXT = """
            @prefix sd: <http://www.w3.org/ns/sparql-service-description#> .
            @prefix fn3d: <%2$s> .
            @prefix formats: <http://www.w3.org/ns/formats/> .

            [] a sd:Service ;
              sd:endpoint <%1$ssparql> ;
              sd:supportedLanguage sd:SPARQL11Query ;
              sd:extensionFunction fn3d:distance3D, fn3d:intersects3D, fn3d:lineOfSight, fn3d:volume, fn3d:surfaceArea3D,
                fn3d:heightAbove, fn3d:extrude ;
              sd:resultFormat formats:SPARQL_Results_JSON, formats:SPARQL_Results_XML, formats:SPARQL_Results_CSV,
                formats:SPARQL_Results_TSV, formats:Turtle, formats:JSON-LD, formats:N-Triples, formats:RDF_XML ;
              sd:defaultDataset [ a sd:Dataset ; sd:defaultGraph [ a sd:Graph ] ] .
            """;

    private ServiceDescription() {}

    static void write(RoutingContext context, Iris iris) {
        String accept = context.request().getHeader(HttpHeaders.ACCEPT);
        AnswerFormat wanted = AnswerFormat.find(false, context.request().getParam("format"), accept);
        AnswerFormat format = wanted == null ? AnswerFormat.TURTLE : wanted;
        Graph graph = GraphFactory.createDefaultGraph();
        RDFParser.fromString(TEXT.formatted(iris.base(), Functions.SPACE), Lang.TURTLE)
                .parse(graph);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        QueryAnswer.write(graph.find(), format, graph.getPrefixMapping(), out);
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, format.contentType())
                .putHeader("Vary", "Accept")
                .end(Buffer.buffer(out.toByteArray()));
    }
}
