package vn.huetwin.ontology.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.geotools.api.filter.Filter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.CatalogueReader;

/** The same filter as text and as JSON becomes the same statement. */
class CqlJsonParserTest {
    private static final Catalogue CATALOGUE = CatalogueReader.read();

    private static String sql(Filter filter) {
        Sql sql = FilterSql.of(CATALOGUE.get("incident"), filter, Access.INTERNAL, 9214);
        return sql.text() + " "
                + sql.parameters().stream()
                        .map(p -> p instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : p)
                        .toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        title = 'x'                 | {"op":"=","args":[{"property":"title"},"x"]}
        rating <> 3                 | {"op":"<>","args":[{"property":"rating"},3]}
        3 < rating                  | {"op":"<","args":[3,{"property":"rating"}]}
        rating >= 2.0               | {"op":">=","args":[{"property":"rating"},2.0]}
        title LIKE 'Cây%'           | {"op":"like","args":[{"property":"title"},"Cây%"]}
        title ILIKE 'cây\\%'        | {"op":"like","args":[{"op":"casei","args":[{"property":"title"}]},{"op":"casei","args":["cây\\\\%"]}]}
        rating BETWEEN 1 AND 2      | {"op":"between","args":[{"property":"rating"},1,2]}
        category IN ('TREE','ROAD') | {"op":"in","args":[{"property":"category"},["TREE","ROAD"]]}
        title IS NOT NULL           | {"op":"not","args":[{"op":"isNull","args":[{"property":"title"}]}]}
        id = 'a' AND rating = 1     | {"op":"and","args":[{"op":"=","args":[{"property":"id"},"a"]},{"op":"=","args":[{"property":"rating"},1]}]}
        S_INTERSECTS(geometry,BBOX(107,16,108,17)) | {"op":"s_intersects","args":[{"property":"geometry"},{"bbox":[107,16,108,17]}]}
        S_WITHIN(geometry,POLYGON((107 16,108 16,108 17,107 16))) | {"op":"s_within","args":[{"property":"geometry"},{"type":"Polygon","coordinates":[[[107,16],[108,16],[108,17],[107,16]]]}]}
        DWITHIN(geometry,POINT(107.5 16.4),100,meters) | {"op":"dwithin","args":[{"property":"geometry"},{"type":"Point","coordinates":[107.5,16.4]},100,"meters"]}
        T_AFTER(reported_at,TIMESTAMP('2026-01-31T08:00:00Z')) | {"op":"t_after","args":[{"property":"reported_at"},{"timestamp":"2026-01-31T08:00:00Z"}]}""")
    void jsonSaysWhatTextSays(String text, String json) {
        assertEquals(sql(CqlParser.parse(text)), sql(CqlJsonParser.parse(json)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {"op":"="                                                  | line:column 1:
        {"op":"=","op":"=","args":[]}                              | Duplicate field
        {} {}                                                      | after the end
        ``                                                         | empty
        "x"                                                        | at /: a condition
        {"op":"=","args":{}}                                       | at /args: an array
        {"op":"=","args":[1]}                                      | at /args: 2 items are needed, there are 1
        {"op":"and","args":[true,{"op":"=","args":[1,null]}]}      | at /args/1/args/1: a value
        {"op":"power","args":[1,2]}                                | at /op: there is no 'power'
        {"op":"s_near","args":[1,2]}                               | at /op: there is no 's_near'
        {"op":"=","args":[{"op":"avg","args":[1]},2]}              | at /args/0: avg is not supported
        {"op":"in","args":[{"property":"title"},[]]}               | at /args/1: an array of values
        {"op":"like","args":[{"property":"title"},3]}              | at /args/1: a pattern
        {"op":"s_within","args":[{"property":"geometry"},{"type":"Blob","coordinates":[]}]} | at /args/1/type
        {"op":"s_within","args":[{"property":"geometry"},{"type":"Point","coordinates":["x",1]}]} | at /args/1/coordinates/0
        {"op":"s_within","args":[{"property":"geometry"},{"type":"Polygon","coordinates":[[[1,2],[3,4],[5,6]]]}]} | at /args/1: not a geometry
        {"op":"s_within","args":[{"property":"geometry"},{"bbox":[1,2,3]}]} | at /args/1/bbox: 4 or 6
        {"op":"t_during","args":[{"property":"reported_at"},"2026-01-31"]} | at /args/1: {"interval"
        {"op":"=","args":[{"property":"colour"},1]}                | has no property 'colour'
        {"op":"=","args":[{"property":"reporter_phone"},"1"]}      | has no property 'reporter_phone'
        {"op":"s_within","args":[{"property":"geometry"},{"type":"Point","coordinates":[16.4,107.5]}]} | axes seem to be swapped""")
    void whatIsWrongIsSaidWithItsPlace(String json, String expected) {
        FilterException refused = assertThrows(FilterException.class, () -> sql(CqlJsonParser.parse(json)));
        assertTrue(refused.text().en().contains(expected), refused.text().en());
        assertTrue(!refused.text().vi().isEmpty());
    }

    @Test
    void deepAndLongOnesAreRefused() {
        String deep = "{\"op\":\"not\",\"args\":[".repeat(1_000) + "true" + "]}".repeat(1_000);
        assertThrows(FilterException.class, () -> CqlJsonParser.parse(deep));
        String nested = "{\"op\":\"not\",\"args\":[".repeat(45) + "true" + "]}".repeat(45);
        assertTrue(CqlJsonParser.parse(nested) instanceof org.geotools.api.filter.Not);
        assertThrows(FilterException.class, () -> CqlJsonParser.parse("[" + "1,".repeat(40_000) + "1]"));
    }

    /** A filter by chance, written in both ways. */
    private record Written(String text, String json) {}

    @Test
    void filtersByChanceAreTheSameInBothLanguages() {
        long seed = new Random().nextLong();
        System.out.println("CqlJsonParserTest seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            Written filter = filter(random, 4);
            assertEquals(
                    sql(CqlParser.parse(filter.text())),
                    sql(CqlJsonParser.parse(filter.json())),
                    "seed " + seed + ": " + filter.text() + " against " + filter.json());
        }
    }

    private static Written filter(Random random, int depth) {
        if (depth > 0 && random.nextInt(3) > 0) {
            if (random.nextInt(3) == 0) {
                Written one = filter(random, depth - 1);
                return new Written("NOT (" + one.text() + ")", op("not", one.json()));
            }
            List<String> texts = new ArrayList<>();
            List<String> jsons = new ArrayList<>();
            for (int i = 0; i < 2 + random.nextInt(2); i++) {
                Written one = filter(random, depth - 1);
                texts.add("(" + one.text() + ")");
                jsons.add(one.json());
            }
            boolean and = random.nextBoolean();
            return new Written(
                    String.join(and ? " AND " : " OR ", texts), op(and ? "and" : "or", String.join(",", jsons)));
        }
        String word = List.of("Huế", "it's", "100%", "a_b", "").get(random.nextInt(5));
        String quoted = "'" + word.replace("'", "''") + "'";
        String json = "\"" + word + "\"";
        int number = random.nextInt(100);
        String day = "2026-0" + (1 + random.nextInt(9)) + "-01T00:00:00Z";
        String title = "{\"property\":\"title\"}";
        String rating = "{\"property\":\"rating\"}";
        String time = "{\"property\":\"reported_at\"}";
        String place = "{\"property\":\"geometry\"}";
        return switch (random.nextInt(8)) {
            case 0 -> {
                String comparison = List.of("=", "<>", "<", ">", "<=", ">=").get(random.nextInt(6));
                yield new Written("rating " + comparison + " " + number, op(comparison, rating + "," + number));
            }
            case 1 -> new Written("title = " + quoted, op("=", title + "," + json));
            case 2 -> new Written("title LIKE " + quoted, op("like", title + "," + json));
            case 3 -> new Written("rating BETWEEN 1 AND " + number, op("between", rating + ",1," + number));
            case 4 -> new Written("title IN (" + quoted + ",'x')", op("in", title + ",[" + json + ",\"x\"]"));
            case 5 -> new Written("title IS NULL", op("isNull", title));
            case 6 -> {
                boolean after = random.nextBoolean();
                yield new Written(
                        "T_" + (after ? "AFTER" : "BEFORE") + "(reported_at,TIMESTAMP('" + day + "'))",
                        op(after ? "t_after" : "t_before", time + ",{\"timestamp\":\"" + day + "\"}"));
            }
            default -> {
                String relation = List.of("intersects", "disjoint", "within", "touches", "crosses", "overlaps")
                        .get(random.nextInt(6));
                double x = 107 + number / 128.0;
                yield new Written(
                        "S_" + relation.toUpperCase(java.util.Locale.ROOT) + "(geometry,LINESTRING(" + x
                                + " 16.25,108 16.5))",
                        op(
                                "s_" + relation,
                                place + ",{\"type\":\"LineString\",\"coordinates\":[[" + x + ",16.25],[108,16.5]]}"));
            }
        };
    }

    private static String op(String name, String args) {
        return "{\"op\":\"" + name + "\",\"args\":[" + args + "]}";
    }
}
