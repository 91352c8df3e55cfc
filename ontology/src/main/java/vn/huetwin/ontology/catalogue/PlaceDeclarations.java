package vn.huetwin.ontology.catalogue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.jena.rdf.model.Model;
import org.apache.jena.rdf.model.Property;
import org.apache.jena.rdf.model.RDFList;
import org.apache.jena.rdf.model.RDFNode;
import org.apache.jena.rdf.model.Resource;
import org.apache.jena.rdf.model.ResourceFactory;
import org.apache.jena.rdf.model.Statement;
import org.apache.jena.shacl.vocabulary.SHACLM;
import org.apache.jena.vocabulary.SKOS;
import org.jspecify.annotations.Nullable;

/** Reads {@code def:gazetteer} and {@code def:located} of a layer; {@link DeclarationCheck} has looked at them. */
final class PlaceDeclarations {
    private final Model model;
    private final Iris iris;

    PlaceDeclarations(Model model, Iris iris) {
        this.model = model;
        this.iris = iris;
    }

    PlaceRules of(Resource layer) {
        Resource names = layer.getPropertyResourceValue(term("gazetteer"));
        Resource located = layer.getPropertyResourceValue(term("located"));
        return new PlaceRules(names == null ? null : names(layer, names), located == null ? null : location(located));
    }

    private NameRule names(Resource layer, Resource node) {
        String kind = text(node, "kindColumn");
        return new NameRule(
                LocationPrecision.valueOf(required(node, "level").toUpperCase(Locale.ROOT)),
                texts(node, term("nameColumn")),
                text(node, "formerNamesColumn"),
                kind,
                kindWords(layer, kind),
                texts(node, term("nameWord")),
                texts(node, term("cityName")),
                text(node, "leadsToColumn"),
                text(node, "radiusColumn"));
    }

    /** The codes and other labels of the list of that column. */
    private Map<String, String> kindWords(Resource layer, @Nullable String column) {
        Map<String, String> words = new HashMap<>();
        if (column == null) {
            return words;
        }
        for (RDFNode shape : model.listObjectsOfProperty(layer, SHACLM.property).toList()) {
            Resource list = shape.asResource().getPropertyResourceValue(term("codeList"));
            if (list == null || !column.equals(text(shape.asResource(), "column"))) {
                continue;
            }
            for (Resource concept :
                    model.listSubjectsWithProperty(SKOS.inScheme, list).toList()) {
                String notation = concept.getProperty(SKOS.notation).getString();
                words.put(notation, notation);
                texts(concept, SKOS.altLabel).forEach(word -> words.put(word, notation));
            }
        }
        return words;
    }

    private LocationRule location(Resource node) {
        List<String> columns = new ArrayList<>();
        Statement by = node.getProperty(term("byColumn"));
        if (by.getObject().canAs(RDFList.class)) {
            by.getResource()
                    .as(RDFList.class)
                    .asJavaList()
                    .forEach(n -> columns.add(n.asLiteral().getLexicalForm()));
        } else {
            columns.add(by.getString());
        }
        return new LocationRule(
                columns,
                required(node, "precisionColumn"),
                required(node, "radiusColumn"),
                required(node, "matchColumn"));
    }

    private static List<String> texts(Resource node, Property property) {
        return node.listProperties(property).toList().stream()
                .map(s -> s.getLiteral().getLexicalForm())
                .sorted()
                .toList();
    }

    private @Nullable String text(Resource node, String word) {
        Statement statement = node.getProperty(term(word));
        return statement == null ? null : statement.getString();
    }

    private String required(Resource node, String word) {
        String found = text(node, word);
        if (found == null) {
            throw new CatalogueException(node + " has no def:" + word);
        }
        return found;
    }

    private Property term(String name) {
        return ResourceFactory.createProperty(iris.term(name));
    }
}
