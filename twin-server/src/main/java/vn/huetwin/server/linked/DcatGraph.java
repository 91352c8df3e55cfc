package vn.huetwin.server.linked;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.apache.jena.datatypes.TypeMapper;
import org.apache.jena.datatypes.xsd.XSDDatatype;
import org.apache.jena.graph.Graph;
import org.apache.jena.rdf.model.Model;
import org.apache.jena.rdf.model.ModelFactory;
import org.apache.jena.rdf.model.Resource;
import org.apache.jena.sparql.vocabulary.FOAF;
import org.apache.jena.vocabulary.DCAT;
import org.apache.jena.vocabulary.DCTerms;
import org.apache.jena.vocabulary.RDF;
import org.locationtech.jts.geom.Envelope;
import vn.huetwin.ontology.catalogue.AccessClass;
import vn.huetwin.ontology.catalogue.Iris;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.rdf.Prefixes;

/** The catalogue in DCAT 3: a dataset for each layer, a distribution for each way in which it is served. */
final class DcatGraph {
    private static final String PROV_DERIVED = "http://www.w3.org/ns/prov#wasDerivedFrom";
    private static final String WKT = "http://www.opengis.net/ont/geosparql#wktLiteral";
    private static final String RIGHTS = "http://publications.europa.eu/resource/authority/access-right/";
    private static final String MEDIA = "https://www.iana.org/assignments/media-types/";

    /** One way to get a dataset. */
    record Distribution(Text title, String address, String mediaType) {
        static List<Distribution> of(Layer layer) {
            Distribution sparql = new Distribution(
                    new Text("Truy vấn SPARQL", "SPARQL query"), "/sparql", "application/sparql-results+json");
            Distribution items = new Distribution(
                    new Text("GeoJSON (OGC API – Features)", "GeoJSON (OGC API – Features)"),
                    "/ogc/collections/" + layer.name() + "/items",
                    "application/geo+json");
            Distribution tiles = new Distribution(
                    new Text("Ô vectơ {z}/{x}/{y}.mvt", "Vector tiles {z}/{x}/{y}.mvt"),
                    "/tiles/vector/" + layer.name() + "/0/0/0.mvt",
                    "application/vnd.mapbox-vector-tile");
            return layer.hasGeometry() ? List.of(items, tiles, sparql) : List.of(items, sparql);
        }
    }

    private final Iris iris;
    private final String origin;
    private final Model model = ModelFactory.createDefaultModel();

    private DcatGraph(Iris iris, String origin) {
        this.iris = iris;
        this.origin = origin;
        model.setNsPrefixes(Prefixes.of(iris));
        model.setNsPrefix("dcat", DCAT.NS);
        model.setNsPrefix("foaf", FOAF.NS);
    }

    /** @param origin scheme and authority under which this server answers, without a slash at the end */
    static Graph of(List<Datasets.Dataset> datasets, Iris iris, String origin) {
        DcatGraph graph = new DcatGraph(iris, origin);
        graph.catalog(datasets);
        return graph.model.getGraph();
    }

    private void catalog(List<Datasets.Dataset> datasets) {
        Resource catalog = model.createResource(iris.base() + "catalog").addProperty(RDF.type, DCAT.Catalog);
        text(catalog, DCTerms.title, new Text("Dữ liệu của Huế Twin", "Data of Huế Twin"));
        text(
                catalog,
                DCTerms.description,
                new Text(
                        "Mọi lớp dữ liệu đang phục vụ của bản sao số thành phố Huế",
                        "Every layer that the digital twin of Huế serves"));
        catalog.addProperty(FOAF.homepage, model.createResource(origin + "/"));
        for (String language : List.of("VIE", "ENG")) {
            catalog.addProperty(
                    DCTerms.language,
                    model.createResource("http://publications.europa.eu/resource/authority/language/" + language));
        }
        Resource sparql = service("/sparql", "https://www.w3.org/TR/sparql11-protocol/", "SPARQL");
        Resource ogc = service("/ogc", "http://www.opengis.net/doc/IS/ogcapi-features-1/1.0", "OGC API – Features");
        catalog.addProperty(DCAT.service, sparql).addProperty(DCAT.service, ogc);
        for (Datasets.Dataset dataset : datasets) {
            Resource resource = dataset(dataset);
            catalog.addProperty(DCAT.dataset, resource);
            sparql.addProperty(DCAT.servesDataset, resource);
            ogc.addProperty(DCAT.servesDataset, resource);
        }
    }

    private Resource service(String path, String standard, String title) {
        return model.createResource(iris.base() + path.substring(1) + "#service")
                .addProperty(RDF.type, DCAT.DataService)
                .addProperty(DCTerms.title, title)
                .addProperty(DCAT.endpointURL, model.createResource(origin + path))
                .addProperty(DCTerms.conformsTo, model.createResource(standard));
    }

    private Resource dataset(Datasets.Dataset dataset) {
        Layer layer = dataset.layer();
        Resource resource = model.createResource(iris.base() + "catalog/" + layer.name())
                .addProperty(RDF.type, DCAT.Dataset)
                .addProperty(DCTerms.identifier, layer.name())
                .addProperty(DCTerms.conformsTo, model.createResource(layer.iri()))
                .addProperty(DCTerms.accessRights, model.createResource(RIGHTS + rights(layer.access())));
        text(resource, DCTerms.title, layer.title());
        text(resource, DCTerms.description, layer.description());
        text(resource, DCAT.keyword, layer.group());
        Envelope bounds = dataset.bounds();
        if (bounds != null) {
            resource.addProperty(
                    DCTerms.spatial,
                    model.createResource(DCTerms.Location)
                            .addProperty(
                                    DCAT.bbox,
                                    box(bounds),
                                    TypeMapper.getInstance().getSafeTypeByName(WKT)));
        }
        provenance(resource, dataset.origins());
        Distribution.of(layer).forEach(d -> resource.addProperty(DCAT.distribution, distribution(layer, d)));
        return resource;
    }

    private static String rights(AccessClass access) {
        return switch (access) {
            case OPEN -> "PUBLIC";
            case INTERNAL -> "RESTRICTED";
            case PERSONAL -> "NON_PUBLIC";
        };
    }

    private static String box(Envelope b) {
        return String.format(
                Locale.ROOT,
                "POLYGON((%1$.5f %2$.5f,%3$.5f %2$.5f,%3$.5f %4$.5f,%1$.5f %4$.5f,%1$.5f %2$.5f))",
                b.getMinX(),
                b.getMinY(),
                b.getMaxX(),
                b.getMaxY());
    }

    private void provenance(Resource dataset, List<Datasets.Origin> origins) {
        origins.stream()
                .map(Datasets.Origin::endedAt)
                .filter(Objects::nonNull)
                .max(Instant::compareTo)
                .ifPresent(t -> dataset.addProperty(DCTerms.modified, t.toString(), XSDDatatype.XSDdateTime));
        for (Datasets.Origin from : origins) {
            Resource batch = model.createResource(iris.feature("import_batch", from.batch()));
            dataset.addProperty(model.createProperty(PROV_DERIVED), batch);
            batch.addProperty(DCTerms.title, from.title());
            if (from.source() != null) {
                batch.addProperty(DCTerms.source, from.source());
            }
            if (from.licence() != null) {
                licence(dataset, from.licence());
            }
            if (from.schematic()) {
                batch.addLiteral(model.createProperty(iris.term("schematic")), true);
            }
        }
    }

    /** DCTerms wants a thing; licences that are no address become one with a title. */
    private void licence(Resource dataset, String licence) {
        if (licence.startsWith("http://") || licence.startsWith("https://")) {
            dataset.addProperty(DCTerms.license, model.createResource(licence));
            return;
        }
        boolean known = dataset.listProperties(DCTerms.license).toList().stream()
                .anyMatch(s -> s.getResource().hasProperty(DCTerms.title, licence));
        if (!known) {
            dataset.addProperty(
                    DCTerms.license,
                    model.createResource(DCTerms.LicenseDocument).addProperty(DCTerms.title, licence));
        }
    }

    private Resource distribution(Layer layer, Distribution distribution) {
        Resource resource = model.createResource()
                .addProperty(RDF.type, DCAT.Distribution)
                .addProperty(DCAT.accessURL, model.createResource(origin + distribution.address()))
                .addProperty(DCAT.mediaType, model.createResource(MEDIA + distribution.mediaType()));
        text(resource, DCTerms.title, distribution.title());
        if (distribution.address().contains(layer.name())) {
            resource.addProperty(DCAT.downloadURL, model.createResource(origin + distribution.address()));
        }
        return resource;
    }

    private static void text(Resource resource, org.apache.jena.rdf.model.Property property, Text text) {
        if (!text.vi().isBlank()) {
            resource.addProperty(property, text.vi(), "vi").addProperty(property, text.en(), "en");
        }
    }
}
