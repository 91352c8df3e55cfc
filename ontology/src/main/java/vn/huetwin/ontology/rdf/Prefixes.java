package vn.huetwin.ontology.rdf;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.jena.riot.system.PrefixMap;
import org.apache.jena.riot.system.PrefixMapFactory;
import vn.huetwin.ontology.catalogue.Iris;
import vn.huetwin.ontology.geosparql.Functions;

/** The prefixes that answers and examples use. */
public final class Prefixes {
    private Prefixes() {}

    public static Map<String, String> of(Iris iris) {
        Map<String, String> prefixes = new LinkedHashMap<>();
        prefixes.put("def", iris.term(""));
        prefixes.put("id", iris.base() + "id/");
        prefixes.put("code", iris.base() + "code/");
        prefixes.put("layer", iris.base() + "layer/");
        prefixes.put("geo", Terms.GEO);
        prefixes.put("geof", "http://www.opengis.net/def/function/geosparql/");
        prefixes.put("fn3d", Functions.SPACE);
        prefixes.put("uom", "http://www.opengis.net/def/uom/OGC/1.0/");
        prefixes.put("sf", Terms.SF);
        prefixes.put("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#");
        prefixes.put("rdfs", "http://www.w3.org/2000/01/rdf-schema#");
        prefixes.put("xsd", "http://www.w3.org/2001/XMLSchema#");
        prefixes.put("skos", "http://www.w3.org/2004/02/skos/core#");
        prefixes.put("dcterms", "http://purl.org/dc/terms/");
        prefixes.put("prov", "http://www.w3.org/ns/prov#");
        prefixes.put("schema", "https://schema.org/");
        prefixes.put("sosa", "http://www.w3.org/ns/sosa/");
        prefixes.put("owl", "http://www.w3.org/2002/07/owl#");
        prefixes.put("sh", "http://www.w3.org/ns/shacl#");
        return prefixes;
    }

    static PrefixMap map(Iris iris) {
        PrefixMap map = PrefixMapFactory.create();
        map.putAll(of(iris));
        return map;
    }
}
