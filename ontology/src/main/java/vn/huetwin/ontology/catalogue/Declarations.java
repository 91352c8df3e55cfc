package vn.huetwin.ontology.catalogue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.jena.rdf.model.Literal;
import org.apache.jena.rdf.model.Model;
import org.apache.jena.rdf.model.Property;
import org.apache.jena.rdf.model.RDFNode;
import org.apache.jena.rdf.model.Resource;
import org.apache.jena.rdf.model.ResourceFactory;
import org.apache.jena.rdf.model.Statement;
import org.apache.jena.shacl.vocabulary.SHACLM;
import org.apache.jena.vocabulary.DCTerms;
import org.apache.jena.vocabulary.RDF;
import org.apache.jena.vocabulary.RDFS;
import org.apache.jena.vocabulary.SKOS;
import org.jspecify.annotations.Nullable;

/** Turns parsed declarations into catalogue records; every complaint names the resource. */
final class Declarations {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,50}");
    private static final String SIMPLE_FEATURES = "http://www.opengis.net/ont/sf#";
    private static final String XSD = "http://www.w3.org/2001/XMLSchema#";

    private final Model model;
    private final Iris iris;
    private final Map<String, CodeList> codeLists = new TreeMap<>();

    Declarations(Model model, Iris iris) {
        this.model = model;
        this.iris = iris;
    }

    Catalogue catalogue() {
        for (Resource scheme :
                model.listSubjectsWithProperty(RDF.type, SKOS.ConceptScheme).toList()) {
            CodeList list = codeList(scheme);
            codeLists.put(list.name(), list);
        }
        List<Layer> layers = new ArrayList<>();
        for (Resource node :
                model.listSubjectsWithProperty(RDF.type, term("Layer")).toList()) {
            layers.add(layer(node));
        }
        checkReferences(layers);
        List<RasterLayer> rasters = new ArrayList<>();
        for (Resource node :
                model.listSubjectsWithProperty(RDF.type, term("RasterLayer")).toList()) {
            rasters.add(new RasterDeclarations(iris).of(node, accessClass(node), style(node)));
        }
        return new Catalogue(iris, layers, rasters, codeLists, model);
    }

    private void checkReferences(List<Layer> layers) {
        Set<String> names = layers.stream().map(Layer::name).collect(java.util.stream.Collectors.toSet());
        for (Layer layer : layers) {
            for (vn.huetwin.ontology.catalogue.Property property : layer.properties()) {
                String target = property.references();
                if (target != null && !names.contains(target)) {
                    throw new CatalogueException(layer.iri() + ": property '" + property.name()
                            + "' references the layer '" + target + "', which is not declared");
                }
            }
        }
    }

    private CodeList codeList(Resource scheme) {
        String prefix = iris.base() + "code/";
        if (!scheme.isURIResource() || !scheme.getURI().startsWith(prefix)) {
            throw new CatalogueException(
                    "Concept scheme " + scheme + " must have an IRI of the form <" + prefix + "name>");
        }
        String name = scheme.getURI().substring(prefix.length());
        record Ranked(int rank, Code code) {}
        List<Ranked> codes = new ArrayList<>();
        Map<String, String> seen = new HashMap<>();
        for (Resource concept :
                model.listSubjectsWithProperty(SKOS.inScheme, scheme).toList()) {
            String notation = requiredText(concept, SKOS.notation, "skos:notation");
            String other = seen.put(notation, concept.toString());
            if (other != null) {
                throw new CatalogueException(concept + " and " + other + " have the same notation '" + notation + "'");
            }
            Statement broader = concept.getProperty(SKOS.broader);
            codes.add(new Ranked(
                    integer(concept, term("rank"), 1_000_000),
                    new Code(
                            notation,
                            concept.getURI(),
                            text(concept, SKOS.prefLabel, notation),
                            broader == null
                                    ? null
                                    : requiredText(broader.getResource(), SKOS.notation, "skos:notation"),
                            string(concept, term("colour")))));
        }
        codes.sort(Comparator.comparingInt(Ranked::rank)
                .thenComparing(r -> r.code().notation()));
        return new CodeList(
                name,
                scheme.getURI(),
                text(scheme, DCTerms.title, name),
                codes.stream().map(Ranked::code).toList());
    }

    private Layer layer(Resource node) {
        String prefix = iris.layer("");
        if (!node.isURIResource() || !node.getURI().startsWith(prefix)) {
            throw new CatalogueException("Layer " + node + " must have an IRI of the form <" + prefix + "name>");
        }
        String name = node.getURI().substring(prefix.length());
        if (!NAME.matcher(name).matches()) {
            throw new CatalogueException(node + ": a layer name has the form " + NAME + ", not '" + name + "'");
        }
        Resource targetClass = resource(node, SHACLM.targetClass);
        if (targetClass == null) {
            throw new CatalogueException(node + " has no sh:targetClass");
        }
        List<vn.huetwin.ontology.catalogue.Property> properties = properties(node);
        Layer layer = new Layer(
                name,
                node.getURI(),
                targetClass.getURI(),
                text(node, DCTerms.title, name),
                text(node, DCTerms.description, ""),
                geometryType(node),
                accessClass(node),
                style(node),
                text(node, term("group"), "").equals(Text.EMPTY)
                        ? new Text("Khác", "Other")
                        : text(node, term("group"), ""),
                integer(node, term("order"), 1000),
                string(node, term("titleProperty")),
                string(node, term("timeProperty")),
                string(node, term("heightProperty")),
                properties,
                new EventRules(verbs(node), Set.copyOf(texts(node, "refuses")), node.hasLiteral(term("derived"), true)),
                new PlaceDeclarations(model, iris).of(node));
        checkNamed(layer, layer.titleProperty(), "def:titleProperty");
        checkNamed(layer, layer.timeProperty(), "def:timeProperty");
        checkNamed(layer, layer.heightProperty(), "def:heightProperty");
        checkNamed(layer, layer.style().colourBy(), "def:colourBy");
        checkVerbs(layer);
        return layer;
    }

    private List<Verb> verbs(Resource layer) {
        List<Verb> verbs = new ArrayList<>();
        for (RDFNode each : model.listObjectsOfProperty(layer, term("verb")).toList()) {
            Resource node = each.asResource();
            String name = requiredText(node, term("verbName"), "def:verbName");
            if (!NAME.matcher(name).matches()) {
                throw new CatalogueException(layer + ": the verb '" + name + "' does not have the form " + NAME);
            }
            Map<String, String> sets = new TreeMap<>();
            for (String set : texts(node, "sets")) {
                int equals = set.indexOf('=');
                if (equals < 1) {
                    throw new CatalogueException(
                            layer + ", verb " + name + ": def:sets has the form \"property=value\", not '" + set + "'");
                }
                sets.put(set.substring(0, equals), set.substring(equals + 1));
            }
            verbs.add(new Verb(
                    name,
                    text(node, RDFS.label, name),
                    sets,
                    texts(node, "stamps"),
                    texts(node, "clears"),
                    texts(node, "requires"),
                    texts(node, "from")));
        }
        return verbs;
    }

    private List<String> texts(Resource node, String word) {
        return model.listObjectsOfProperty(node, term(word)).toList().stream()
                .map(n -> n.asLiteral().getLexicalForm())
                .sorted()
                .toList();
    }

    private static void checkVerbs(Layer layer) {
        for (Verb verb : layer.verbs().values()) {
            List<String> named = new ArrayList<>(verb.sets().keySet());
            named.addAll(verb.stamps());
            named.addAll(verb.clears());
            named.addAll(verb.requires());
            named.remove("geometry");
            named.forEach(property -> checkNamed(layer, property, "the verb '" + verb.name() + "'"));
        }
    }

    private static void checkNamed(Layer layer, @Nullable String property, String role) {
        if (property != null && layer.find(property) == null) {
            throw new CatalogueException(
                    layer.iri() + ": " + role + " names '" + property + "', which is not a property of the layer");
        }
    }

    private List<vn.huetwin.ontology.catalogue.Property> properties(Resource node) {
        record Ordered(int order, vn.huetwin.ontology.catalogue.Property property) {}
        List<Ordered> found = new ArrayList<>();
        Map<String, String> seen = new HashMap<>();
        for (RDFNode shape : model.listObjectsOfProperty(node, SHACLM.property).toList()) {
            vn.huetwin.ontology.catalogue.Property property = property(node, shape.asResource());
            if (Layer.SYSTEM_COLUMNS.contains(property.name())) {
                throw new CatalogueException(
                        node + ": '" + property.name() + "' is a system column and cannot be declared");
            }
            String other = seen.put(property.name(), property.iri());
            if (other != null) {
                throw new CatalogueException(node + ": column '" + property.name() + "' is declared twice, for <"
                        + other + "> and <" + property.iri() + ">");
            }
            found.add(new Ordered(integer(shape.asResource(), SHACLM.order, 1000), property));
        }
        found.sort(Comparator.comparingInt(Ordered::order)
                .thenComparing(o -> o.property().name()));
        return found.stream().map(Ordered::property).toList();
    }

    private vn.huetwin.ontology.catalogue.Property property(Resource layer, Resource shape) {
        Resource path = resource(shape, SHACLM.path);
        if (path == null || !path.isURIResource()) {
            throw new CatalogueException(layer + ": each sh:property needs a sh:path that is one IRI");
        }
        String declared = string(shape, term("column"));
        String column = declared == null ? snakeCase(path.getLocalName()) : declared;
        if (!NAME.matcher(column).matches()) {
            throw new CatalogueException(
                    layer + ": column '" + column + "' of <" + path + "> does not have the form " + NAME);
        }
        Resource reference = resource(shape, term("references"));
        return new vn.huetwin.ontology.catalogue.Property(
                column,
                path.getURI(),
                valueType(layer, shape, column),
                propertyCodeList(layer, shape, column),
                reference == null
                        ? null
                        : reference.getURI().substring(iris.layer("").length()),
                text(shape, SHACLM.name, column),
                text(shape, SHACLM.description, ""),
                integer(shape, SHACLM.minCount, 0) > 0,
                number(shape, SHACLM.minInclusive),
                number(shape, SHACLM.maxInclusive),
                maxLength(shape),
                string(shape, SHACLM.pattern),
                string(shape, term("unit")),
                accessClass(shape),
                shape.hasLiteral(term("derived"), true),
                number(shape, term("nearestWithin")));
    }

    private @Nullable CodeList propertyCodeList(Resource layer, Resource shape, String column) {
        Resource scheme = resource(shape, term("codeList"));
        if (scheme == null) {
            return null;
        }
        CodeList list = codeLists.values().stream()
                .filter(c -> c.iri().equals(scheme.getURI()))
                .findAny()
                .orElse(null);
        if (list == null) {
            throw new CatalogueException(
                    layer + ": property '" + column + "' uses the code list <" + scheme + ">, which is not declared");
        }
        return list;
    }

    private ValueType valueType(Resource layer, Resource shape, String column) {
        Resource datatype = resource(shape, SHACLM.datatype);
        if (datatype != null && datatype.getURI().startsWith(XSD)) {
            String local = datatype.getURI().substring(XSD.length());
            for (ValueType type : ValueType.values()) {
                if (type.xsd().equals(local)) {
                    return type;
                }
            }
        }
        throw new CatalogueException(
                layer + ": property '" + column + "' needs a sh:datatype out of xsd:string, integer,"
                        + " double, boolean, date, dateTime, anyURI; it has " + datatype);
    }

    private GeometryType geometryType(Resource node) {
        Resource type = resource(node, term("geometryType"));
        if (type != null && type.equals(term("noGeometry"))) {
            return GeometryType.NONE;
        }
        if (type != null && type.getURI().startsWith(SIMPLE_FEATURES)) {
            String local = type.getURI().substring(SIMPLE_FEATURES.length());
            for (GeometryType candidate : GeometryType.values()) {
                if (candidate != GeometryType.NONE && candidate.simpleFeatures().equals(local)) {
                    return candidate;
                }
            }
        }
        throw new CatalogueException(node + " needs a def:geometryType out of def:noGeometry, sf:Point, sf:MultiPoint,"
                + " sf:LineString, sf:MultiLineString, sf:Polygon, sf:MultiPolygon, sf:Geometry; it has " + type);
    }

    private AccessClass accessClass(Resource node) {
        Resource access = resource(node, term("access"));
        if (access == null) {
            return AccessClass.OPEN;
        }
        for (AccessClass candidate : AccessClass.values()) {
            if (access.equals(term(candidate.keyword()))) {
                return candidate;
            }
        }
        throw new CatalogueException(node + ": def:access is def:open, def:internal or def:personal, not " + access);
    }

    private Style style(Resource node) {
        Resource style = resource(node, term("style"));
        if (style == null) {
            return Style.DEFAULT;
        }
        Style d = Style.DEFAULT;
        Double width = number(style, term("width"));
        Double opacity = number(style, term("opacity"));
        Statement visible = style.getProperty(term("visible"));
        String fill = string(style, term("fill"));
        String stroke = string(style, term("stroke"));
        return new Style(
                fill == null ? d.fill() : fill,
                stroke == null ? d.stroke() : stroke,
                width == null ? d.width() : width,
                opacity == null ? d.opacity() : opacity,
                string(style, term("colourBy")),
                visible != null && visible.getBoolean());
    }

    private Property term(String name) {
        return ResourceFactory.createProperty(iris.term(name));
    }

    private static String snakeCase(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }

    private static @Nullable Resource resource(Resource subject, Property predicate) {
        Statement statement = subject.getProperty(predicate);
        return statement == null || !statement.getObject().isResource() ? null : statement.getResource();
    }

    static @Nullable String string(Resource subject, Property predicate) {
        Statement statement = subject.getProperty(predicate);
        return statement == null ? null : statement.getLiteral().getLexicalForm();
    }

    private static String requiredText(Resource subject, Property predicate, String name) {
        String found = string(subject, predicate);
        if (found == null) {
            throw new CatalogueException(subject + " has no " + name);
        }
        return found;
    }

    static int integer(Resource subject, Property predicate, int fallback) {
        Statement statement = subject.getProperty(predicate);
        return statement == null ? fallback : statement.getInt();
    }

    private static @Nullable Integer maxLength(Resource shape) {
        Statement statement = shape.getProperty(SHACLM.maxLength);
        return statement == null ? null : Integer.valueOf(statement.getInt());
    }

    static @Nullable Double number(Resource subject, Property predicate) {
        Statement statement = subject.getProperty(predicate);
        return statement == null ? null : Double.valueOf(statement.getDouble());
    }

    static Text text(Resource subject, Property predicate, String fallback) {
        String vi = null;
        String en = null;
        for (Statement statement : subject.listProperties(predicate).toList()) {
            Literal literal = statement.getLiteral();
            if (literal.getLanguage().startsWith("en")) {
                en = literal.getLexicalForm();
            } else {
                vi = literal.getLexicalForm();
            }
        }
        String any = vi != null ? vi : en != null ? en : fallback;
        return new Text(vi == null ? any : vi, en == null ? any : en);
    }
}
