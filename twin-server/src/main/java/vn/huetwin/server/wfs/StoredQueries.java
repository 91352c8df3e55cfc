package vn.huetwin.server.wfs;

import java.util.List;
import java.util.Set;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.server.ows.KeyValues;
import vn.huetwin.server.ows.OwsException;
import vn.huetwin.server.ows.OwsRequest;
import vn.huetwin.server.ows.XmlElement;

/** The stored queries (OGC 09-025r2, clause 14): GetFeatureById, which every WFS 2.0 has. */
final class StoredQueries {
    private static final String BY_ID = "urn:ogc:def:query:OGC-WFS::GetFeatureById";
    /** Its newer name, of the corrections in 2.0.2. */
    private static final String BY_ID_URI = "http://www.opengis.net/def/query/OGC-WFS/0/GetFeatureById";

    private static final Set<String> ALL = Set.of(BY_ID, BY_ID_URI);

    private StoredQueries() {}

    /**
     * The identifier that GetFeatureById asks for.
     *
     * @param name of the stored query
     * @throws OwsException if there is no such query or its parameter is missing
     */
    static String parameter(OwsRequest request, String name) {
        check(name);
        XmlElement body = request.body();
        XmlElement query = body == null ? null : body.find("StoredQuery");
        if (query == null) {
            return request.parameters().get("id");
        }
        return query.all("Parameter").stream()
                .filter(p -> "id".equalsIgnoreCase(p.attribute("name")))
                .map(XmlElement::text)
                .findFirst()
                .orElseThrow(() -> OwsException.missing("id"));
    }

    private static void check(String name) {
        if (!ALL.contains(name.strip())) {
            String shown = KeyValues.shorten(name);
            throw OwsException.invalid(
                    "storedQuery_Id",
                    new Text(
                            "Không có truy vấn lưu sẵn '" + shown + "'; có: " + BY_ID,
                            "There is no stored query '" + shown + "'; there is: " + BY_ID));
        }
    }

    static OwsException notFound(String id) {
        String shown = KeyValues.shorten(id);
        return new OwsException(
                "NotFound",
                "id",
                new Text("Không có đối tượng '" + shown + "'", "There is no feature '" + shown + "'"),
                404);
    }

    static String list(String namespace, List<Layer> layers) {
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                + "<wfs:ListStoredQueriesResponse xmlns:wfs=\"http://www.opengis.net/wfs/2.0\" xmlns:hue=\"");
        xml.append(namespace).append("\">\n");
        xml.append("  <wfs:StoredQuery id=\"" + BY_ID + "\">\n"
                + "    <wfs:Title xml:lang=\"vi\">Lấy một đối tượng theo mã</wfs:Title>\n"
                + "    <wfs:Title xml:lang=\"en\">Get a feature by its identifier</wfs:Title>\n");
        layers.forEach(l ->
                xml.append("    <wfs:ReturnFeatureType>hue:").append(l.name()).append("</wfs:ReturnFeatureType>\n"));
        return xml.append("  </wfs:StoredQuery>\n</wfs:ListStoredQueriesResponse>\n")
                .toString();
    }

    /** @param wanted names of queries; none means all */
    static String describe(String namespace, List<Layer> layers, List<String> wanted) {
        wanted.forEach(StoredQueries::check);
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                + "<wfs:DescribeStoredQueriesResponse xmlns:wfs=\"http://www.opengis.net/wfs/2.0\""
                + " xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\" xmlns:fes=\"http://www.opengis.net/fes/2.0\""
                + " xmlns:hue=\"" + namespace + "\">\n"
                + "  <wfs:StoredQueryDescription id=\"" + BY_ID + "\">\n"
                + "    <wfs:Title xml:lang=\"vi\">Lấy một đối tượng theo mã</wfs:Title>\n"
                + "    <wfs:Title xml:lang=\"en\">Get a feature by its identifier</wfs:Title>\n"
                + "    <wfs:Abstract xml:lang=\"en\">Answers with the feature itself, not with a collection</wfs:Abstract>\n"
                + "    <wfs:Parameter name=\"id\" type=\"xsd:string\"/>\n"
                + "    <wfs:QueryExpressionText returnFeatureTypes=\"");
        for (int i = 0; i < layers.size(); i++) {
            xml.append(i == 0 ? "hue:" : " hue:").append(layers.get(i).name());
        }
        xml.append("\" language=\"urn:ogc:def:queryLanguage:OGC-WFS::WFS_QueryExpression\" isPrivate=\"true\"/>\n");
        return xml.append("  </wfs:StoredQueryDescription>\n</wfs:DescribeStoredQueriesResponse>\n")
                .toString();
    }
}
