package vn.huetwin.ontology.gazetteer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;
import vn.huetwin.ontology.catalogue.LocationPrecision;
import vn.huetwin.ontology.catalogue.NameRule;
import vn.huetwin.ontology.crs.Crs;
import vn.huetwin.ontology.crs.CrsRegistry;

/**
 * Two wards side by side, 4 km wide each, Thuận Hóa west and Vỹ Dạ east of x = 4; lengths are in kilometres. Lê Lợi and
 * Hùng Vương cross at 1 2; Trần Phú is there twice, once in each ward.
 */
class GazetteerTest {
    private static final Crs CRS = new CrsRegistry().get(9214);
    private static final double EAST = 560_000;
    private static final double NORTH = 1_820_000;
    private static final Map<String, String> KINDS =
            Map.of("phường", "phường", "p", "phường", "xã", "xã", "x", "xã", "thị trấn", "thị trấn");
    private static final NameRule WARD = rule(LocationPrecision.WARD, List.of(), List.of("Huế", "Thành phố Huế"), null);
    private static final NameRule FORMER = rule(LocationPrecision.WARD, List.of(), List.of(), "merged_into");
    private static final NameRule STREET =
            rule(LocationPrecision.STREET, List.of("đường", "đ", "phố"), List.of(), null);
    private static final NameRule PLACE = rule(LocationPrecision.PLACE, List.of(), List.of(), null);

    private final Gazetteer gazetteer = city();

    private static NameRule rule(LocationPrecision level, List<String> words, List<String> city, String leadsTo) {
        return new NameRule(
                level,
                List.of("name"),
                null,
                null,
                level == LocationPrecision.WARD ? KINDS : Map.of(),
                words,
                city,
                leadsTo,
                null);
    }

    private static Gazetteer city() {
        List<Toponym> all = new ArrayList<>();
        Spellings wards = new Spellings(WARD, KINDS);
        wards.add("Thuận Hóa", "phường", "w1", shape("POLYGON ((0 0, 4 0, 4 4, 0 4, 0 0))"), 0, all);
        wards.add("Phường Vỹ Dạ", "phường", "w2", shape("POLYGON ((4 0, 8 0, 8 4, 4 4, 4 0))"), 0, all);
        wards.add("Chân Mây - Lăng Cô", "xã", "w3", shape("POLYGON ((8 0, 9 0, 9 1, 8 1, 8 0))"), 0, all);
        wards.addFormer("P. Phú Hội, X. Hương Phong, P. Hương Vân", "w1", all);
        wards.addFormer("Phường Thuận Hòa, P. Hương Phong, P. Hương Văn", "w2", all);
        new Spellings(FORMER, KINDS).add("Thị trấn Sịa", "thị trấn", "w2", null, 0, all);
        Spellings streets = new Spellings(STREET, KINDS);
        streets.add("Lê Lợi", null, null, shape("LINESTRING (0 2, 1.5 2)"), 0, all);
        streets.add("Lê Lợi", null, null, shape("LINESTRING (1.5 2, 2 2)"), 0, all);
        streets.add("Đường Hùng Vương", null, null, shape("LINESTRING (1 1, 1 3)"), 0, all);
        streets.add("Trần Phú", null, null, shape("LINESTRING (2 3, 3 3)"), 0, all);
        streets.add("Trần Phú", null, null, shape("LINESTRING (6 3, 7 3)"), 0, all);
        streets.add("Dương Văn An", null, null, shape("LINESTRING (5 1, 6 1)"), 0, all);
        streets.add("Đường 19/5", null, null, shape("LINESTRING (5 2, 6 2)"), 0, all);
        streets.add("Hai Bà Trưng", null, null, shape("LINESTRING (3 1, 3 2)"), 0, all);
        streets.add("Vỹ Dạ", null, null, shape("LINESTRING (5 3, 6 3)"), 0, all);
        streets.add("Quốc lộ 1", null, null, shape("LINESTRING (-40 0.5, 40 0.5)"), 0, all);
        streets.add("Bà Huyện Thanh Quan", null, null, null, 0, all);
        Spellings places = new Spellings(PLACE, KINDS);
        places.add("Chợ Đông Ba", null, null, shape("POINT (1 2.05)"), 20, all);
        places.add("Cầu Trường Tiền", null, null, shape("POINT (2 2)"), 10, all);
        places.add("Trường THPT Hai Bà Trưng", null, null, shape("POINT (3.5 1.5)"), 10, all);
        places.add("Hoàng thành Huế (Đại Nội)", null, null, shape("POINT (0.5 3.5)"), 10, all);
        places.add("Trạm Y tế", null, null, shape("POINT (1 1)"), 10, all);
        places.add("Trạm Y tế", null, null, shape("POINT (7 1)"), 10, all);
        return new Gazetteer(all, List.of(WARD, FORMER, STREET, PLACE), CRS);
    }

    private static Geometry shape(String wkt) {
        try {
            Geometry shape = new WKTReader().read(wkt);
            shape.apply((org.locationtech.jts.geom.CoordinateFilter) c -> {
                c.x = EAST + c.x * 1_000;
                c.y = NORTH + c.y * 1_000;
            });
            shape.geometryChanged();
            return shape;
        } catch (ParseException e) {
            throw new IllegalArgumentException(wkt, e);
        }
    }

    /** {@code street 1.0 2.0 ±1000 Lê Lợi}: precision, place in kilometres, radius in metres, what was recognised. */
    private String drawn(String text) {
        Located found = gazetteer.locate(text);
        if (found.point() == null) {
            return found.precision().notation() + (found.match() == null ? "" : " " + found.match());
        }
        double[] place = CRS.fromWgs84(found.longitude(), found.latitude());
        return String.format(
                Locale.ROOT,
                "%s %.1f %.1f ±%.0f %s",
                found.precision().notation(),
                (place[0] - EAST) / 1_000,
                (place[1] - NORTH) / 1_000,
                found.radiusMetres(),
                found.match());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            12 Lê Lợi, phường Thuận Hóa                  | street 1.0 2.0 ±1000 Lê Lợi, Phường Thuận Hóa
            số 12 đường Lê Lợi, P.Thuận Hoá, TP. Huế     | street 1.0 2.0 ±1000 Lê Lợi, Phường Thuận Hóa
            K12/3 Đ. Lê Lợi                              | street 1.0 2.0 ±1000 Lê Lợi
            12 le loi                                    | street 1.0 2.0 ±1000 Lê Lợi
            kiệt 15 Lê Lợi phường Thuận Hóa              | street 1.0 2.0 ±1000 Lê Lợi, Phường Thuận Hóa
            nhà bà Lan, 12 Lê Lợi, Huế                   | street 1.0 2.0 ±1000 Lê Lợi
            12 Lê Lợi Huế                                | street 1.0 2.0 ±1000 Lê Lợi
            34 Dương Văn An                              | street 5.5 1.0 ±500 Dương Văn An
            đường 19/5                                   | street 5.5 2.0 ±500 Đường 19/5
            12 Vỹ Dạ                                     | street 5.5 3.0 ±500 Vỹ Dạ
            12 Trần Phú, phường Vỹ Dạ                    | street 6.5 3.0 ±500 Trần Phú, Phường Vỹ Dạ
            Trần Phú, p. Phú Hội                         | street 2.5 3.0 ±500 Trần Phú, Phường Thuận Hóa
            đường Hai Bà Trưng                           | street 3.0 1.5 ±500 Hai Bà Trưng
            """)
    void aHouseInAStreetIsSomewhereAlongIt(String text, String expected) {
        assertEquals(expected, drawn(text));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            cầu Trường Tiền                              | place 2.0 2.0 ±10 Cầu Trường Tiền
            gần chợ Đông Ba, phường Thuận Hóa            | place 1.0 2.1 ±120 Chợ Đông Ba, Phường Thuận Hóa
            Chợ Đông Ba, đường Lê Lợi                    | place 1.0 2.1 ±20 Chợ Đông Ba
            Trường THPT Hai Bà Trưng                     | place 3.5 1.5 ±10 Trường THPT Hai Bà Trưng
            Hoàng thành Huế                              | place 0.5 3.5 ±10 Hoàng thành Huế (Đại Nội)
            Trạm y tế, phường Vĩ Dạ                      | place 7.0 1.0 ±10 Trạm Y tế, Phường Vỹ Dạ
            ngã tư Hùng Vương – Lê Lợi                   | crossing 1.0 2.0 ±30 Đường Hùng Vương – Lê Lợi
            ngã 4 Lê Lợi và Hùng Vương, Huế              | crossing 1.0 2.0 ±30 Lê Lợi – Đường Hùng Vương
            góc đường Lê Lợi với đường Hùng Vương        | crossing 1.0 2.0 ±30 Lê Lợi – Đường Hùng Vương
            """)
    void placesAndCrossingsAreCloser(String text, String expected) {
        assertEquals(expected, drawn(text));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            phường Thuận Hóa                             | ward 2.0 2.0 ±2829 Phường Thuận Hóa
            Thuận Hoá, Huế                               | ward 2.0 2.0 ±2829 Phường Thuận Hóa
            tổ 5, khu vực 3, phường Phú Hội              | ward 2.0 2.0 ±2829 Phường Thuận Hóa
            phường Thuận Hòa (cũ)                        | ward 6.0 2.0 ±2829 Phường Vỹ Dạ
            xã Hương Phong                               | ward 2.0 2.0 ±2829 Phường Thuận Hóa
            P. Hương Phong                               | ward 6.0 2.0 ±2829 Phường Vỹ Dạ
            thị trấn Sịa                                 | ward 6.0 2.0 ±2829 Phường Vỹ Dạ
            xã Chân Mây-Lăng Cô                          | ward 8.5 0.5 ±708 Xã Chân Mây - Lăng Cô
            Vỹ Dạ                                        | ward 6.0 2.0 ±2829 Phường Vỹ Dạ
            nhà hàng Lê Lợi, phường Vỹ Dạ                | ward 6.0 2.0 ±2829 Phường Vỹ Dạ
            12 Lê Lợi, phường Vỹ Dạ                      | ward 6.0 2.0 ±2829 Phường Vỹ Dạ
            12 Bà Huyện Thanh Quan, phường Vỹ Dạ         | ward 6.0 2.0 ±2829 Phường Vỹ Dạ
            Chợ Đông Ba, đường Dương Văn An, P. Thuận Hóa | ward 2.0 2.0 ±2829 Phường Thuận Hóa
            ngã tư Lê Lợi – Hai Bà Trưng, P. Thuận Hóa   | ward 2.0 2.0 ±2829 Phường Thuận Hóa
            """)
    void whatIsAmbiguousOrContradictsItselfIsKnownByItsWardOnly(String text, String expected) {
        assertEquals(expected, drawn(text));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            12 Trần Phú                                  | city Trần Phú
            Trạm y tế                                    | city Trạm Y tế
            Hương Phong                                  | city X. Hương Phong / P. Hương Phong
            phường Huong Van                             | city P. Hương Vân / P. Hương Văn
            phuong Thuan Hoa                             | city Phường Thuận Hóa / Phường Thuận Hòa
            Quốc lộ 1                                    | city Quốc lộ 1
            12 Bà Huyện Thanh Quan                       | city Bà Huyện Thanh Quan
            12 Lê Lợi, 34 Dương Văn An                   | city Lê Lợi, Dương Văn An
            Trường tiểu học Lê Lợi                       | unknown
            Lê Lợi nối dài                               | unknown
            quán cà phê cầu Trường Tiền                  | unknown
            phường Hương Ván                             | unknown
            Huế                                          | unknown
            !!! ???                                      | unknown
            """)
    void nothingIsGuessed(String text, String expected) {
        assertEquals(expected, drawn(text));
    }

    @Test
    void aWardWrittenWithoutItsMarksDoesNotHideTheStreetThatLiesInOneOfThem() {
        assertEquals("street 1.0 2.0 ±1000 Lê Lợi", drawn("12 Le Loi, phuong Thuan Hoa"));
    }

    @Test
    void aTextOfAnyLengthIsReadToItsEndOrNotAtAll() {
        assertEquals("unknown", drawn("Lê Lợi ".repeat(10_000)));
        assertEquals("unknown", drawn("a,".repeat(10_000) + "Lê Lợi"));
    }
}
