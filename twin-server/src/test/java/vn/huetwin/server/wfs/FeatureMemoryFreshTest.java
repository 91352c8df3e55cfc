package vn.huetwin.server.wfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vn.huetwin.server.config.Limits;
import vn.huetwin.server.security.Role;
import vn.huetwin.server.testing.TestTwin;

/** With features in memory an edit that was answered is in the next answer, each time. */
@Tag("postgis")
class FeatureMemoryFreshTest {
    private static String floors(Wfs wfs) throws IOException {
        List<String> floors = wfs.get(
                        "VERSION",
                        "2.0.0",
                        "REQUEST",
                        "GetFeature",
                        "TYPENAMES",
                        "hue:building",
                        "BBOX",
                        "16.4,107.5,16.5,107.6,urn:ogc:def:crs:EPSG::4326")
                .texts("floors");
        return String.join(" ", floors);
    }

    private static void edit(Wfs wfs, String action) throws IOException {
        String xml = "<Transaction service='WFS' version='1.0.0' xmlns='http://www.opengis.net/wfs'"
                + " xmlns:ogc='http://www.opengis.net/ogc' xmlns:gml='http://www.opengis.net/gml'>" + action
                + "</Transaction>";
        Wfs.Answer answer = wfs.post(xml, wfs.city().as(Role.PLANNER));
        assertEquals(1, answer.xml().getElementsByTagNameNS("*", "SUCCESS").getLength(), answer.text());
    }

    /** Past the log, of which no memory hears: who shows it has asked the database. */
    private static void past(TestTwin city, int floors) throws SQLException {
        try (Connection connection = city.city().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE layer.building SET floors = " + floors);
        }
    }

    @Test
    void anEditIsInTheNextAnswer() throws Exception {
        try (TestTwin city = TestTwin.plan().limits(Limits.DEFAULT).start()) {
            Wfs wfs = new Wfs(city);
            String square = "<gml:coordinates>107.58,16.46 107.581,16.46 107.581,16.461 107.58,16.46</gml:coordinates>";
            edit(
                    wfs,
                    "<Insert><building xmlns='https://data.huetwin.vn/gml'><geometry><gml:MultiPolygon><gml:polygonMember>"
                            + "<gml:Polygon><gml:outerBoundaryIs><gml:LinearRing>" + square
                            + "</gml:LinearRing></gml:outerBoundaryIs></gml:Polygon></gml:polygonMember></gml:MultiPolygon>"
                            + "</geometry><floors>3</floors></building></Insert>");
            assertEquals("3", floors(wfs));
            int shown = 3;
            for (int i = 0, last = 3; i < 1_000 && shown == last; i++) {
                last = 10 + i % 2;
                past(city, last);
                shown = Integer.parseInt(floors(wfs));
                LockSupport.parkNanos(10_000_000);
            }
            past(city, 15);
            assertTrue(Integer.parseInt(floors(wfs)) < 15, "it comes from memory");
            for (int i = 0; i < 100; i++) {
                String value = Integer.toString(1 + i % 90);
                edit(
                        wfs,
                        "<Update typeName='building'><Property><Name>floors</Name><Value>" + value
                                + "</Value></Property></Update>");
                assertEquals(value, floors(wfs), "edit " + i);
            }
        }
    }
}
