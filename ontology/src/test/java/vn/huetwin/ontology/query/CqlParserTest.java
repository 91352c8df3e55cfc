package vn.huetwin.ontology.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.CatalogueReader;

class CqlParserTest {
    private static final Catalogue CATALOGUE = CatalogueReader.read();

    private static String sql(String layer, String filter) {
        Sql sql = FilterSql.of(CATALOGUE.get(layer), CqlParser.parse(filter), Access.OPEN, 9214);
        return sql.text() + " "
                + sql.parameters().stream()
                        .map(p -> p instanceof byte[] ? "…" : p)
                        .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "height > 20 AND floors <= 3      | (\"height\" > ? AND \"floors\" <= ?) [20.0, 3]",
                "usage IN ('house','hotel')       | (\"usage\" = ? OR \"usage\" = ?) [house, hotel]",
                "name LIKE 'Trường%'              | \"name\"::text LIKE ? [Trường%]",
                "name ILIKE '100\\%'              | \"name\"::text ILIKE ? [100\\%]",
                "height BETWEEN 3 AND 4.5         | \"height\" BETWEEN ? AND ? [3.0, 4.5]",
                "id <> 'b1' OR id IN ('b2')       | (NOT coalesce(\"id\" = ?, FALSE) OR \"id\" = ?) [b1, b2]",
                "name >= 'M'                      | \"name\" >= ? [M]",
                "name IS NULL                     | \"name\" IS NULL []",
                "NOT (height > -1)                | NOT coalesce(\"height\" > ?, FALSE) [-1.0]",
                "S_INTERSECTS(geometry,POINT(107.58 16.46))    | ST_Intersects(geometry, ST_GeomFromEWKB(?)) […]",
                "S_INTERSECTS(geometry,BBOX(107,16,108,17))    | (geometry && ST_GeomFromEWKB(?) AND CASE WHEN geometry @ ST_GeomFromEWKB(?) THEN TRUE ELSE ST_Intersects(geometry, ST_GeomFromEWKB(?)) END) […, …, …]",
                "BBOX(geometry,107,16,108,17)                  | (geometry && ST_GeomFromEWKB(?) AND CASE WHEN geometry @ ST_GeomFromEWKB(?) THEN TRUE ELSE ST_Intersects(geometry, ST_GeomFromEWKB(?)) END) […, …, …]",
                "name = 'S_INTERSECTS(BBOX(1,2,3,4))'          | \"name\" = ? [S_INTERSECTS(BBOX(1,2,3,4))]",
                "name = 'TIMESTAMP(''x'') it''s'               | \"name\" = ? [TIMESTAMP('x') it's]",
                "name = '''; DROP TABLE layer.building; --'    | \"name\" = ? ['; DROP TABLE layer.building; --]"
            })
    void cql2BecomesSqlWithParameters(String filter, String expected) {
        assertEquals(expected, sql("building", filter));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "reported_at > TIMESTAMP('2026-01-31T08:00:00Z')",
                "reported_at > '2026-01-31T08:00:00Z'",
                "T_AFTER(reported_at, TIMESTAMP('2026-01-31T08:00:00Z'))",
                "reported_at AFTER 2026-01-31T08:00:00Z"
            })
    void timesAreWrittenInSeveralWays(String filter) {
        assertTrue(sql("incident", filter).startsWith("\"reported_at\" > ? [2026-01-31 "), sql("incident", filter));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "height >                                        | syntax error",
                "colour = 1                                      | has no property 'colour'",
                "height = 'tall'                                 | does not fit the type double of height",
                "height = 'NaN'                                  | does not fit the type double of height",
                "strToLowerCase(name) = 'x'                      | functions are not evaluated",
                "name = env('secret')                            | functions are not evaluated",
                "height = 2 * 3                                  | functions and arithmetic are not evaluated",
                "S_INTERSECTS(geometry,buffer(geometry,1))       | functions are not evaluated",
                "S_INTERSECTS(name,POINT(107 16))                | 'name' is not a geometry",
                "S_INTERSECTS(geometry,POINT(16.4 107.5))        | axes seem to be swapped",
                "S_INTERSECTS(geometry,POINT(500 500))           | outside the world",
                "S_INTERSECTS(geometry,POLYGON((0 0,1 1,1 0,0 1,0 0))) | not valid: Self-intersection",
                "S_INTERSECTS(geometry,SRID=3857;POINT(1 1))     | use filter-crs",
                "BBOX(geometry,1,2,3,4,'EPSG:3857')              | use filter-crs",
                "DWITHIN(geometry,POINT(107 16),1e9,meters)      | distance must be between",
                "name = height                                   | their types differ",
                "holder_ref = 'x'                                | has no property 'holder_ref'"
            })
    void whatIsWrongIsSaid(String filter, String expected) {
        FilterException refused = assertThrows(FilterException.class, () -> sql("building", filter));
        assertTrue(refused.text().en().contains(expected), refused.text().en());
        assertTrue(!refused.text().vi().isEmpty());
    }

    @Test
    void longChainsAreReadAndDeepNestsAreNot() {
        String chain = "height = 1" + " OR height = 1".repeat(1_000);
        assertTrue(sql("building", chain).startsWith("(\"height\" = ? OR \"height\" = ? OR "));
        for (String deep : new String[] {
            "(".repeat(100) + "height = 1" + ")".repeat(100), "NOT ".repeat(10_000) + "height = 1", "(".repeat(30_000)
        }) {
            assertThrows(FilterException.class, () -> sql("building", deep));
        }
    }
}
