package vn.huetwin.ontology.rdf;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.io.WKTWriter;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.feature.Feature;
import vn.huetwin.ontology.geosparql.Wkt;
import vn.huetwin.ontology.rdf.LayerMapping.Subject;

/** Features of one layer as triples: the same that SPARQL finds, for exports that stream. */
public final class FeatureTriples {
    private final LayerMapping mapping;

    public FeatureTriples(Catalogue catalogue, Layer layer, Access access) {
        this.mapping = new LayerMapping(catalogue, layer, access);
    }

    /**
     * Gives the triples of the feature, then those of its geometry.
     *
     * @param feature with a geometry in WGS 84, longitude first
     */
    public void forEach(Feature feature, Consumer<Triple> out) {
        describe(feature, Subject.FEATURE, out);
        if (feature.geometry() != null) {
            describe(feature, Subject.GEOMETRY, out);
        }
    }

    private void describe(Feature feature, Subject kind, Consumer<Triple> out) {
        Node subject = mapping.codec(kind).toNode(feature.key());
        for (Map.Entry<Node, List<Facet>> entry : mapping.facets(kind).entrySet()) {
            for (Facet facet : entry.getValue()) {
                Node object = object(feature, facet);
                if (object != null) {
                    out.accept(Triple.create(subject, entry.getKey(), object));
                }
            }
        }
    }

    private static @Nullable Node object(Feature feature, Facet facet) {
        if (facet instanceof Facet.Fixed fixed) {
            return fixed.object();
        }
        if (facet instanceof Facet.Column column) {
            Object value = value(feature, column.column());
            String guard = column.guard();
            if (value == null || (guard != null && value(feature, guard) == null)) {
                return null;
            }
            return column.codec().toNode(value);
        }
        Geometry geometry = feature.geometry();
        return geometry == null ? null : NodeFactory.createLiteralDT(text(geometry), Wkt.datatype());
    }

    private static @Nullable Object value(Feature feature, String column) {
        return switch (column) {
            case "id" -> feature.key();
            case "geometry" -> feature.geometry();
            case "ward_code" -> feature.wardCode();
            case "valid_from" -> feature.validFrom();
            case "recorded_at" -> feature.recordedAt();
            case "batch" -> feature.batch();
            default -> feature.properties().get(column);
        };
    }

    private static String text(Geometry geometry) {
        Coordinate first = geometry.getCoordinate();
        return new WKTWriter(first != null && !Double.isNaN(first.getZ()) ? 3 : 2).write(geometry);
    }
}
