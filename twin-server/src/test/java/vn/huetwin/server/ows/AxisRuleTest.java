package vn.huetwin.server.ows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.huetwin.ontology.crs.CrsRegistry;

class AxisRuleTest {
    private static final CrsRegistry SYSTEMS = new CrsRegistry();

    /** One row for each request and kind of name. */
    @ParameterizedTest
    @CsvSource({
        "WMS_1_3,         EPSG:4326,                                    lat",
        "WMS_1_3,         EPSG:4756,                                    lat",
        "WMS_1_3,         EPSG:3857,                                    x",
        "WMS_1_3,         EPSG:9214,                                    x",
        "WMS_1_3,         CRS:84,                                       x",
        "WMS_1_1,         EPSG:4326,                                    x",
        "WMS_1_1,         EPSG:4756,                                    x",
        "WMS_1_1,         EPSG:3405,                                    x",
        "WFS,             urn:ogc:def:crs:EPSG::4326,                   lat",
        "WFS,             urn:ogc:def:crs:EPSG::4756,                   lat",
        "WFS,             http://www.opengis.net/def/crs/EPSG/0/4326,   lat",
        "WFS,             EPSG:4326,                                    x",
        "WFS,             http://www.opengis.net/gml/srs/epsg.xml#4326, x",
        "WFS,             urn:ogc:def:crs:EPSG::9214,                   x",
        "WFS,             EPSG:9214,                                    x",
        "WFS,             urn:ogc:def:crs:OGC:1.3:CRS84,                x",
        "WFS_1_0,         EPSG:4326,                                    x",
        "WFS_1_0,         urn:ogc:def:crs:EPSG::4326,                   x",
        "TRANSACTION_1_0, urn:ogc:def:crs:EPSG::4326,                   x",
        "TRANSACTION_1_0, EPSG:3406,                                    x",
        "OGC_API,         http://www.opengis.net/def/crs/EPSG/0/4326,   lat",
        "OGC_API,         http://www.opengis.net/def/crs/EPSG/0/9214,   x",
        "OGC_API,         http://www.opengis.net/def/crs/OGC/1.3/CRS84, x",
    })
    void saysWhichAxisComesFirst(AxisRule rule, String name, String first) {
        assertEquals(first.equals("lat"), rule.parse(SYSTEMS, name, "srsName").northingFirst());
    }

    @Test
    void anUnknownSystemIsRefusedWithTheParameterAndThoseThatAreKnown() {
        OwsException e = assertThrows(
                OwsException.class, () -> AxisRule.WMS_1_3.parse(SYSTEMS, "EPSG:3403", "crs", "InvalidCRS"));
        assertEquals("InvalidCRS crs", e.code() + " " + e.locator());
        assertTrue(e.text().en().contains("EPSG:9214"), e.text().en());
    }

    @Test
    void swappedAxesGetAHint() {
        AxisRule.Named lat = AxisRule.WFS.parse(SYSTEMS, "urn:ogc:def:crs:EPSG::4326", "bbox");
        assertTrue(String.valueOf(AxisRule.swapped(lat, 16.4, 107.5)).contains("is written lat,lon here"));
        assertEquals(null, AxisRule.swapped(lat, 107.5, 16.4));
    }
}
