package vn.huetwin.ontology.rdf;

import static java.util.stream.Collectors.groupingBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.GeometryType;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.catalogue.ValueType;
import vn.huetwin.ontology.query.VisibleRows;

/**
 * All triples that a row of one layer gives to one kind of reader: those about the feature and those about its
 * geometry.
 */
final class LayerMapping {
    static final String WARD_LAYER = "ward";
    static final String BATCH_LAYER = "import_batch";

    private final Layer layer;
    private final String rows;
    private final String past;
    private final Codec.Reference featureCodec;
    private final Codec.GeometryOf geometryCodec;
    private final Map<Node, List<Facet>> feature;
    private final Map<Node, List<Facet>> geometry;

    LayerMapping(Catalogue catalogue, Layer layer, Access access) {
        this.layer = layer;
        this.rows = VisibleRows.present(catalogue, layer, access);
        this.past = VisibleRows.past(catalogue, layer, access);
        this.featureCodec = new Codec.Reference(catalogue.iris(), layer.name());
        this.geometryCodec = new Codec.GeometryOf(catalogue.iris(), layer.name());
        this.feature = byPredicate(featureFacets(catalogue, layer, access));
        this.geometry = byPredicate(layer.hasGeometry() ? geometryFacets(layer) : List.of());
    }

    Layer layer() {
        return layer;
    }

    /** Whether a geometry may be a collection of anything. */
    boolean mayMix() {
        return layer.geometry() == GeometryType.GEOMETRY;
    }

    /** What stands after FROM. */
    String rows() {
        return rows;
    }

    /** The same for the rows as they were at a time. */
    String rows(Instant time) {
        return PastRows.of(layer, rows, past, time);
    }

    /** Facets of one kind of subject, by predicate. */
    Map<Node, List<Facet>> facets(Subject subject) {
        return subject == Subject.FEATURE ? feature : geometry;
    }

    /** How subjects of a kind are named. */
    Codec codec(Subject subject) {
        return subject == Subject.FEATURE ? featureCodec : geometryCodec;
    }

    /** What a row can be the subject of: itself or its geometry. */
    enum Subject {
        FEATURE,
        GEOMETRY
    }

    private List<Facet> featureFacets(Catalogue catalogue, Layer layer, Access access) {
        List<Facet> facets = new ArrayList<>();
        facets.add(new Facet.Fixed(Terms.TYPE, NodeFactory.createURI(layer.classIri())));
        if (layer.hasGeometry()) {
            facets.add(new Facet.Fixed(Terms.TYPE, Terms.FEATURE));
            facets.add(new Facet.Column(Terms.HAS_GEOMETRY, "id", geometryCodec, "geometry"));
            facets.add(new Facet.Column(Terms.HAS_DEFAULT_GEOMETRY, "id", geometryCodec, "geometry"));
        }
        for (Property property : access.properties(layer)) {
            Codec codec = codec(catalogue, property, access);
            if (codec != null) {
                facets.add(new Facet.Column(NodeFactory.createURI(property.iri()), property.name(), codec, null));
            }
        }
        systemFacets(catalogue, layer, access).stream()
                .filter(f -> layer.properties().stream()
                        .noneMatch(p -> p.iri().equals(f.predicate().getURI())))
                .forEach(facets::add);
        return facets;
    }

    private static List<Facet> systemFacets(Catalogue catalogue, Layer layer, Access access) {
        Codec text = new Codec.Typed(ValueType.STRING);
        Codec time = new Codec.Typed(ValueType.DATE_TIME);
        List<Facet> facets = new ArrayList<>();
        facets.add(new Facet.Column(Terms.IDENTIFIER, "id", text, null));
        Property title = layer.titleProperty() == null ? null : layer.find(layer.titleProperty());
        if (title != null && access.sees(title) && codec(catalogue, title, access) instanceof Codec.Typed typed) {
            facets.add(new Facet.Column(Terms.LABEL, title.name(), typed, null));
        }
        if (access.find(catalogue, WARD_LAYER) != null) {
            Codec ward = new Codec.Reference(catalogue.iris(), WARD_LAYER);
            Node predicate = NodeFactory.createURI(catalogue.iris().term("ward"));
            facets.add(new Facet.Column(predicate, "ward_code", ward, null));
        }
        Node validFrom = NodeFactory.createURI(catalogue.iris().term("validFrom"));
        facets.add(new Facet.Column(validFrom, "valid_from", time, null));
        facets.add(new Facet.Column(Terms.GENERATED_AT, "recorded_at", time, null));
        if (access.find(catalogue, BATCH_LAYER) != null) {
            Codec batch = new Codec.Reference(catalogue.iris(), BATCH_LAYER);
            facets.add(new Facet.Column(Terms.DERIVED_FROM, "batch", batch, null));
            facets.add(new Facet.Column(Terms.GENERATED_BY, "batch", batch, null));
        }
        return facets;
    }

    private static List<Facet> geometryFacets(Layer layer) {
        List<Facet> facets = new ArrayList<>();
        facets.add(new Facet.Fixed(Terms.TYPE, Terms.GEOMETRY));
        if (layer.geometry() != GeometryType.GEOMETRY) {
            Node type = NodeFactory.createURI(Terms.SF + layer.geometry().simpleFeatures());
            facets.add(new Facet.Fixed(Terms.TYPE, type));
        }
        facets.add(new Facet.Wkt(Terms.AS_WKT));
        return facets;
    }

    /** Null where the reader may not see what the property refers to. */
    private static @Nullable Codec codec(Catalogue catalogue, Property property, Access access) {
        if (property.codeList() != null) {
            return new Codec.Concept(property.codeList());
        }
        if (property.references() != null) {
            boolean visible = access.find(catalogue, property.references()) != null;
            return visible ? new Codec.Reference(catalogue.iris(), property.references()) : null;
        }
        return new Codec.Typed(property.type());
    }

    private static Map<Node, List<Facet>> byPredicate(List<Facet> facets) {
        return facets.stream()
                .collect(groupingBy(Facet::predicate, LinkedHashMap::new, java.util.stream.Collectors.toList()));
    }

    @Override
    public String toString() {
        return layer.name();
    }
}
