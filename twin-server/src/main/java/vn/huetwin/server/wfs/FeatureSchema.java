package vn.huetwin.server.wfs;

import java.util.ArrayList;
import java.util.List;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.catalogue.ValueType;
import vn.huetwin.server.ows.Xml;

/**
 * The GML application schema of layers (OGC 09-025r2, clause 9): one geometry of the type that the layer has, simple
 * types of XSD besides, so that every client can show a table of it.
 */
final class FeatureSchema {
    /** Prefix of all feature types. */
    static final String PREFIX = "hue";
    /** System column that is published beside the declared ones; since when a version holds, other services tell. */
    static final String WARD = "ward_code";

    private FeatureSchema() {}

    /** Names of the elements of a feature that a caller sees, in their order. */
    static List<String> elements(Layer layer, Access access) {
        List<String> names = new ArrayList<>();
        if (layer.hasGeometry()) {
            names.add("geometry");
        }
        names.add(WARD);
        access.properties(layer).forEach(p -> names.add(p.name()));
        return names;
    }

    static String write(WfsVersion version, String namespace, List<Layer> layers, Access access) {
        StringBuilder xsd = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                + "<xsd:schema xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\" xmlns:gml=\"" + version.gml()
                + "\" xmlns:hue=\"" + namespace + "\" targetNamespace=\"" + namespace
                + "\" elementFormDefault=\"qualified\" version=\"1.0\">\n  <xsd:import namespace=\"" + version.gml()
                + "\" schemaLocation=\"" + version.gmlSchema() + "\"/>\n");
        for (Layer layer : layers) {
            type(xsd, version, layer, access);
            xsd.append("  <xsd:element name=\"")
                    .append(layer.name())
                    .append("\" type=\"hue:")
                    .append(layer.name());
            xsd.append("Type\" substitutionGroup=\"gml:")
                    .append(version == WfsVersion.V2_0 ? "AbstractFeature" : "_Feature")
                    .append("\"/>\n");
        }
        return xsd.append("</xsd:schema>\n").toString();
    }

    private static void type(StringBuilder xsd, WfsVersion version, Layer layer, Access access) {
        xsd.append("  <xsd:complexType name=\"").append(layer.name()).append("Type\">\n");
        documentation(xsd, "    ", layer.title());
        xsd.append("    <xsd:complexContent>\n      <xsd:extension base=\"gml:AbstractFeatureType\">\n")
                .append("        <xsd:sequence>\n");
        if (layer.hasGeometry()) {
            element(xsd, "geometry", Gml.of(version).propertyType(layer.geometry()))
                    .append("/>\n");
        }
        // before those of the layer: suites change the last one, and what the server computes cannot be changed
        element(xsd, WARD, "xsd:string").append("/>\n");
        for (Property property : access.properties(layer)) {
            property(xsd, property);
        }
        xsd.append("        </xsd:sequence>\n      </xsd:extension>\n    </xsd:complexContent>\n")
                .append("  </xsd:complexType>\n");
    }

    private static StringBuilder element(StringBuilder xsd, String name, String type) {
        return xsd.append("          <xsd:element name=\"")
                .append(name)
                .append("\" type=\"")
                .append(type)
                .append("\" minOccurs=\"0\" nillable=\"true\"");
    }

    private static void property(StringBuilder xsd, Property property) {
        Integer length = property.maxLength();
        if (property.type() != ValueType.STRING || length == null) {
            element(xsd, property.name(), xsd(property.type())).append(">\n");
            documentation(xsd, "            ", property.title());
            xsd.append("          </xsd:element>\n");
            return;
        }
        xsd.append("          <xsd:element name=\"")
                .append(property.name())
                .append("\" minOccurs=\"0\" nillable=\"true\">\n");
        documentation(xsd, "            ", property.title());
        xsd.append("            <xsd:simpleType><xsd:restriction base=\"xsd:string\"><xsd:maxLength value=\"")
                .append(length)
                .append("\"/></xsd:restriction></xsd:simpleType>\n          </xsd:element>\n");
    }

    /** The type of XSD; whole numbers have 64 bits. */
    static String xsd(ValueType type) {
        return type == ValueType.INTEGER ? "xsd:long" : "xsd:" + type.xsd();
    }

    private static void documentation(StringBuilder xsd, String indent, Text text) {
        xsd.append(indent).append("<xsd:annotation><xsd:documentation xml:lang=\"vi\">");
        Xml.escape(xsd, text.vi());
        xsd.append("</xsd:documentation><xsd:documentation xml:lang=\"en\">");
        Xml.escape(xsd, text.en());
        xsd.append("</xsd:documentation></xsd:annotation>\n");
    }
}
