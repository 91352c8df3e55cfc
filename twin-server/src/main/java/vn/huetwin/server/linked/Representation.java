package vn.huetwin.server.linked;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.jena.riot.RDFFormat;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.server.http.Accept;
import vn.huetwin.server.http.HttpProblem;

/** The forms in which linked data is given. */
enum Representation {
    TURTLE("ttl", "text/turtle", RDFFormat.TURTLE_PRETTY),
    HTML("html", "text/html", null, "application/xhtml+xml"),
    JSON_LD("jsonld", "application/ld+json", RDFFormat.JSONLD11, "application/json"),
    GEO_JSON("geojson", "application/geo+json", null, "application/vnd.geo+json"),
    N_TRIPLES("nt", "application/n-triples", RDFFormat.NTRIPLES),
    RDF_XML("rdf", "application/rdf+xml", RDFFormat.RDFXML_PLAIN);

    static final List<Representation> OF_GRAPHS = List.of(TURTLE, HTML, JSON_LD, N_TRIPLES, RDF_XML);
    static final List<Representation> OF_FEATURES = List.of(values());

    private final String keyword;
    private final String mediaType;
    private final @Nullable RDFFormat format;
    private final List<String> types;

    Representation(String keyword, String mediaType, @Nullable RDFFormat format, String... aliases) {
        this.keyword = keyword;
        this.mediaType = mediaType;
        this.format = format;
        this.types = Stream.concat(Stream.of(mediaType), Stream.of(aliases)).toList();
    }

    String keyword() {
        return keyword;
    }

    String mediaType() {
        return mediaType;
    }

    String contentType() {
        return mediaType + "; charset=utf-8";
    }

    /** Null for forms that are no RDF. */
    @Nullable
    RDFFormat format() {
        return format;
    }

    /**
     * What the request wants: by {@code ?format=}, else by {@code Accept}.
     *
     * @throws HttpProblem 406 if it is none of the offers
     */
    static Representation wanted(RoutingContext context, List<Representation> offers) {
        context.response().putHeader(HttpHeaders.VARY, "Accept, Accept-Language");
        String name = context.request().getParam("format");
        Representation found = name == null
                ? Accept.parse(context.request().getHeader(HttpHeaders.ACCEPT)).best(offers, r -> r.types)
                : offers.stream()
                        .filter(r -> r.keyword.equals(name.toLowerCase(Locale.ROOT)))
                        .findFirst()
                        .orElse(null);
        if (found == null) {
            List<String> names = offers.stream().map(r -> r.keyword).toList();
            throw new HttpProblem(
                    406,
                    "format-not-available",
                    name == null ? "Accept" : "format",
                    new Text("Chỉ có các định dạng: " + names, "Available formats: " + names));
        }
        return found;
    }
}
