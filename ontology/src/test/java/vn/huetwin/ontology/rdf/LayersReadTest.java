package vn.huetwin.ontology.rdf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.TreeSet;
import org.apache.jena.query.QueryFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.CatalogueReader;

class LayersReadTest {
    private static final Catalogue CATALOGUE = CatalogueReader.read();

    private static Set<String> layers(String pattern, Access access) {
        String prefixes = "PREFIX def: <https://data.huetwin.vn/def#> PREFIX schema: <https://schema.org/>"
                + " PREFIX geo: <http://www.opengis.net/ont/geosparql#> ";
        return LayersRead.of(QueryFactory.create(prefixes + "SELECT * " + pattern), CATALOGUE, access);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            { ?i a def:Incident }                                                      | incident
            { ?i a def:Incident ; def:category ?c ; def:handlingUnit ?u }              | incident
            { ?i a def:Incident ; geo:hasGeometry/geo:asWKT ?w }                       | incident
            { ?i a def:Incident ; geo:hasGeometry ?g . ?g geo:asWKT ?w }               | incident
            { ?i def:incidentState ?s }                                                | incident
            { { ?x a def:Incident } UNION { ?x a def:TourismSite } }                   | incident, tourism_site
            { ?x a def:Incident FILTER EXISTS { ?y a def:TourismSite } }               | incident, tourism_site
            { ?x a def:Incident OPTIONAL { SELECT ?y { ?y a def:BuildingPermit } } }   | incident, building_permit
            { <https://data.huetwin.vn/id/incident/pa-1> ?p ?o }                       | incident
            { ?x a def:NoSuchClass }                                                   |
            """)
    void aQueryReadsTheLayersThatCouldGiveItsTriples(String pattern, String expected) {
        Set<String> names = new TreeSet<>();
        if (expected != null) {
            names.addAll(Set.of(expected.split(", ")));
        }
        assertEquals(names, layers(pattern, Access.PERSONAL));
    }

    @Test
    void whatCouldBeAnywhereReadsAllThatTheReaderSees() {
        assertEquals(
                Access.OPEN.layers(CATALOGUE).size(),
                layers("{ ?s ?p ?o }", Access.OPEN).size());
        assertTrue(layers("{ ?s geo:hasGeometry/geo:asWKT ?w }", Access.OPEN).contains("building"));
        assertEquals(Set.of(), layers("{ ?call a def:SosRequest }", Access.OPEN));
    }
}
