package vn.huetwin.ontology.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.apache.jena.rdf.model.Model;
import org.apache.jena.rdf.model.ModelFactory;
import org.apache.jena.riot.Lang;
import org.apache.jena.riot.RDFParser;
import org.junit.jupiter.api.Test;

class DeclarationCheckTest {
    private static final String PREFIXES = """
            @prefix def: <https://data.huetwin.vn/def#> .
            @prefix layer: <https://data.huetwin.vn/layer/> .
            @prefix list: <https://data.huetwin.vn/code/> .
            @prefix dcterms: <http://purl.org/dc/terms/> .
            @prefix schema: <https://schema.org/> .
            @prefix sf: <http://www.opengis.net/ont/sf#> .
            @prefix sh: <http://www.w3.org/ns/shacl#> .
            @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
            @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
            """;

    /** The smallest layer; tests add to it or break it. */
    private static final String TREE = """
            layer:tree a def:Layer ; sh:targetClass def:Tree ; dcterms:title "Cây xanh"@vi, "Trees"@en ;
              def:geometryType sf:Point ; def:access def:open ; def:titleProperty "species" ;
              sh:property [ sh:path def:species ; sh:datatype xsd:string ; sh:name "Loài"@vi, "Species"@en ] .
            """;

    @Test
    void theSmallestLayerIsEnough() {
        assertEquals(List.of(), problems(TREE));
    }

    @Test
    void anotherBaseIsAsGood() {
        String base = "https://example.org/city/";
        Model model = parse((PREFIXES + TREE).replace(Iris.DEFAULT_BASE, base));
        assertEquals(List.of(), DeclarationCheck.problems(model, base));
    }

    @Test
    void whoMaySeeIsNeverGuessed() {
        assertOnly("layer tree: needs one def:access", problems(TREE.replace("def:access def:open ;", "")));
    }

    @Test
    void geometryTypeIsOneOfThoseThatTablesCanHold() {
        assertOnly("layer tree: needs one def:geometryType", problems(TREE.replace("sf:Point", "sf:PointZ")));
    }

    @Test
    void aMisspeltWordIsFound() {
        assertOnly(
                "layer tree, column species: def:colum is not a word of the vocabulary",
                problems(TREE.replace("sh:path def:species ;", "sh:path def:species ; def:colum \"kind\" ;")));
    }

    @Test
    void aConstraintThatNobodyEnforcesIsRefused() {
        assertOnly(
                "layer tree, column species: sh:in is not enforced",
                problems(TREE.replace("sh:path def:species ;", "sh:path def:species ; sh:in ( \"a\" \"b\" ) ;")));
    }

    @Test
    void aSystemColumnCannotBeDeclared() {
        List<String> found = problems(TREE.replace("def:species ;", "def:species ; def:column \"position\" ;"));
        assertTrue(found.stream().anyMatch(each -> each.startsWith("layer tree, column position: this name is taken")));
    }

    @Test
    void namesThatTellPlacesAreOpenAndThere() {
        String names = " def:gazetteer [ def:level \"place\" ; def:nameColumn \"species\" ] ;";
        assertEquals(List.of(), problems(TREE.replace("def:access def:open ;", "def:access def:open ;" + names)));
        assertOnly(
                "layer tree: def:gazetteer needs a layer that is open",
                problems(TREE.replace("def:access def:open ;", "def:access def:internal ;" + names)));
        assertOnly(
                "layer tree: def:nameColumn names 'name', but the columns are [species]",
                problems(TREE.replace(
                        "def:access def:open ;", "def:access def:open ;" + names.replace("species", "name"))));
        assertOnly(
                "layer tree: def:gazetteer needs one def:level",
                problems(TREE.replace(
                        "def:access def:open ;", "def:access def:open ;" + names.replace("\"place\"", "\"house\""))));
    }

    @Test
    void whatWasRecognisedIsSaidByTheServerAlone() {
        assertOnly(
                "layer tree: def:matchColumn names a column that is not def:derived true",
                problems(
                        TREE.replace(
                                        "def:access def:open ;",
                                        "def:access def:open ; def:located [ def:byColumn ( \"species\" ) ; def:precisionColumn"
                                                + " \"species\" ; def:radiusColumn \"size\" ; def:matchColumn \"species\" ] ;")
                                .replace(
                                        "sh:property [",
                                        "sh:property [ sh:path def:size ; sh:datatype xsd:double ; sh:name \"Cỡ\"@vi, \"Size\"@en ], [")));
    }

    @Test
    void roleMustNameAColumn() {
        assertOnly(
                "layer tree: def:titleProperty names 'name', but the columns are [species]",
                problems(TREE.replace("\"species\"", "\"name\"")));
    }

    @Test
    void timeMustBeATime() {
        assertOnly(
                "layer tree: def:timeProperty names 'species', whose type is none of [date, dateTime]",
                problems(TREE.replace("def:titleProperty", "def:timeProperty")));
    }

    @Test
    void codeListAndReferencedLayerMustBeDeclared() {
        assertOnly(
                "layer tree, column species: def:codeList must be one declared skos:ConceptScheme",
                problems(TREE.replace("xsd:string ;", "xsd:string ; def:codeList list:species ;")));
        assertOnly(
                "layer tree, column species: def:references must be one declared layer",
                problems(TREE.replace("xsd:string ;", "xsd:string ; def:references layer:species ;")));
    }

    @Test
    void aNotationStandsForOneConcept() {
        String list = """
                list:fruit a skos:ConceptScheme ; dcterms:title "Quả"@vi, "Fruit"@en .
                <https://data.huetwin.vn/code/fruit/a> a skos:Concept ; skos:inScheme list:fruit ; skos:notation "a" ;
                  skos:prefLabel "Xoài"@vi, "Mango"@en ; def:colour "yellow" .
                <https://data.huetwin.vn/code/fruit/b> a skos:Concept ; skos:inScheme list:fruit ; skos:notation "a" ;
                  skos:prefLabel "Mít"@vi, "Jackfruit"@en .
                """;
        List<String> found = problems(list);
        assertEquals(2, found.size(), found.toString());
        assertTrue(found.get(0).startsWith("<https://data.huetwin.vn/code/fruit/a>: def:colour is one colour"));
        assertTrue(found.get(1).contains("the notation 'a' stands for"));
    }

    @Test
    void twoLayersCannotShareAClass() {
        assertOnly(
                "its class <https://data.huetwin.vn/def#Tree> is that of layer",
                problems(TREE + TREE.replace("layer:tree", "layer:bush")));
    }

    @Test
    void allFaultsComeAtOnceInBothLanguages() {
        List<String> found = problems(TREE.replace("sf:Point", "sf:Cube").replace("def:open", "def:secret"));
        assertEquals(2, found.size());
        assertTrue(found.stream().allMatch(each -> each.contains(" · cần đúng một ")), found.toString());
    }

    private static void assertOnly(String expected, List<String> found) {
        assertEquals(1, found.size(), found.toString());
        assertTrue(found.get(0).contains(expected), found.get(0));
    }

    private static List<String> problems(String turtle) {
        return DeclarationCheck.problems(parse(PREFIXES + turtle));
    }

    private static Model parse(String turtle) {
        Model model = ModelFactory.createDefaultModel();
        RDFParser.create().fromString(turtle).lang(Lang.TURTLE).parse(model);
        return model;
    }
}
