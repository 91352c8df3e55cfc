package vn.huetwin.server.wfs;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.locationtech.jts.geom.Envelope;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.crs.Crs;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.server.config.Contact;
import vn.huetwin.server.ows.OwsRequest;
import vn.huetwin.server.ows.Xml;
import vn.huetwin.server.security.Role;

/** GetCapabilities of WFS 1.1.0 (OGC 04-094) and 1.0.0 (OGC 02-058). */
final class FirstCapabilities {
    private static final List<String> COMPARISONS_1_1 = List.of(
            "LessThan",
            "GreaterThan",
            "LessThanEqualTo",
            "GreaterThanEqualTo",
            "EqualTo",
            "NotEqualTo",
            "Like",
            "Between",
            "NullCheck");
    private static final List<String> SPATIAL = List.of(
            "BBOX",
            "Equals",
            "Disjoint",
            "Intersects",
            "Touches",
            "Crosses",
            "Within",
            "Contains",
            "Overlaps",
            "Beyond",
            "DWithin");

    private final Catalogue catalogue;
    private final CrsRegistry systems;
    private final Extents extents;
    private final String namespace;
    private final Contact contact;

    FirstCapabilities(Catalogue catalogue, CrsRegistry systems, Extents extents, String namespace, Contact contact) {
        this.contact = contact;
        this.catalogue = catalogue;
        this.systems = systems;
        this.extents = extents;
        this.namespace = namespace;
    }

    String write(OwsRequest request, WfsVersion version) {
        boolean edits = request.caller().role().includes(Role.PLANNER);
        StringBuilder xml = new StringBuilder(1 << 15);
        xml.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        if (version == WfsVersion.V1_1) {
            second(xml, request, edits);
        } else {
            oldest(xml, request, edits);
        }
        return xml.toString();
    }

    private void second(StringBuilder xml, OwsRequest request, boolean edits) {
        String language = request.language();
        String address = Xml.escape(request.address());
        xml.append("<wfs:WFS_Capabilities version=\"1.1.0\" xmlns:wfs=\"http://www.opengis.net/wfs\"")
                .append(" xmlns:ows=\"http://www.opengis.net/ows\" xmlns:ogc=\"http://www.opengis.net/ogc\"")
                .append(
                        " xmlns:gml=\"http://www.opengis.net/gml\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" xmlns:hue=\"")
                .append(namespace)
                .append("\">\n  <ows:ServiceIdentification><ows:Title>")
                .append(Capabilities.title(language))
                .append("</ows:Title><ows:ServiceType>WFS</ows:ServiceType>")
                .append("<ows:ServiceTypeVersion>1.1.0</ows:ServiceTypeVersion></ows:ServiceIdentification>\n");
        ServiceProvider.write(xml, contact, language);
        xml.append("  <ows:OperationsMetadata>\n");
        Capabilities.operation(xml, address, "GetCapabilities", "");
        Capabilities.operation(xml, address, "DescribeFeatureType", "");
        StringBuilder formats = new StringBuilder("      <ows:Parameter name=\"outputFormat\">");
        OutputFormat.offered(WfsVersion.V1_1)
                .forEach(f -> formats.append("<ows:Value>").append(f).append("</ows:Value>"));
        formats.append("</ows:Parameter>\n      <ows:Parameter name=\"resultType\"><ows:Value>results</ows:Value>")
                .append("<ows:Value>hits</ows:Value></ows:Parameter>\n");
        Capabilities.operation(xml, address, "GetFeature", formats.toString());
        if (edits) {
            Capabilities.operation(xml, address, "Transaction", "");
        }
        xml.append("  </ows:OperationsMetadata>\n  <wfs:FeatureTypeList>\n    <wfs:Operations>");
        for (String operation : edits ? List.of("Query", "Insert", "Update", "Delete") : List.of("Query")) {
            xml.append("<wfs:Operation>").append(operation).append("</wfs:Operation>");
        }
        xml.append("</wfs:Operations>\n");
        for (Layer layer : request.access().layers(catalogue)) {
            type(xml, request, layer, language);
        }
        xml.append("  </wfs:FeatureTypeList>\n");
        filters(xml);
        xml.append("</wfs:WFS_Capabilities>\n");
    }

    private void type(StringBuilder xml, OwsRequest request, Layer layer, String language) {
        xml.append("    <wfs:FeatureType><wfs:Name>hue:").append(layer.name()).append("</wfs:Name><wfs:Title>");
        Xml.escape(xml, layer.title().in(language));
        xml.append("</wfs:Title><wfs:Abstract>");
        Xml.escape(xml, layer.description().in(language));
        xml.append("</wfs:Abstract>");
        if (layer.hasGeometry()) {
            for (Crs crs : systems.advertised()) {
                String element = crs.srid() == 4326 ? "DefaultSRS" : "OtherSRS";
                xml.append("<wfs:").append(element).append('>').append(crs.urn());
                xml.append("</wfs:").append(element).append('>');
            }
            Envelope box = extents.of(layer, request.access());
            xml.append(String.format(
                    Locale.ROOT,
                    "<ows:WGS84BoundingBox><ows:LowerCorner>%.7f %.7f</ows:LowerCorner>"
                            + "<ows:UpperCorner>%.7f %.7f</ows:UpperCorner></ows:WGS84BoundingBox>",
                    box.getMinX(),
                    box.getMinY(),
                    box.getMaxX(),
                    box.getMaxY()));
        } else {
            xml.append("<wfs:NoSRS/>");
        }
        xml.append("</wfs:FeatureType>\n");
    }

    private static void filters(StringBuilder xml) {
        xml.append("  <ogc:Filter_Capabilities>\n    <ogc:Spatial_Capabilities><ogc:GeometryOperands>");
        for (String name : List.of("Envelope", "Point", "LineString", "Polygon")) {
            xml.append("<ogc:GeometryOperand>gml:").append(name).append("</ogc:GeometryOperand>");
        }
        xml.append("</ogc:GeometryOperands><ogc:SpatialOperators>");
        SPATIAL.forEach(
                name -> xml.append("<ogc:SpatialOperator name=\"").append(name).append("\"/>"));
        xml.append("</ogc:SpatialOperators></ogc:Spatial_Capabilities>\n    <ogc:Scalar_Capabilities>")
                .append("<ogc:LogicalOperators/><ogc:ComparisonOperators>");
        COMPARISONS_1_1.forEach(
                name -> xml.append("<ogc:ComparisonOperator>").append(name).append("</ogc:ComparisonOperator>"));
        xml.append("</ogc:ComparisonOperators></ogc:Scalar_Capabilities>\n    <ogc:Id_Capabilities><ogc:EID/>")
                .append("<ogc:FID/></ogc:Id_Capabilities>\n  </ogc:Filter_Capabilities>\n");
    }

    private void oldest(StringBuilder xml, OwsRequest request, boolean edits) {
        String language = request.language();
        String address = Xml.escape(request.address());
        xml.append("<WFS_Capabilities version=\"1.0.0\" xmlns=\"http://www.opengis.net/wfs\"")
                .append(" xmlns:ogc=\"http://www.opengis.net/ogc\" xmlns:hue=\"")
                .append(namespace)
                .append("\">\n  <Service><Name>WFS</Name><Title>")
                .append(Capabilities.title(language))
                .append("</Title><Keywords>Huế, VN-2000</Keywords><OnlineResource>")
                .append(address)
                .append("</OnlineResource></Service>\n  <Capability>\n    <Request>\n");
        request(xml, address, "GetCapabilities", "");
        request(
                xml,
                address,
                "DescribeFeatureType",
                "<SchemaDescriptionLanguage><XMLSCHEMA/></SchemaDescriptionLanguage>");
        String formats = OutputFormat.offered(WfsVersion.V1_0).stream()
                .map(f -> "<" + f + "/>")
                .collect(Collectors.joining());
        request(xml, address, "GetFeature", "<ResultFormat>" + formats + "</ResultFormat>");
        if (edits) {
            request(xml, address, "Transaction", "");
        }
        xml.append("    </Request>\n  </Capability>\n  <FeatureTypeList>\n    <Operations><Query/>")
                .append(edits ? "<Insert/><Update/><Delete/>" : "")
                .append("</Operations>\n");
        for (Layer layer : request.access().layers(catalogue)) {
            xml.append("    <FeatureType><Name>hue:").append(layer.name()).append("</Name><Title>");
            Xml.escape(xml, layer.title().in(language));
            xml.append("</Title><SRS>EPSG:4326</SRS>");
            if (layer.hasGeometry()) {
                Envelope box = extents.of(layer, request.access());
                xml.append(String.format(
                        Locale.ROOT,
                        "<LatLongBoundingBox minx=\"%.7f\" miny=\"%.7f\" maxx=\"%.7f\" maxy=\"%.7f\"/>",
                        box.getMinX(),
                        box.getMinY(),
                        box.getMaxX(),
                        box.getMaxY()));
            }
            xml.append("</FeatureType>\n");
        }
        xml.append("  </FeatureTypeList>\n  <ogc:Filter_Capabilities>\n    <ogc:Spatial_Capabilities>")
                .append("<ogc:Spatial_Operators>");
        SPATIAL.forEach(name -> xml.append("<ogc:")
                .append(name.equals("Intersects") ? "Intersect" : name)
                .append("/>"));
        xml.append("</ogc:Spatial_Operators></ogc:Spatial_Capabilities>\n    <ogc:Scalar_Capabilities>")
                .append("<ogc:Logical_Operators/><ogc:Comparison_Operators><ogc:Simple_Comparisons/><ogc:Like/>")
                .append("<ogc:Between/><ogc:NullCheck/></ogc:Comparison_Operators></ogc:Scalar_Capabilities>\n")
                .append("  </ogc:Filter_Capabilities>\n</WFS_Capabilities>\n");
    }

    private static void request(StringBuilder xml, String address, String name, String content) {
        xml.append("      <").append(name).append('>').append(content);
        if (!name.equals("Transaction")) {
            xml.append("<DCPType><HTTP><Get onlineResource=\"").append(address).append("?\"/></HTTP></DCPType>");
        }
        xml.append("<DCPType><HTTP><Post onlineResource=\"").append(address).append("\"/></HTTP></DCPType></");
        xml.append(name).append(">\n");
    }
}
