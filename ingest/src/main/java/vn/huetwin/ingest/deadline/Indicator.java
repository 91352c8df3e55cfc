package vn.huetwin.ingest.deadline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.jena.rdf.model.Model;
import org.apache.jena.rdf.model.Resource;
import org.apache.jena.rdf.model.Statement;
import org.apache.jena.vocabulary.DCTerms;
import org.apache.jena.vocabulary.RDF;
import org.apache.jena.vocabulary.SKOS;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Text;

/**
 * A figure that people look at, as the ontology declares it.
 *
 * @param numerator   a measure of {@code kpi_hour}
 * @param denominator the measure to divide by, or null for a plain sum
 * @param target      what is aimed at, or null
 */
public record Indicator(
        String name,
        String iri,
        Text title,
        String numerator,
        @Nullable String denominator,
        @Nullable Target target) {
    /** @param source who says so; date when */
    public record Target(
            double value, @Nullable String source, @Nullable String date) {}

    /** In the order of their rank. */
    public static List<Indicator> read(Catalogue catalogue) {
        Model ontology = catalogue.ontology();
        String def = catalogue.iris().base() + "def#";
        List<Resource> declared =
                new ArrayList<>(ontology.listResourcesWithProperty(RDF.type, ontology.getResource(def + "Indicator"))
                        .toList());
        declared.sort(Comparator.comparing((Resource r) -> {
                    Statement rank = r.getProperty(ontology.createProperty(def + "rank"));
                    return rank == null ? Integer.MAX_VALUE : rank.getInt();
                })
                .thenComparing(Resource::getURI));
        return declared.stream().map(r -> of(r, def)).toList();
    }

    private static Indicator of(Resource declared, String def) {
        String name = text(declared, SKOS.notation.getURI());
        String numerator = text(declared, def + "numerator");
        if (name == null || numerator == null) {
            throw new IllegalArgumentException(
                    "The indicator " + declared + " needs a skos:notation and a def:numerator");
        }
        Statement target = declared.getProperty(declared.getModel().createProperty(def + "target"));
        return new Indicator(
                name,
                declared.getURI(),
                new Text(label(declared, "vi", name), label(declared, "en", name)),
                numerator,
                text(declared, def + "denominator"),
                target == null
                        ? null
                        : new Target(
                                target.getDouble(),
                                text(declared, DCTerms.source.getURI()),
                                text(declared, DCTerms.date.getURI())));
    }

    private static @Nullable String text(Resource declared, String property) {
        Statement statement = declared.getProperty(declared.getModel().createProperty(property));
        return statement == null
                ? null
                : statement.getObject().isLiteral()
                        ? statement.getLiteral().getLexicalForm()
                        : statement.getObject().toString();
    }

    private static String label(Resource declared, String language, String otherwise) {
        Statement label = declared.getProperty(SKOS.prefLabel, language);
        return label == null ? otherwise : label.getString();
    }
}
