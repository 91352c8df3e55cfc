package vn.huetwin.server.sparql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.jena.riot.Lang;
import org.apache.jena.riot.RDFFormat;
import org.apache.jena.riot.resultset.ResultSetLang;
import org.jspecify.annotations.Nullable;
import vn.huetwin.server.http.Accept;

/** The formats in which answers are written, and which of them a request wants. */
public enum AnswerFormat {
    JSON("json", "application/sparql-results+json", ResultSetLang.RS_JSON, null, "application/json"),
    XML("xml", "application/sparql-results+xml", ResultSetLang.RS_XML, null, "application/xml", "text/xml"),
    CSV("csv", "text/csv", ResultSetLang.RS_CSV, null),
    TSV("tsv", "text/tab-separated-values", ResultSetLang.RS_TSV, null),
    TURTLE("turtle", "text/turtle", null, RDFFormat.TURTLE_BLOCKS, "application/x-turtle", "application/turtle"),
    JSON_LD("jsonld", "application/ld+json", null, RDFFormat.JSONLD11, "application/json"),
    N_TRIPLES("nt", "application/n-triples", null, RDFFormat.NTRIPLES, "text/plain"),
    RDF_XML("rdf", "application/rdf+xml", null, RDFFormat.RDFXML_PLAIN, "application/xml", "text/xml");

    private final String keyword;
    private final String mediaType;
    private final @Nullable Lang rows;
    private final @Nullable RDFFormat triples;
    private final List<String> aliases;

    AnswerFormat(
            String keyword, String mediaType, @Nullable Lang rows, @Nullable RDFFormat triples, String... aliases) {
        this.keyword = keyword;
        this.mediaType = mediaType;
        this.rows = rows;
        this.triples = triples;
        this.aliases = List.of(aliases);
    }

    public String keyword() {
        return keyword;
    }

    public String contentType() {
        return mediaType + "; charset=utf-8";
    }

    /** For SELECT and ASK; null for formats of triples. */
    public @Nullable Lang rows() {
        return rows;
    }

    /** For CONSTRUCT and DESCRIBE; null for formats of rows. */
    public @Nullable RDFFormat triples() {
        return triples;
    }

    /** Whether it is written as the answer comes, without holding it in memory. */
    public boolean isStreamed() {
        return this != JSON_LD && this != RDF_XML;
    }

    /** The formats of rows or of triples, the default first. */
    public static List<AnswerFormat> of(boolean rows) {
        return List.of(values()).stream()
                .filter(f -> (rows ? f.rows : f.triples) != null)
                .toList();
    }

    private boolean isNamed(String name) {
        return keyword.equals(name)
                || mediaType.equals(name)
                || aliases.contains(name)
                || name().toLowerCase(Locale.ROOT).replace("_", "").equals(name.replace("-", ""))
                || (this == TURTLE && name.equals("ttl"))
                || (this == RDF_XML && name.equals("rdfxml"));
    }

    /**
     * What the request wants.
     *
     * @param name   the {@code format} parameter, which wins
     * @param accept the Accept header; anything goes without it
     * @return null if nothing that it accepts can be given
     */
    public static @Nullable AnswerFormat find(boolean rows, @Nullable String name, @Nullable String accept) {
        List<AnswerFormat> formats = of(rows);
        if (name != null) {
            String wanted = name.strip().toLowerCase(Locale.ROOT);
            return formats.stream().filter(f -> f.isNamed(wanted)).findFirst().orElse(null);
        }
        return Accept.parse(accept).best(formats, AnswerFormat::mediaTypes);
    }

    private List<String> mediaTypes() {
        List<String> types = new ArrayList<>(aliases);
        types.add(mediaType);
        return types;
    }
}
