package vn.huetwin.server.testing;

import static vn.huetwin.server.testing.TestTwin.point;

import java.io.IOException;

/**
 * What comes in as events, as into a real city: ward 19753, building {@code b1} of 20 m, parcel {@code p1} with a holder
 * (personal), report {@code i1} with a reporter (personal), call for help {@code s1} (a personal layer).
 */
public final class OneOfEach {
    private static final String SQUARE =
            "{\"type\":\"MultiPolygon\",\"coordinates\":[[[[107.57,16.46],[107.58,16.46],[107.58,16.47],[107.57,16.47],[107.57,16.46]]]]}";

    private OneOfEach() {}

    public static TestTwin reportedTo(TestTwin twin) throws IOException {
        twin.report("ward", "19753", SQUARE, "\"name\":\"Phường Phú Xuân\",\"unit_type\":\"phường\"");
        twin.report("building", "b1", SQUARE, "\"name\":\"Nhà một\",\"usage\":\"house\",\"height\":20.5,\"floors\":5");
        twin.report("land_parcel", "p1", SQUARE, "\"land_use\":\"ODT\",\"holder_ref\":\"secret-holder\"");
        twin.report(
                "incident",
                "i1",
                point(107.575, 16.465),
                "\"category\":\"FLOOD\",\"title\":\"Ngập úng\",\"reporter_ref\":\"secret-reporter\"");
        twin.report("sos_request", "s1", point(107.571, 16.461), "\"people\":3");
        return twin;
    }
}
