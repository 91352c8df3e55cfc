package vn.huetwin.ontology.geosparql;

import org.apache.jena.datatypes.RDFDatatype;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;

/**
 * The four kinds of geometry literals (GeoSPARQL 1.1, clause 8.5): WKT, GML, GeoJSON and KML. Everything read is WGS 84
 * with x = longitude, everything written CRS84.
 */
final class GeometryLiterals {
    private static final String GML = Functions.GEO + "gmlLiteral";
    private static final String GEO_JSON = Functions.GEO + "geoJSONLiteral";
    private static final String KML = Functions.GEO + "kmlLiteral";

    private final Wkt wkt;
    private final GmlText gml;
    private final KmlText kml;
    private final GeoJsonReading geoJson;

    GeometryLiterals(Wkt wkt) {
        this.wkt = wkt;
        this.gml = new GmlText(wkt);
        this.kml = new KmlText(wkt.factory());
        this.geoJson = new GeoJsonReading(wkt.factory());
    }

    /**
     * Reads a literal.
     *
     * @throws MalformedGeometryException if it is no geometry literal, or its text or CRS cannot be read
     */
    Geometry read(Node node) {
        String datatype = node.isLiteral() ? node.getLiteralDatatypeURI() : "";
        String text = node.isLiteral() ? node.getLiteralLexicalForm() : "";
        if (datatype.equals(Wkt.DATATYPE_IRI)) {
            return wkt.parse(text);
        }
        if (text.isBlank() && (datatype.equals(GML) || datatype.equals(GEO_JSON) || datatype.equals(KML))) {
            return wkt.factory().createGeometryCollection();
        }
        return switch (datatype) {
            case GML -> gml.read(text);
            case GEO_JSON -> Wkt.finite(geoJson.read(text));
            case KML -> Wkt.finite(kml.read(text));
            default -> throw new MalformedGeometryException("Not a geometry literal: " + node);
        };
    }

    /** The IRI of the CRS that a literal is in. */
    String crs(Node node) {
        String datatype = node.isLiteral() ? node.getLiteralDatatypeURI() : "";
        if (datatype.equals(Wkt.DATATYPE_IRI)) {
            return wkt.checkedCrs(node.getLiteralLexicalForm());
        }
        String named = datatype.equals(GML) ? gml.crs(node.getLiteralLexicalForm()) : null;
        read(node);
        return named == null ? Wkt.CRS84 : named;
    }

    Node asWkt(Geometry geometry) {
        return wkt.literal(geometry);
    }

    Node asGml(Geometry geometry) {
        return literal(gml.write(geometry), GML);
    }

    Node asGeoJson(Geometry geometry) {
        return literal(GeoJsonText.of(geometry), GEO_JSON);
    }

    Node asKml(Geometry geometry) {
        return literal(kml.write(geometry), KML);
    }

    private static Node literal(String text, String datatype) {
        RDFDatatype type = NodeFactory.getType(datatype);
        return NodeFactory.createLiteralDT(text, type);
    }

    /** The geometry of a literal, or null if it cannot be read. */
    @Nullable
    Geometry find(Node node) {
        try {
            return read(node);
        } catch (MalformedGeometryException e) {
            return null;
        }
    }
}
