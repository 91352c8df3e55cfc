package vn.huetwin.server.wms;

import org.jspecify.annotations.Nullable;
import vn.huetwin.server.ows.AxisRule;
import vn.huetwin.server.ows.ExceptionFormat;

/** The versions of WMS and where they differ. */
enum WmsVersion {
    V1_1_1("1.1.1", "SRS", "InvalidSRS", AxisRule.WMS_1_1, "application/vnd.ogc.wms_xml", ExceptionFormat.WMS_1_1),
    V1_3_0("1.3.0", "CRS", "InvalidCRS", AxisRule.WMS_1_3, "text/xml", ExceptionFormat.WMS_1_3);

    private final String number;
    private final String crsParameter;
    private final String crsError;
    private final AxisRule axes;
    private final String capabilitiesType;
    private final ExceptionFormat exceptions;

    WmsVersion(
            String number,
            String crsParameter,
            String crsError,
            AxisRule axes,
            String capabilitiesType,
            ExceptionFormat exceptions) {
        this.number = number;
        this.crsParameter = crsParameter;
        this.crsError = crsError;
        this.axes = axes;
        this.capabilitiesType = capabilitiesType;
        this.exceptions = exceptions;
    }

    /** The version spoken with a client that asks for one (06-042, clause 6.2.4): the highest that is not above it. */
    static WmsVersion negotiate(@Nullable String wanted) {
        return wanted == null || wanted.strip().compareTo(V1_3_0.number) >= 0 ? V1_3_0 : V1_1_1;
    }

    String number() {
        return number;
    }

    /** {@code SRS} or {@code CRS}. */
    String crsParameter() {
        return crsParameter;
    }

    /** The code of an unknown system. */
    String crsError() {
        return crsError;
    }

    AxisRule axes() {
        return axes;
    }

    /** Parameters for the column and the row of a pixel. */
    String columnParameter() {
        return this == V1_3_0 ? "I" : "X";
    }

    String rowParameter() {
        return this == V1_3_0 ? "J" : "Y";
    }

    String capabilitiesType() {
        return capabilitiesType;
    }

    ExceptionFormat exceptions() {
        return exceptions;
    }
}
