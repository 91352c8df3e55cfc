package vn.huetwin.ontology.catalogue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.jena.rdf.model.Model;
import org.apache.jena.rdf.model.ModelFactory;
import org.apache.jena.rdf.model.Property;
import org.apache.jena.rdf.model.RDFList;
import org.apache.jena.rdf.model.RDFNode;
import org.apache.jena.rdf.model.Resource;
import org.apache.jena.rdf.model.ResourceFactory;
import org.apache.jena.rdf.model.Statement;
import org.apache.jena.riot.Lang;
import org.apache.jena.riot.RDFParser;
import org.apache.jena.shacl.ShaclValidator;
import org.apache.jena.shacl.Shapes;
import org.apache.jena.shacl.validation.ReportEntry;
import org.apache.jena.shacl.vocabulary.SHACLM;
import org.apache.jena.vocabulary.OWL;
import org.apache.jena.vocabulary.RDF;
import org.apache.jena.vocabulary.SKOS;
import org.apache.jena.vocabulary.XSD;
import org.jspecify.annotations.Nullable;

/**
 * Whether declarations of layers and code lists are well-formed, before anything is built from them.
 *
 * <p>All complaints come at once, each with the place, the fault and the cure in English and Vietnamese, so that
 * a person who writes a layer needs one round, not ten. The shapes are in {@code meta/layer-shape.ttl}.
 */
public final class DeclarationCheck {
    private static final String SH = "http://www.w3.org/ns/shacl#";
    /** Constraints that the product enforces; others would be promises that nobody keeps. */
    private static final Set<String> CONSTRAINTS = Set.of(
            "path",
            "name",
            "description",
            "order",
            "datatype",
            "minCount",
            "maxCount",
            "minInclusive",
            "maxInclusive",
            "maxLength",
            "pattern");
    /** Columns of every table and of PostgreSQL itself. */
    private static final Set<String> TAKEN = Set.of(
            "id",
            "geometry",
            "geometry_local",
            "ward_code",
            "valid_from",
            "valid",
            "recorded_at",
            "position",
            "batch",
            "known_from",
            "end_known",
            "known_until",
            "tableoid",
            "xmin",
            "cmin",
            "xmax",
            "cmax",
            "ctid");

    private final Model model;
    private final Model shapes;
    private final Iris iris;
    private final Set<Resource> vocabulary = new LinkedHashSet<>();
    private final Set<String> problems = new TreeSet<>();

    private DeclarationCheck(Model model, String base) {
        this.model = model;
        this.iris = new Iris(base);
        this.shapes = resource("/meta/layer-shape.ttl", base);
        Model core = resource("/model/core.ttl", base);
        for (Resource kind : List.of(OWL.ObjectProperty, OWL.DatatypeProperty)) {
            vocabulary.addAll(core.listSubjectsWithProperty(RDF.type, kind).toList());
        }
    }

    /** @see #problems(Model, String) */
    public static List<String> problems(Model declarations) {
        return problems(declarations, Iris.DEFAULT_BASE);
    }

    /**
     * @param declarations all files together, since layers refer to each other and to code lists
     * @param base         base IRI that the declarations use
     * @return what is wrong, in a stable order; empty if all is well
     */
    public static List<String> problems(Model declarations, String base) {
        DeclarationCheck check = new DeclarationCheck(declarations, base);
        check.shapes();
        Map<Resource, Resource> layerOfClass = new HashMap<>();
        for (Resource layer : declarations
                .listSubjectsWithProperty(RDF.type, check.term("Layer"))
                .toList()) {
            check.layer(layer);
            Resource type = layer.getPropertyResourceValue(SHACLM.targetClass);
            Resource other = type == null ? null : layerOfClass.put(type, layer);
            if (other != null) {
                check.report(
                        layer,
                        null,
                        "its class <" + type + "> is that of " + check.place(other, null) + " already",
                        "lớp <" + type + "> đã thuộc " + check.place(other, null));
            }
        }
        for (Resource raster : declarations
                .listSubjectsWithProperty(RDF.type, check.term("RasterLayer"))
                .toList()) {
            check.raster(raster);
        }
        for (Resource list : declarations
                .listSubjectsWithProperty(RDF.type, SKOS.ConceptScheme)
                .toList()) {
            check.codeList(list);
        }
        return List.copyOf(check.problems);
    }

    private void shapes() {
        for (ReportEntry entry : ShaclValidator.get()
                .validate(Shapes.parse(shapes.getGraph()), model.getGraph())
                .getEntries()) {
            Resource shape = shapes.wrapAsResource(entry.source());
            RDFNode focus = model.asRDFNode(entry.focusNode());
            report(
                    focus.asResource(),
                    entry.value() == null
                                    || entry.value().equals(entry.focusNode())
                                    || entry.value().isBlank()
                            ? null
                            : model.asRDFNode(entry.value()),
                    message(shape, "en", entry.message()),
                    message(shape, "vi", entry.message()));
        }
    }

    private void layer(Resource layer) {
        words(layer, layer);
        Resource style = layer.getPropertyResourceValue(term("style"));
        if (style != null) {
            words(style, style);
        }
        layer.listProperties(term("verb"))
                .filterKeep(v -> v.getObject().isResource())
                .forEach(v -> words(v.getResource(), layer));
        Map<String, Resource> columns = new LinkedHashMap<>();
        Set<RDFNode> paths = new LinkedHashSet<>();
        for (Statement each : layer.listProperties(SHACLM.property).toList()) {
            if (!each.getObject().isResource()) {
                continue;
            }
            Resource property = each.getResource();
            property(property);
            if (property.hasProperty(term("nearestWithin"))
                    && !layer.hasProperty(
                            term("geometryType"),
                            ResourceFactory.createResource("http://www.opengis.net/ont/sf#Point"))) {
                report(
                        property,
                        null,
                        "def:nearestWithin needs a layer of sf:Point",
                        "def:nearestWithin cần lớp sf:Point");
            }
            String column = column(property);
            if (columns.put(column, property) != null) {
                report(layer, null, "has two columns '" + column + "'", "có hai cột '" + column + "'");
            }
            Resource path = property.getPropertyResourceValue(SHACLM.path);
            if (path != null && !paths.add(path)) {
                report(layer, null, "declares <" + path + "> twice", "khai báo <" + path + "> hai lần");
            }
        }
        named(layer, layer, "titleProperty", columns, Set.of());
        named(layer, layer, "timeProperty", columns, Set.of(XSD.dateTime, XSD.date));
        named(layer, layer, "heightProperty", columns, Set.of(XSD.xdouble, XSD.integer));
        if (style != null) {
            Resource coloured = named(layer, style, "colourBy", columns, Set.of());
            if (coloured != null && !coloured.hasProperty(term("codeList"))) {
                report(
                        layer,
                        null,
                        "def:colourBy names a column without def:codeList, so it has no colours",
                        "def:colourBy chỉ đến cột không có def:codeList nên không có màu");
            }
        }
        gazetteer(layer, columns);
        located(layer, columns);
    }

    private void raster(Resource raster) {
        words(raster, raster);
        if (raster.hasProperty(RDF.type, term("Layer"))) {
            report(raster, null, "is either a def:Layer or a def:RasterLayer", "chỉ là def:Layer hoặc def:RasterLayer");
        }
        Resource style = raster.getPropertyResourceValue(term("style"));
        if (style != null) {
            words(style, style);
            style.listProperties(term("stop"))
                    .filterKeep(stop -> stop.getObject().isResource())
                    .forEach(stop -> words(stop.getResource(), raster));
        }
    }

    /** What names tell goes into open outputs, so they must be open themselves. */
    private void gazetteer(Resource layer, Map<String, Resource> columns) {
        Resource names = layer.getPropertyResourceValue(term("gazetteer"));
        if (names == null) {
            return;
        }
        words(names, layer);
        if (!names.hasProperty(term("level"), "place")
                && !names.hasProperty(term("level"), "street")
                && !names.hasProperty(term("level"), "ward")) {
            report(
                    layer,
                    null,
                    "def:gazetteer needs one def:level: \"place\", \"street\" or \"ward\"",
                    "def:gazetteer cần một def:level: \"place\", \"street\" hoặc \"ward\"");
        }
        Map<String, Resource> open = new LinkedHashMap<>(columns);
        open.values().removeIf(c -> c.hasProperty(term("access")) && !c.hasProperty(term("access"), term("open")));
        if (!layer.hasProperty(term("access"), term("open"))) {
            report(layer, null, "def:gazetteer needs a layer that is open", "def:gazetteer cần lớp mở");
        }
        named(layer, names, "nameColumn", open, Set.of(XSD.xstring));
        named(layer, names, "formerNamesColumn", open, Set.of(XSD.xstring));
        named(layer, names, "kindColumn", open, Set.of(XSD.xstring));
        named(layer, names, "leadsToColumn", open, Set.of(XSD.xstring));
        named(layer, names, "radiusColumn", open, Set.of(XSD.xdouble));
        if (!names.hasProperty(term("nameColumn")) && !names.hasProperty(term("formerNamesColumn"))) {
            report(
                    layer,
                    null,
                    "def:gazetteer needs def:nameColumn or def:formerNamesColumn",
                    "def:gazetteer cần def:nameColumn hoặc def:formerNamesColumn");
        }
    }

    private void located(Resource layer, Map<String, Resource> columns) {
        Resource rule = layer.getPropertyResourceValue(term("located"));
        if (rule == null) {
            return;
        }
        words(rule, layer);
        for (String word : List.of("byColumn", "precisionColumn", "radiusColumn", "matchColumn")) {
            if (!rule.hasProperty(term(word))) {
                report(layer, null, "def:located needs def:" + word, "def:located cần def:" + word);
            }
        }
        named(layer, rule, "byColumn", columns, Set.of(XSD.xstring));
        named(layer, rule, "precisionColumn", columns, Set.of(XSD.xstring));
        named(layer, rule, "radiusColumn", columns, Set.of(XSD.xdouble));
        Resource match = named(layer, rule, "matchColumn", columns, Set.of(XSD.xstring));
        if (match != null && !match.hasLiteral(term("derived"), true)) {
            report(
                    layer,
                    null,
                    "def:matchColumn names a column that is not def:derived true",
                    "def:matchColumn chỉ đến cột không có def:derived true");
        }
    }

    private void property(Resource property) {
        words(property, property);
        String column = column(property);
        if (TAKEN.contains(column)) {
            report(
                    property,
                    null,
                    "this name is taken by the system; choose another with def:column",
                    "tên này hệ thống đã dùng; hãy chọn tên khác bằng def:column");
        }
        boolean key = property.hasProperty(term("codeList")) || property.hasProperty(term("references"));
        if (key && !property.hasProperty(SHACLM.datatype, XSD.xstring)) {
            report(
                    property,
                    null,
                    "codes and references are keys: their sh:datatype is xsd:string",
                    "mã và tham chiếu là khóa: sh:datatype phải là xsd:string");
        }
        if (property.hasProperty(term("codeList")) && property.hasProperty(term("references"))) {
            report(
                    property,
                    null,
                    "takes either def:codeList or def:references",
                    "chỉ dùng def:codeList hoặc def:references");
        }
        if (property.hasProperty(term("nearestWithin"))
                && (!property.hasProperty(term("references")) || !property.hasLiteral(term("derived"), true))) {
            report(
                    property,
                    null,
                    "def:nearestWithin needs def:references and def:derived true",
                    "def:nearestWithin cần def:references và def:derived true");
        }
        Statement pattern = property.getProperty(SHACLM.pattern);
        if (pattern != null && pattern.getObject().isLiteral()) {
            try {
                Pattern.compile(pattern.getLiteral().getLexicalForm());
            } catch (PatternSyntaxException e) {
                report(
                        property,
                        pattern.getObject(),
                        "sh:pattern is not a regular expression: " + e.getDescription(),
                        "sh:pattern không phải biểu thức chính quy");
            }
        }
    }

    /** A word of ours that is not in the vocabulary is a slip of the pen; a constraint we do not enforce a broken promise. */
    private void words(Resource subject, Resource place) {
        boolean property = model.contains(null, SHACLM.property, subject);
        for (Statement statement : subject.listProperties().toList()) {
            Property predicate = statement.getPredicate();
            if (predicate.getURI().startsWith(iris.term("")) && !vocabulary.contains(predicate)) {
                String word = predicate.getURI().substring(iris.term("").length());
                report(
                        place,
                        null,
                        "def:" + word + " is not a word of the vocabulary (core.ttl)",
                        "def:" + word + " không có trong từ vựng (core.ttl)");
            }
            if (property && predicate.getURI().startsWith(SH)) {
                String word = predicate.getURI().substring(SH.length());
                if (!CONSTRAINTS.contains(word)) {
                    report(
                            place,
                            null,
                            "sh:" + word + " is not enforced; use " + new TreeSet<>(CONSTRAINTS) + " or a code list",
                            "sh:" + word + " không được kiểm tra; hãy dùng " + new TreeSet<>(CONSTRAINTS)
                                    + " hoặc danh mục mã");
                }
            }
        }
    }

    /** @return the last column that it names, null if it names none that there is */
    private @Nullable Resource named(
            Resource layer, Resource subject, String role, Map<String, Resource> columns, Collection<Resource> types) {
        Resource property = null;
        for (Statement statement : subject.listProperties(term(role)).toList()) {
            RDFNode object = statement.getObject();
            List<RDFNode> all =
                    object.canAs(RDFList.class) ? object.as(RDFList.class).asJavaList() : List.of(object);
            for (RDFNode each : all) {
                if (each.isLiteral()) {
                    property = named(layer, role, each.asLiteral().getLexicalForm(), columns, types);
                }
            }
        }
        return property;
    }

    private @Nullable Resource named(
            Resource layer, String role, String column, Map<String, Resource> columns, Collection<Resource> types) {
        Resource property = columns.get(column);
        if (property == null) {
            report(
                    layer,
                    null,
                    "def:" + role + " names '" + column + "', but the columns are " + columns.keySet(),
                    "def:" + role + " chỉ đến '" + column + "', nhưng các cột là " + columns.keySet());
        } else if (!types.isEmpty() && types.stream().noneMatch(type -> property.hasProperty(SHACLM.datatype, type))) {
            List<String> names =
                    types.stream().map(Resource::getLocalName).sorted().toList();
            report(
                    layer,
                    null,
                    "def:" + role + " names '" + column + "', whose type is none of " + names,
                    "def:" + role + " chỉ đến '" + column + "', cột này không thuộc kiểu " + names);
        }
        return property;
    }

    private void codeList(Resource list) {
        Map<String, Resource> notations = new HashMap<>();
        for (Resource concept :
                model.listSubjectsWithProperty(SKOS.inScheme, list).toList()) {
            Statement notation = concept.getProperty(SKOS.notation);
            if (notation == null || !notation.getObject().isLiteral()) {
                continue;
            }
            String code = notation.getLiteral().getLexicalForm();
            Resource other = notations.put(code, concept);
            if (other != null) {
                report(
                        list,
                        null,
                        "the notation '" + code + "' stands for <" + concept + "> and <" + other + ">",
                        "mã '" + code + "' chỉ cả <" + concept + "> và <" + other + ">");
            }
            Resource broader = concept.getPropertyResourceValue(SKOS.broader);
            if (broader != null && !broader.hasProperty(SKOS.inScheme, list)) {
                report(
                        concept,
                        broader,
                        "skos:broader must be of the same list",
                        "skos:broader phải thuộc cùng danh mục");
            }
        }
    }

    private void report(Resource subject, @Nullable RDFNode value, String en, String vi) {
        String found = value == null ? "" : " («" + value + "»)";
        problems.add(place(subject, value) + ": " + en + found + " · " + vi);
    }

    /** The layer and column, or the IRI, in which a complaint arises. */
    private String place(Resource subject, @Nullable RDFNode value) {
        if (subject.isURIResource()) {
            String uri = subject.getURI();
            return uri.startsWith(iris.layer(""))
                    ? "layer " + uri.substring(iris.layer("").length())
                    : "<" + uri + ">";
        }
        List<String> owners = new ArrayList<>();
        for (Statement statement : model.listStatements(null, null, subject).toList()) {
            if (statement.getSubject().isURIResource()) {
                String owner = place(statement.getSubject(), value);
                boolean property = statement.getPredicate().equals(SHACLM.property);
                owners.add(owner + (property ? ", column " + column(subject) : ", style"));
            }
        }
        return owners.isEmpty() ? "[]" : String.join(" and ", new TreeSet<>(owners));
    }

    private String column(Resource property) {
        Statement declared = property.getProperty(term("column"));
        if (declared != null && declared.getObject().isLiteral()) {
            return declared.getLiteral().getLexicalForm();
        }
        Resource path = property.getPropertyResourceValue(SHACLM.path);
        return path == null || !path.isURIResource()
                ? "?"
                : path.getLocalName().replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }

    private static String message(Resource shape, String language, String fallback) {
        Statement message = shape.getProperty(SHACLM.message, language);
        return message == null ? fallback : message.getString();
    }

    private Property term(String name) {
        return ResourceFactory.createProperty(iris.term(name));
    }

    private static Model resource(String path, String base) {
        try (InputStream in = DeclarationCheck.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException(path + " is missing from the class path");
            }
            String turtle = new String(in.readAllBytes(), StandardCharsets.UTF_8).replace(Iris.DEFAULT_BASE, base);
            Model model = ModelFactory.createDefaultModel();
            RDFParser.create().fromString(turtle).lang(Lang.TURTLE).parse(model);
            return model;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
