package vn.huetwin.server.wfs;

import org.jspecify.annotations.Nullable;
import vn.huetwin.server.ows.AxisRule;
import vn.huetwin.server.ows.ExceptionFormat;

/** The versions of WFS, each with its companions. */
enum WfsVersion {
    V1_0(
            "1.0.0",
            "http://www.opengis.net/wfs",
            "http://www.opengis.net/gml",
            "http://www.opengis.net/ogc",
            "http://schemas.opengis.net/wfs/1.0.0/WFS-basic.xsd",
            "http://schemas.opengis.net/gml/2.1.2/feature.xsd",
            "GML2",
            AxisRule.WFS_1_0,
            ExceptionFormat.WFS_1_0),
    V1_1(
            "1.1.0",
            "http://www.opengis.net/wfs",
            "http://www.opengis.net/gml",
            "http://www.opengis.net/ogc",
            "http://schemas.opengis.net/wfs/1.1.0/wfs.xsd",
            "http://schemas.opengis.net/gml/3.1.1/base/gml.xsd",
            "text/xml; subtype=gml/3.1.1",
            AxisRule.WFS,
            ExceptionFormat.OWS_1_0),
    V2_0(
            "2.0.0",
            "http://www.opengis.net/wfs/2.0",
            "http://www.opengis.net/gml/3.2",
            "http://www.opengis.net/fes/2.0",
            "http://schemas.opengis.net/wfs/2.0/wfs.xsd",
            "http://schemas.opengis.net/gml/3.2.1/gml.xsd",
            "application/gml+xml; version=3.2",
            AxisRule.WFS,
            ExceptionFormat.OWS_1_1);

    private final String number;
    private final String wfs;
    private final String gml;
    private final String filter;
    private final String wfsSchema;
    private final String gmlSchema;
    private final String format;
    private final AxisRule axes;
    private final ExceptionFormat exceptions;

    WfsVersion(
            String number,
            String wfs,
            String gml,
            String filter,
            String wfsSchema,
            String gmlSchema,
            String format,
            AxisRule axes,
            ExceptionFormat exceptions) {
        this.number = number;
        this.wfs = wfs;
        this.gml = gml;
        this.filter = filter;
        this.wfsSchema = wfsSchema;
        this.gmlSchema = gmlSchema;
        this.format = format;
        this.axes = axes;
        this.exceptions = exceptions;
    }

    /** The version with this number, or null; {@code 2.0.2} is {@code 2.0.0} with corrections. */
    static @Nullable WfsVersion find(String number) {
        String plain = number.strip();
        for (WfsVersion version : values()) {
            if (version.number.equals(plain) || (version == V2_0 && (plain.equals("2.0.2") || plain.equals("2.0")))) {
                return version;
            }
        }
        return null;
    }

    String number() {
        return number;
    }

    /** Namespace of the service. */
    String wfs() {
        return wfs;
    }

    /** Namespace of its GML. */
    String gml() {
        return gml;
    }

    /** Namespace of its filters. */
    String filter() {
        return filter;
    }

    String wfsSchema() {
        return wfsSchema;
    }

    String gmlSchema() {
        return gmlSchema;
    }

    /** Its default output format. */
    String format() {
        return format;
    }

    AxisRule axes() {
        return axes;
    }

    ExceptionFormat exceptions() {
        return exceptions;
    }

    /** What the parameter with the names of types is called. */
    String typeNames() {
        return this == V2_0 ? "typeNames" : "typeName";
    }

    /** How coordinates of WGS 84 are named unless the client wants otherwise. */
    String defaultCrs() {
        return this == V1_0 ? "EPSG:4326" : "urn:ogc:def:crs:EPSG::4326";
    }
}
