package vn.huetwin.server.sparql;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import vn.huetwin.ontology.catalogue.Iris;

/** SPARQL 1.1 Service Description, for those who ask {@code /sparql} without a query. */
final class ServiceDescription {
    private static final String TEXT = """
            @prefix sd: <http://www.w3.org/ns/sparql-service-description#> .
            @prefix formats: <http://www.w3.org/ns/formats/> .

            [] a sd:Service ;
              sd:endpoint <%ssparql> ;
              sd:supportedLanguage sd:SPARQL11Query ;
              sd:resultFormat formats:SPARQL_Results_JSON, formats:SPARQL_Results_XML, formats:SPARQL_Results_CSV,
                formats:SPARQL_Results_TSV, formats:Turtle, formats:JSON-LD, formats:N-Triples, formats:RDF_XML ;
              sd:defaultDataset [ a sd:Dataset ; sd:defaultGraph [ a sd:Graph ] ] .
            """;

    private ServiceDescription() {}

    static void write(RoutingContext context, Iris iris) {
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, AnswerFormat.TURTLE.contentType())
                .putHeader("Vary", "Accept")
                .end(TEXT.formatted(iris.base()));
    }
}
