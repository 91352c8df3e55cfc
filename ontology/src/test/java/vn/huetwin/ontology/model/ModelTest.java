package vn.huetwin.ontology.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.net.URL;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.apache.jena.rdf.model.Model;
import org.apache.jena.rdf.model.ModelFactory;
import org.apache.jena.rdf.model.Property;
import org.apache.jena.rdf.model.RDFNode;
import org.apache.jena.rdf.model.Resource;
import org.apache.jena.rdf.model.ResourceFactory;
import org.apache.jena.riot.RDFDataMgr;
import org.apache.jena.vocabulary.DCTerms;
import org.apache.jena.vocabulary.RDF;
import org.apache.jena.vocabulary.RDFS;
import org.apache.jena.vocabulary.SKOS;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import vn.huetwin.ontology.catalogue.DeclarationCheck;
import vn.huetwin.ontology.catalogue.Iris;

/** What holds for every layer and code list that we ship. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ModelTest {
    private static final String DEF = "https://data.huetwin.vn/def#";
    private static final String CODE = "https://data.huetwin.vn/code/";
    private static final String SH = "http://www.w3.org/ns/shacl#";
    private static final Property PATH = ResourceFactory.createProperty(SH, "path");
    private static final Property NAME = ResourceFactory.createProperty(SH, "name");
    private static final Property TARGET_CLASS = ResourceFactory.createProperty(SH, "targetClass");
    private static final Property SHAPE_PROPERTY = ResourceFactory.createProperty(SH, "property");
    private static final Resource LAYER = ResourceFactory.createResource(DEF + "Layer");

    private final Model model = read();

    @Test
    void everyConceptHasBothLabelsAndItsNotationInItsIri() {
        Iris iris = new Iris(Iris.DEFAULT_BASE);
        List<String> wrong = new ArrayList<>();
        for (Resource concept : instances(SKOS.Concept)) {
            Resource scheme = concept.getPropertyResourceValue(SKOS.inScheme);
            if (scheme == null || !concept.hasProperty(SKOS.notation)) {
                wrong.add(concept + " has no scheme or no notation");
                continue;
            }
            String list = scheme.getURI().substring(CODE.length());
            String notation = concept.getProperty(SKOS.notation).getString();
            if (!iris.code(list, notation).equals(concept.getURI())) {
                wrong.add(concept + " is not " + iris.code(list, notation));
            }
            wrong.addAll(missingLanguages(concept, SKOS.prefLabel));
        }
        assertEquals(List.of(), wrong);
        assertTrue(instances(SKOS.Concept).size() > 300);
    }

    @Test
    void broaderConceptsAreOfTheSameList() {
        for (Resource concept : instances(SKOS.Concept)) {
            Resource broader = concept.getPropertyResourceValue(SKOS.broader);
            if (broader != null) {
                assertEquals(
                        concept.getPropertyResourceValue(SKOS.inScheme),
                        broader.getPropertyResourceValue(SKOS.inScheme),
                        concept.getURI());
            }
        }
    }

    @Test
    void everyLayerAndPropertyIsNamedInBothLanguages() {
        List<String> wrong = new ArrayList<>();
        for (Resource layer : instances(LAYER)) {
            wrong.addAll(missingLanguages(layer, DCTerms.title));
            wrong.addAll(missingLanguages(layer, DCTerms.description));
            wrong.addAll(missingLanguages(layer, def("group")));
            wrong.addAll(missingLanguages(layer.getPropertyResourceValue(TARGET_CLASS), RDFS.label));
            for (Resource property : properties(layer)) {
                wrong.addAll(missingLanguages(property, NAME));
            }
        }
        for (Resource scheme : instances(SKOS.ConceptScheme)) {
            wrong.addAll(missingLanguages(scheme, DCTerms.title));
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void ourDeclarationsAreWellFormed() {
        assertEquals(List.of(), DeclarationCheck.problems(model));
    }

    @Test
    void whatAPropertyRefersToExists() {
        for (Resource layer : instances(LAYER)) {
            for (Resource property : properties(layer)) {
                Resource list = property.getPropertyResourceValue(def("codeList"));
                assertTrue(list == null || list.hasProperty(RDF.type, SKOS.ConceptScheme), layer + " " + list);
                Resource other = property.getPropertyResourceValue(def("references"));
                assertTrue(other == null || other.hasProperty(RDF.type, LAYER), layer + " " + other);
            }
        }
    }

    @Test
    void everyListThatColoursAMapHasAllItsColours() {
        for (Resource layer : instances(LAYER)) {
            Resource style = layer.getPropertyResourceValue(def("style"));
            if (style == null || !style.hasProperty(def("colourBy"))) {
                continue;
            }
            String column = style.getProperty(def("colourBy")).getString();
            Resource property = properties(layer).stream()
                    .filter(each -> column(each).equals(column))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(layer + " has no column " + column));
            Resource list = Objects.requireNonNull(property.getPropertyResourceValue(def("codeList")), column);
            for (Resource concept :
                    model.listSubjectsWithProperty(SKOS.inScheme, list).toList()) {
                assertTrue(
                        concept.hasProperty(def("colour"))
                                && concept.getProperty(def("colour"))
                                        .getString()
                                        .matches("#[0-9a-f]{6}"),
                        concept + " has no colour");
            }
        }
    }

    /** Tables own what the catalogue declares, TDB2 everything else: so neither may use the other's predicates. */
    @Test
    void noPredicateOfALayerIsUsedInTheOntologyItself() {
        Set<String> shared = new TreeSet<>();
        for (Resource layer : instances(LAYER)) {
            for (Resource property : properties(layer)) {
                Resource path = property.getPropertyResourceValue(PATH);
                if (model.contains(null, ResourceFactory.createProperty(path.getURI()))) {
                    shared.add(path.getURI());
                }
            }
        }
        assertEquals(Set.of(), shared);
    }

    @Test
    void columnsOfALayerAreDistinctAndNotThoseOfTheSystem() {
        Set<String> system = Set.of("id", "geometry", "ward_code", "valid_from", "recorded_at", "position", "batch");
        for (Resource layer : instances(LAYER)) {
            Set<String> seen = new HashSet<>(system);
            for (Resource property : properties(layer)) {
                assertTrue(seen.add(column(property)), layer + " has two columns " + column(property));
            }
        }
    }

    @Test
    void landUseHasAllCodesWithTheirTreeAndColours() {
        Resource list = model.createResource(CODE + "land-use");
        List<Resource> all = model.listSubjectsWithProperty(SKOS.inScheme, list).toList();
        // 70 numbered classes and CNC make the 71; 9 detailed forest codes; 11 old codes beside LMU, which lives on.
        assertEquals(71 + 9 + 11, all.size());
        assertEquals(
                70,
                all.stream().filter(each -> each.hasProperty(def("legalIndex"))).count());
        assertEquals("#ffa0ff", landUse("ODT").getProperty(def("colour")).getString());
        assertEquals("#fffc8c", landUse("LUC").getProperty(def("colour")).getString());
        assertEquals("#ffaa32", landUse("DGT").getProperty(def("colour")).getString());
        assertEquals(landUse("LUA"), landUse("LUC").getPropertyResourceValue(SKOS.broader));
        assertEquals(landUse("PNN"), landUse("OTC").getPropertyResourceValue(SKOS.broader));
        assertEquals(landUse("CLN"), landUse("LNC").getPropertyResourceValue(DCTerms.isReplacedBy));
        assertEquals(
                "Đất ở tại đô thị",
                landUse("ODT").getProperty(SKOS.prefLabel, "vi").getString());
    }

    @Test
    void theLayersThatOthersBuildOnAreThere() {
        for (String name : ("ward building land_parcel land_use_zone building_permit construction_site tourism_site "
                        + "heritage_zone incident sos_request road water waterway wall station observation "
                        + "health_facility school import_batch")
                .split(" ")) {
            Resource layer = model.createResource("https://data.huetwin.vn/layer/" + name);
            assertTrue(model.contains(layer, RDF.type, LAYER), name);
        }
    }

    private Resource landUse(String code) {
        return model.createResource(CODE + "land-use/" + code);
    }

    private List<Resource> instances(Resource type) {
        return model.listSubjectsWithProperty(RDF.type, type).toList();
    }

    private static List<Resource> properties(Resource layer) {
        return layer.listProperties(SHAPE_PROPERTY)
                .mapWith(statement -> statement.getObject().asResource())
                .toList();
    }

    private static String column(Resource property) {
        if (property.hasProperty(def("column"))) {
            return property.getProperty(def("column")).getString();
        }
        String local = property.getPropertyResourceValue(PATH).getLocalName();
        return local.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    private static List<String> missingLanguages(Resource subject, Property label) {
        List<String> missing = new ArrayList<>();
        for (String language : List.of("vi", "en")) {
            long count = subject.listProperties(label, language)
                    .filterKeep(statement -> !statement.getString().isBlank())
                    .toList()
                    .size();
            if (count != 1) {
                RDFNode path = subject.getPropertyResourceValue(PATH);
                missing.add((path == null ? subject : path) + " has " + count + " " + label.getLocalName() + "@"
                        + language);
            }
        }
        return missing;
    }

    private static Property def(String name) {
        return ResourceFactory.createProperty(DEF, name);
    }

    private static Model read() {
        URL core = Objects.requireNonNull(ModelTest.class.getResource("/model/core.ttl"));
        Model model = ModelFactory.createDefaultModel();
        File[] files =
                Objects.requireNonNull(new File(core.getPath()).getParentFile().listFiles());
        for (File file : files) {
            RDFDataMgr.read(model, file.toURI().toString());
        }
        return model;
    }
}
