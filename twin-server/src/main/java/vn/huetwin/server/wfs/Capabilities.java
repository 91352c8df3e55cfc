package vn.huetwin.server.wfs;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.locationtech.jts.geom.Envelope;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.crs.Crs;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.server.config.Contact;
import vn.huetwin.server.ows.OwsRequest;
import vn.huetwin.server.ows.Xml;
import vn.huetwin.server.security.Role;

/** GetCapabilities of WFS 2.0 (OGC 09-025r2, clause 8) with the layers that the caller sees. */
final class Capabilities {
    private static final List<String> IMPLEMENTED = List.of(
            "ImplementsQuery",
            "ImplementsAdHocQuery",
            "ImplementsResourceId",
            "ImplementsMinStandardFilter",
            "ImplementsStandardFilter",
            "ImplementsMinSpatialFilter",
            "ImplementsSpatialFilter",
            "ImplementsMinTemporalFilter",
            "ImplementsTemporalFilter",
            "ImplementsSorting",
            "ImplementsMinimumXPath");
    private static final List<String> NOT_IMPLEMENTED = List.of(
            "ImplementsFunctions",
            "ImplementsVersionNav",
            "ImplementsExtendedOperators",
            "ImplementsSchemaElementFunc");
    private static final List<String> COMPARISONS = List.of(
            "EqualTo",
            "NotEqualTo",
            "LessThan",
            "GreaterThan",
            "LessThanOrEqualTo",
            "GreaterThanOrEqualTo",
            "Like",
            "Null",
            "Nil",
            "Between");
    private static final List<String> GEOMETRIES = List.of(
            "Envelope",
            "Point",
            "LineString",
            "Curve",
            "Polygon",
            "Surface",
            "MultiPoint",
            "MultiCurve",
            "MultiSurface");
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
    private static final List<String> TEMPORAL =
            List.of("After", "Before", "Begins", "Ends", "During", "TEquals", "extension:AnyInteracts");
    /** No property refers to another resource, so that there is nothing to resolve; Table 13 wants {@code local} (09-025r2). */
    private static final String RESOLVE = parameter("resolve", values(List.of("none", "local")));

    private static final String XLINK = "http://www.w3.org/1999/xlink";

    private final Catalogue catalogue;
    private final CrsRegistry systems;
    private final Extents extents;
    private final String namespace;
    private final Contact contact;
    private final long countDefault;
    /** Grows with each start: what is offered changes with the declarations only. */
    private final long sequence;

    Capabilities(
            Catalogue catalogue,
            CrsRegistry systems,
            Extents extents,
            String namespace,
            Contact contact,
            long countDefault,
            long sequence) {
        this.catalogue = catalogue;
        this.systems = systems;
        this.extents = extents;
        this.namespace = namespace;
        this.contact = contact;
        this.countDefault = countDefault;
        this.sequence = sequence;
    }

    /** @param sections in lower case; what is not among them is left out */
    String write(OwsRequest request, Set<String> sections) {
        StringBuilder xml = new StringBuilder(1 << 16);
        xml.append(
                        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<wfs:WFS_Capabilities version=\"2.0.0\" updateSequence=\"")
                .append(sequence)
                .append("\" xmlns:wfs=\"http://www.opengis.net/wfs/2.0\" xmlns:ows=\"http://www.opengis.net/ows/1.1\""
                        + " xmlns:fes=\"http://www.opengis.net/fes/2.0\" xmlns:gml=\"http://www.opengis.net/gml/3.2\""
                        + " xmlns:xlink=\"" + XLINK + "\" xmlns:hue=\"" + namespace
                        + "\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
                        + " xsi:schemaLocation=\"http://www.opengis.net/wfs/2.0"
                        + " http://schemas.opengis.net/wfs/2.0/wfs.xsd\">\n");
        boolean all = sections.isEmpty() || sections.contains("all");
        String language = request.language();
        if (all || sections.contains("serviceidentification")) {
            identification(xml, language);
        }
        if (all || sections.contains("serviceprovider")) {
            ServiceProvider.write(xml, contact, language);
        }
        if (all || sections.contains("operationsmetadata")) {
            operations(xml, request);
        }
        if (all || sections.contains("featuretypelist")) {
            types(xml, request, language);
        }
        if (all || sections.contains("filter_capabilities")) {
            filters(xml);
        }
        return xml.append("</wfs:WFS_Capabilities>\n").toString();
    }

    static String title(String language) {
        return language.equals("en") ? "Huế Twin: features of the city" : "Huế Twin: đối tượng của thành phố";
    }

    private static void identification(StringBuilder xml, String language) {
        xml.append("  <ows:ServiceIdentification>\n    <ows:Title xml:lang=\"")
                .append(language)
                .append("\">")
                .append(title(language))
                .append(
                        "</ows:Title>\n    <ows:Keywords><ows:Keyword>Huế</ows:Keyword><ows:Keyword>VN-2000</ows:Keyword>"
                                + "</ows:Keywords>\n    <ows:ServiceType>WFS</ows:ServiceType>\n");
        for (String version : List.of("2.0.0", "1.1.0", "1.0.0")) {
            xml.append("    <ows:ServiceTypeVersion>").append(version).append("</ows:ServiceTypeVersion>\n");
        }
        xml.append("    <ows:Fees>NONE</ows:Fees>\n    <ows:AccessConstraints>NONE</ows:AccessConstraints>\n")
                .append("  </ows:ServiceIdentification>\n");
    }

    private void operations(StringBuilder xml, OwsRequest request) {
        boolean edits = request.caller().role().includes(Role.PLANNER);
        String address = Xml.escape(request.address());
        String formats = values(OutputFormat.offered(WfsVersion.V2_0));
        xml.append("  <ows:OperationsMetadata>\n");
        operation(
                xml,
                address,
                "GetCapabilities",
                parameter("AcceptVersions", values(List.of("2.0.0", "1.1.0", "1.0.0")))
                        + parameter("AcceptFormats", values(List.of("text/xml", "application/xml")))
                        + parameter(
                                "Sections",
                                values(List.of(
                                        "ServiceIdentification",
                                        "ServiceProvider",
                                        "OperationsMetadata",
                                        "FeatureTypeList",
                                        "Filter_Capabilities"))));
        operation(
                xml,
                address,
                "DescribeFeatureType",
                parameter(
                        "outputFormat",
                        values(List.of("application/gml+xml; version=3.2", "text/xml; subtype=gml/3.2"))));
        operation(
                xml,
                address,
                "GetFeature",
                parameter("resultType", values(List.of("results", "hits")))
                        + parameter("outputFormat", formats)
                        + RESOLVE);
        operation(
                xml,
                address,
                "GetPropertyValue",
                parameter("resultType", values(List.of("results", "hits")))
                        + parameter("outputFormat", values(List.of("application/gml+xml; version=3.2")))
                        + RESOLVE);
        operation(xml, address, "ListStoredQueries", "");
        operation(xml, address, "DescribeStoredQueries", "");
        if (edits) {
            operation(
                    xml,
                    address,
                    "Transaction",
                    parameter(
                            "inputFormat",
                            values(List.of(
                                    "application/gml+xml; version=3.2",
                                    "text/xml; subtype=gml/3.2",
                                    "text/xml; subtype=gml/3.1.1",
                                    "text/xml; subtype=gml/2.1.2"))));
        }
        xml.append(parameter("version", values(List.of("2.0.0", "1.1.0", "1.0.0"))));
        constraints(xml, edits);
        xml.append("  </ows:OperationsMetadata>\n");
    }

    private void constraints(StringBuilder xml, boolean edits) {
        constraint(xml, "ows", "ImplementsBasicWFS", true);
        constraint(xml, "ows", "ImplementsTransactionalWFS", edits);
        for (String name : List.of("KVPEncoding", "XMLEncoding", "ImplementsResultPaging")) {
            constraint(xml, "ows", name, true);
        }
        for (String name : List.of(
                "ImplementsLockingWFS",
                "SOAPEncoding",
                "ImplementsInheritance",
                "ImplementsRemoteResolve",
                "ImplementsStandardJoins",
                "ImplementsSpatialJoins",
                "ImplementsTemporalJoins",
                "ImplementsFeatureVersioning",
                "ManageStoredQueries",
                "PagingIsTransactionSafe")) {
            constraint(xml, "ows", name, false);
        }
        xml.append("    <ows:Constraint name=\"CountDefault\"><ows:NoValues/><ows:DefaultValue>")
                .append(countDefault)
                .append("</ows:DefaultValue></ows:Constraint>\n"
                        + "    <ows:Constraint name=\"QueryExpressions\"><ows:AllowedValues><ows:Value>wfs:Query</ows:Value>"
                        + "<ows:Value>wfs:StoredQuery</ows:Value></ows:AllowedValues></ows:Constraint>\n");
    }

    static void operation(StringBuilder xml, String address, String name, String parameters) {
        xml.append("    <ows:Operation name=\"").append(name).append("\"><ows:DCP><ows:HTTP>");
        if (!name.equals("Transaction")) {
            xml.append("<ows:Get xlink:href=\"").append(address).append("?\"/>");
        }
        xml.append("<ows:Post xlink:href=\"")
                .append(address)
                .append("\"/></ows:HTTP></ows:DCP>\n")
                .append(parameters)
                .append("    </ows:Operation>\n");
    }

    private static String parameter(String name, String values) {
        return "      <ows:Parameter name=\"" + name + "\"><ows:AllowedValues>" + values
                + "</ows:AllowedValues></ows:Parameter>\n";
    }

    static String values(List<String> values) {
        StringBuilder xml = new StringBuilder();
        values.forEach(v -> xml.append("<ows:Value>").append(v).append("</ows:Value>"));
        return xml.toString();
    }

    private static void constraint(StringBuilder xml, String prefix, String name, boolean holds) {
        xml.append("    <")
                .append(prefix)
                .append(":Constraint name=\"")
                .append(name)
                .append("\"><ows:NoValues/><ows:DefaultValue>")
                .append(holds ? "TRUE" : "FALSE")
                .append("</ows:DefaultValue></")
                .append(prefix)
                .append(":Constraint>\n");
    }

    private void types(StringBuilder xml, OwsRequest request, String language) {
        xml.append("  <wfs:FeatureTypeList>\n");
        for (Layer layer : extents.filledFirst(request.access().layers(catalogue), request.access())) {
            xml.append("    <wfs:FeatureType>\n      <wfs:Name>hue:")
                    .append(layer.name())
                    .append("</wfs:Name>\n      <wfs:Title xml:lang=\"")
                    .append(language)
                    .append("\">");
            Xml.escape(xml, layer.title().in(language));
            xml.append("</wfs:Title>\n      <wfs:Abstract xml:lang=\"")
                    .append(language)
                    .append("\">");
            Xml.escape(xml, layer.description().in(language));
            xml.append("</wfs:Abstract>\n      <ows:Keywords><ows:Keyword>");
            Xml.escape(xml, layer.group().in(language));
            xml.append("</ows:Keyword></ows:Keywords>\n");
            if (layer.hasGeometry()) {
                systems(xml);
            } else {
                // wfs:NoCRS would be the word, but clients, the tests of the OGC among them, fail on types without a
                // default
                xml.append("      <wfs:DefaultCRS>")
                        .append(systems.get(4326).urn())
                        .append("</wfs:DefaultCRS>\n");
            }
            xml.append("      <wfs:OutputFormats>");
            OutputFormat.offered(WfsVersion.V2_0)
                    .forEach(f -> xml.append("<wfs:Format>").append(f).append("</wfs:Format>"));
            xml.append("</wfs:OutputFormats>\n");
            if (layer.hasGeometry()) {
                Envelope box = extents.of(layer, request.access());
                xml.append(String.format(
                        Locale.ROOT,
                        "      <ows:WGS84BoundingBox><ows:LowerCorner>%.7f %.7f</ows:LowerCorner>"
                                + "<ows:UpperCorner>%.7f %.7f</ows:UpperCorner></ows:WGS84BoundingBox>\n",
                        box.getMinX(),
                        box.getMinY(),
                        box.getMaxX(),
                        box.getMaxY()));
            }
            xml.append("    </wfs:FeatureType>\n");
        }
        xml.append("  </wfs:FeatureTypeList>\n");
    }

    private void systems(StringBuilder xml) {
        for (Crs crs : systems.advertised()) {
            String element = crs.srid() == 4326 ? "DefaultCRS" : "OtherCRS";
            xml.append("      <wfs:")
                    .append(element)
                    .append('>')
                    .append(crs.urn())
                    .append("</wfs:")
                    .append(element)
                    .append(">\n");
        }
        xml.append("      <wfs:OtherCRS>").append(systems.crs84().urn()).append("</wfs:OtherCRS>\n");
    }

    private static void filters(StringBuilder xml) {
        xml.append("  <fes:Filter_Capabilities>\n    <fes:Conformance>\n");
        IMPLEMENTED.forEach(name -> constraint(xml, "fes", name, true));
        NOT_IMPLEMENTED.forEach(name -> constraint(xml, "fes", name, false));
        xml.append("    </fes:Conformance>\n    <fes:Id_Capabilities><fes:ResourceIdentifier name=\"fes:ResourceId\"/>")
                .append("</fes:Id_Capabilities>\n    <fes:Scalar_Capabilities>\n      <fes:LogicalOperators/>\n")
                .append("      <fes:ComparisonOperators>");
        names(xml, "ComparisonOperator", "PropertyIs", COMPARISONS);
        xml.append("</fes:ComparisonOperators>\n    </fes:Scalar_Capabilities>\n    <fes:Spatial_Capabilities>\n")
                .append("      <fes:GeometryOperands>");
        names(xml, "GeometryOperand", "gml:", GEOMETRIES);
        xml.append("</fes:GeometryOperands>\n      <fes:SpatialOperators>");
        names(xml, "SpatialOperator", "", SPATIAL);
        xml.append("</fes:SpatialOperators>\n    </fes:Spatial_Capabilities>\n    <fes:Temporal_Capabilities>\n")
                .append("      <fes:TemporalOperands>");
        names(xml, "TemporalOperand", "gml:", List.of("TimeInstant", "TimePeriod"));
        xml.append("</fes:TemporalOperands>\n      <fes:TemporalOperators>");
        names(xml, "TemporalOperator", "", TEMPORAL);
        xml.append("</fes:TemporalOperators>\n    </fes:Temporal_Capabilities>\n  </fes:Filter_Capabilities>\n");
    }

    private static void names(StringBuilder xml, String element, String prefix, List<String> names) {
        for (String name : names) {
            xml.append("<fes:")
                    .append(element)
                    .append(" name=\"")
                    .append(prefix)
                    .append(name)
                    .append("\"/>");
        }
    }
}
