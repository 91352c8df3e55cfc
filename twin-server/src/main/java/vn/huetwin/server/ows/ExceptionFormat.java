package vn.huetwin.server.ows;

import org.jspecify.annotations.Nullable;

/** How a service and its version write exceptions. */
public enum ExceptionFormat {
    /** OGC 06-121r9: WFS 2.0. */
    OWS_1_1("application/xml", "http://www.opengis.net/ows/1.1", "2.0.0", true),
    /** OGC 05-008: WFS 1.1. */
    OWS_1_0("application/xml", "http://www.opengis.net/ows", "1.1.0", true),
    /** OGC 02-058: WFS 1.0. */
    WFS_1_0("text/xml", null, "1.2.0", false),
    /** OGC 06-042: WMS 1.3.0. */
    WMS_1_3("text/xml", null, "1.3.0", false),
    /** OGC 01-068r3: WMS 1.1.1, without a namespace. */
    WMS_1_1("application/vnd.ogc.se_xml", null, "1.1.1", false);

    private final String mediaType;
    private final @Nullable String ows;
    private final String version;
    private final boolean statusTells;

    ExceptionFormat(String mediaType, @Nullable String ows, String version, boolean statusTells) {
        this.mediaType = mediaType;
        this.ows = ows;
        this.version = version;
        this.statusTells = statusTells;
    }

    public String mediaType() {
        return mediaType;
    }

    /** The HTTP status of an exception; WMS answers 200 with a report, as its clients and those of WFS 1.0 expect. */
    public int status(OwsException e) {
        return statusTells || e.status() >= 500 || e.status() == 401 || e.status() == 403 ? e.status() : 200;
    }

    public String write(OwsException e) {
        return ows == null ? serviceException(e) : report(e, ows);
    }

    private String report(OwsException e, String namespace) {
        StringBuilder xml = new StringBuilder(
                        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ows:ExceptionReport xmlns:ows=\"")
                .append(namespace)
                .append("\" version=\"")
                .append(version)
                .append("\" xml:lang=\"en\">\n  <ows:Exception exceptionCode=\"");
        Xml.escape(xml, e.code());
        locator(xml, e);
        xml.append("\">\n    <ows:ExceptionText>");
        Xml.escape(xml, e.text().en());
        xml.append("</ows:ExceptionText>\n    <ows:ExceptionText>");
        Xml.escape(xml, e.text().vi());
        return xml.append("</ows:ExceptionText>\n  </ows:Exception>\n</ows:ExceptionReport>\n")
                .toString();
    }

    private String serviceException(OwsException e) {
        StringBuilder xml = new StringBuilder(
                        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ServiceExceptionReport version=\"")
                .append(version)
                .append(this == WMS_1_1 ? "\"" : "\" xmlns=\"http://www.opengis.net/ogc\"")
                .append(">\n  <ServiceException");
        if (!e.code().isEmpty()) {
            xml.append(" code=\"");
            Xml.escape(xml, e.code());
            locator(xml, e);
            xml.append('"');
        }
        xml.append('>');
        Xml.escape(xml, e.text().en() + "\n" + e.text().vi());
        return xml.append("</ServiceException>\n</ServiceExceptionReport>\n").toString();
    }

    private static void locator(StringBuilder xml, OwsException e) {
        if (e.locator() != null) {
            xml.append("\" locator=\"");
            Xml.escape(xml, e.locator());
        }
    }
}
