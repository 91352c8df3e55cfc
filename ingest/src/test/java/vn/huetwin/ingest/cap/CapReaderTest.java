package vn.huetwin.ingest.cap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import vn.huetwin.ingest.event.EventException;

class CapReaderTest {
    static final String FLOOD = """
            <?xml version="1.0" encoding="UTF-8"?>
            <alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
              <identifier>KTTV-77</identifier><sender>kttv@hue.example</sender><sent>2026-11-26T08:00:00+07:00</sent>
              <status>Actual</status><msgType>Alert</msgType><scope>Public</scope>
              <info><language>vi-VN</language><category>Met</category><event>Lũ</event><urgency>Expected</urgency>
                <severity>Severe</severity><certainty>Likely</certainty><expires>2026-11-27T08:00:00+07:00</expires>
                <headline>Lũ trên sông Hương</headline>
                <area><areaDesc>Thuận Hóa</areaDesc><polygon>16.45,107.57 16.45,107.59 16.47,107.59 16.45,107.57</polygon></area></info>
              <info><language>en-GB</language><category>Met</category><event>Flood</event><urgency>Expected</urgency>
                <severity>Extreme</severity><certainty>Likely</certainty>
                <headline>Flood on the Perfume River</headline>
                <area><areaDesc>Thuan Hoa</areaDesc><circle>16.46,107.60 1.5</circle></area></info>
            </alert>
            """;

    private final CapReader reader = new CapReader(CapTrust::none);

    @Test
    void latitudeComesFirstInCapAndLongitudeHere() throws Exception {
        CapAlert alert = reader.read(utf8(FLOOD));
        Geometry polygon = alert.infos().get(0).areas().get(0).shapes().get(0);
        assertEquals(new Envelope(107.57, 107.59, 16.45, 16.47), polygon.getEnvelopeInternal());
        Geometry circle = alert.infos().get(1).areas().get(0).shapes().get(0);
        for (Coordinate point : circle.getCoordinates()) {
            double north = (point.y - 16.46) * 111.195;
            double east = (point.x - 107.60) * 111.195 * Math.cos(Math.toRadians(16.46));
            assertEquals(1.5, Math.hypot(north, east), 0.001, "kilometres from the centre");
        }
        assertEquals(CapSignature.UNSIGNED, alert.signature());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # in a sound message this          | becomes this                            | code               | field
            <identifier>KTTV-77                | <identifier>KTTV 77                     | identifier-invalid | identifier
            <identifier>KTTV-77                | <identifier>a,b                         | identifier-invalid | identifier
            <sent>2026-11-26T08:00:00+07:00    | <sent>2026-11-26T08:00:00               | time-invalid       | sent
            <sent>2026-11-26T08:00:00+07:00    | <sent>2026-02-30T08:00:00+07:00         | time-invalid       | sent
            <status>Actual                     | <status>Real                            | status-invalid     | status
            <msgType>Alert                     | <msgType>Warning                        | msgType-invalid    | msgType
            <scope>Public</scope>              |                                         | scope-invalid      | scope
            <severity>Severe                   | <severity>Bad                           | severity-invalid   | severity
            <polygon>16.45,107.57              | <polygon>16.40,107.57                   | shape-invalid      | polygon
            <polygon>16.45,107.57 16.45,107.59 | <polygon>                               | shape-invalid      | polygon
            <polygon>16.45,107.57              | <polygon>107.57,16.45                   | shape-invalid      | polygon
            <circle>16.46,107.60 1.5           | <circle>16.46,107.60 NaN                | shape-invalid      | circle
            <scope>Public</scope>              | <scope>Public</scope><references>a,b</references> | references-invalid | references
            cap:1.2                            | cap:9.9                                 | not-cap            | alert
            </alert>                           |                                         | not-xml            | alert
            """)
    void whatIsWrongIsNamed(String part, String instead, String code, String field) {
        String broken = FLOOD.replace(part, instead == null ? "" : instead);
        EventException refusal = assertThrows(EventException.class, () -> reader.read(utf8(broken)));
        assertEquals(
                code + ' ' + field,
                refusal.problems().get(0).code()
                        + ' '
                        + refusal.problems().get(0).field());
    }

    @Test
    void bombsAndOutsideFilesAreRefused() {
        for (String entity : List.of(
                "<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">",
                "<!ENTITY b SYSTEM \"file:///etc/hostname\">",
                "<!ENTITY % b SYSTEM \"http://localhost:1/x.dtd\"> %b;")) {
            String bomb = FLOOD.replace("<alert", "<!DOCTYPE alert [" + entity + "]><alert")
                    .replace("KTTV-77", "&b;");
            EventException refusal = assertThrows(EventException.class, () -> reader.read(utf8(bomb)));
            assertEquals("not-xml", refusal.problems().get(0).code());
        }
        String deep = FLOOD.replace("<scope>", "<x>".repeat(50_000) + "</x>".repeat(50_000) + "<scope>");
        EventException refusal = assertThrows(EventException.class, () -> reader.read(utf8(deep)));
        assertTrue(refusal.problems().get(0).code().equals("not-xml"));
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
