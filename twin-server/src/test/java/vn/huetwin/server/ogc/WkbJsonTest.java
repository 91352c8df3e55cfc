package vn.huetwin.server.ogc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.json.JsonArray;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.locationtech.jts.io.ByteOrderValues;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKBWriter;
import org.locationtech.jts.io.WKTReader;

class WkbJsonTest {
    private interface Writing {
        void to(JsonBytes json) throws IOException;
    }

    private static String written(Writing writing) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        JsonBytes json = new JsonBytes(out);
        writing.to(json);
        json.flush();
        return out.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POINT (107.5 16.4)                       | {'type':'Point','coordinates':[107.5,16.4]}",
                "POINT EMPTY                              | {'type':'Point','coordinates':[]}",
                "LINESTRING (1 2, 3 4)                    | {'type':'LineString','coordinates':[[1,2],[3,4]]}",
                "POLYGON ((0 0,4 0,4 4,0 0),(2 1,3 1,3 2,2 1)) |"
                        + " {'type':'Polygon','coordinates':[[[0,0],[4,0],[4,4],[0,0]],[[2,1],[3,1],[3,2],[2,1]]]}",
                "MULTIPOINT ((1 2),(3 4))                 | {'type':'MultiPoint','coordinates':[[1,2],[3,4]]}",
                "MULTIPOLYGON (((0 0,1 0,1 1,0 0)))       |"
                        + " {'type':'MultiPolygon','coordinates':[[[[0,0],[1,0],[1,1],[0,0]]]]}",
                "GEOMETRYCOLLECTION (POINT(1 2),LINESTRING(1 2,3 4)) | {'type':'GeometryCollection','geometries':"
                        + "[{'type':'Point','coordinates':[1,2]},{'type':'LineString','coordinates':[[1,2],[3,4]]}]}"
            })
    void wkbBecomesGeoJson(String wkt, String expected) throws ParseException, IOException {
        for (int order : new int[] {ByteOrderValues.BIG_ENDIAN, ByteOrderValues.LITTLE_ENDIAN}) {
            byte[] wkb = new WKBWriter(2, order).write(new WKTReader().read(wkt));
            assertEquals(expected.replace('\'', '"'), written(json -> new WkbJson(json, false, 7).geometry(wkb)));
        }
    }

    @Test
    void latitudeComesFirstWhereItsAuthoritySaysSo() throws ParseException, IOException {
        byte[] wkb = new WKBWriter().write(new WKTReader().read("POINT (107.5 16.4)"));
        assertEquals(
                "{\"type\":\"Point\",\"coordinates\":[16.4,107.5]}",
                written(json -> new WkbJson(json, true, 7).geometry(wkb)));
    }

    @ParameterizedTest
    @CsvSource({
        "107.58354321, 7, 107.5835432",
        "-0.00000004, 7, 0",
        "-0.5, 7, -0.5",
        "1820936.6174, 3, 1820936.617",
        "0.010, 3, 0.01",
        "2.9999999999, 3, 3",
        "-180, 7, -180",
        "1e300, 7, 1.0E300",
        "NaN, 7, null"
    })
    void numbersAreRoundedWithoutZerosAtTheEnd(double value, int decimals, String expected) throws IOException {
        assertEquals(expected, written(json -> json.decimal(value, decimals)));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 7, -12, 9_007_199_254_740_993L, Long.MAX_VALUE, Long.MIN_VALUE})
    void wholeNumbersAreWrittenWhole(long value) throws IOException {
        assertEquals(Long.toString(value), written(json -> json.integer(value)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Đường Lê Lợi", "\"\\/\n\t\u0001", "🏯 Huế", "€", "", "<script>"})
    void textComesBackAsItWas(String text) throws IOException {
        String longer = text.repeat(3_000);
        for (String each : new String[] {text, longer}) {
            String json = written(j -> j.string(each));
            assertEquals(each, new JsonArray("[" + json + "]").getString(0));
        }
    }
}
