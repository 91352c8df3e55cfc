package vn.huetwin.ontology.geosparql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import org.apache.jena.graph.Node;
import org.apache.jena.query.QueryFactory;
import org.apache.jena.sparql.core.DatasetGraph;
import org.apache.jena.sparql.core.DatasetGraphFactory;
import org.apache.jena.sparql.exec.QueryExec;
import org.apache.jena.sparql.exec.RowSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.ontology.postgres.TestPostgis;
import vn.huetwin.ontology.store.Database;
import vn.huetwin.ontology.store.Migrations;

/** Each function of GeoSPARQL 1.1 gives what PostGIS and PROJ compute for the same. */
@Tag("postgis")
class ConformanceTest {
    private static final String[] SHAPES = {
        "POLYGON((107.55 16.45,107.57 16.45,107.57 16.47,107.55 16.47,107.55 16.45))",
        "POLYGON((107.56 16.46,107.58 16.46,107.58 16.48,107.56 16.48,107.56 16.46))",
        "POLYGON((107.555 16.455,107.56 16.455,107.56 16.46,107.555 16.46,107.555 16.455))",
        "POLYGON((107.57 16.45,107.59 16.45,107.59 16.47,107.57 16.47,107.57 16.45))",
        "POLYGON((107.55 16.45,107.56 16.45,107.56 16.46,107.55 16.46,107.55 16.45))",
        "LINESTRING(107.54 16.46,107.60 16.46)",
        "POINT(107.555 16.455)",
        "POINT(107.57 16.46)",
        "MULTIPOINT((107.555 16.455),(107.6 16.5))",
        "LINESTRING(107.55 16.45,107.57 16.45)",
        "POLYGON EMPTY",
    };
    private static final String OF_REGIONS = " AND ST_Dimension(a) = 2 AND ST_Dimension(b) = 2";
    private static DatasetGraph empty;
    private static Database database;

    @BeforeAll
    static void open() throws SQLException {
        empty = DatasetGraphFactory.create();
        new Functions(new Wkt(new CrsRegistry(), 9214)).register(empty.getContext());
        database = TestPostgis.database();
        Migrations.run(database.dataSource(), "ontology");
    }

    @AfterAll
    static void close() {
        database.close();
    }

    private static @Nullable Node sparql(String expression) {
        return first("PREFIX geo: <http://www.opengis.net/ont/geosparql#> PREFIX geof: <" + Functions.GEOF
                + "> PREFIX uom: <http://www.opengis.net/def/uom/OGC/1.0/> PREFIX unit: <http://qudt.org/vocab/unit/>"
                + " SELECT (" + expression + " AS ?v) {}");
    }

    private static @Nullable Node first(String query) {
        try (QueryExec exec =
                QueryExec.dataset(empty).query(QueryFactory.create(query)).build()) {
            RowSet rows = exec.select();
            return rows.next().get("v");
        }
    }

    private static String postgis(String expression, String... parameters) throws SQLException {
        try (Connection connection = database.connection();
                PreparedStatement statement = connection.prepareStatement("SELECT " + expression)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return String.valueOf(rows.getObject(1));
            }
        }
    }

    private static String wkt(String text) {
        return "\"" + text + "\"^^geo:wktLiteral";
    }

    /** All relations between all pairs; those of RCC8 are between regions only. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sfEquals | ST_Equals(a, b)",
                "sfDisjoint | ST_Disjoint(a, b)",
                "sfIntersects | ST_Intersects(a, b)",
                "sfTouches | ST_Touches(a, b)",
                "sfCrosses | ST_Crosses(a, b)",
                "sfWithin | ST_Within(a, b)",
                "sfContains | ST_Contains(a, b)",
                "sfOverlaps | ST_Overlaps(a, b)",
                "ehEquals | ST_Equals(a, b)",
                "ehDisjoint | ST_Relate(a, b, 'FF*FF****')",
                "ehMeet | ST_Relate(a, b, 'FT*******') OR ST_Relate(a, b, 'F**T*****') OR ST_Relate(a, b, 'F***T****')",
                "ehOverlap | ST_Relate(a, b, 'T*T***T**')",
                "ehCovers | ST_Relate(a, b, 'T*TFT*FF*')",
                "ehCoveredBy | ST_Relate(a, b, 'TFF*TFT**')",
                "ehInside | ST_Relate(a, b, 'TFF*FFT**')",
                "ehContains | ST_Relate(a, b, 'T*TFF*FF*')",
                "rcc8eq | ST_Relate(a, b, 'TFFFTFFFT')",
                "rcc8dc | ST_Relate(a, b, 'FFTFFTTTT')",
                "rcc8ec | ST_Relate(a, b, 'FFTFTTTTT')",
                "rcc8po | ST_Relate(a, b, 'TTTTTTTTT')",
                "rcc8tppi | ST_Relate(a, b, 'TTTFTTFFT')",
                "rcc8tpp | ST_Relate(a, b, 'TFFTTFTTT')",
                "rcc8ntpp | ST_Relate(a, b, 'TFFTFFTTT')",
                "rcc8ntppi | ST_Relate(a, b, 'TTTFFTFFT')",
            })
    void relationsAreThoseOfPostgis(String function, String sql) throws SQLException {
        for (String a : SHAPES) {
            for (String b : SHAPES) {
                Node answer = sparql("geof:" + function + "(" + wkt(a) + ", " + wkt(b) + ")");
                String expected = postgis(
                        sql + (function.startsWith("rcc8") ? OF_REGIONS : "")
                                + " FROM (SELECT ST_GeomFromText(?, 4326) a, ST_GeomFromText(?, 4326) b) shapes",
                        a,
                        b);
                assertEquals(
                        expected,
                        Objects.requireNonNull(answer).getLiteralLexicalForm(),
                        function + " of " + a + " and " + b);
            }
        }
    }

    /** A number within a millionth; A and B are the first two shapes, L is the first line. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "geof:distance(A, \"POINT(107.6 16.5)\"^^geo:wktLiteral, uom:metre) | ST_Distance(local(a), local(ST_SetSRID(ST_Point(107.6, 16.5), 4326)))",
                "geof:distance(A, \"POINT(107.6 16.5)\"^^geo:wktLiteral, unit:KiloM) | ST_Distance(local(a), local(ST_SetSRID(ST_Point(107.6, 16.5), 4326))) / 1000",
                "geof:distance(A, \"POINT(107.6 16.5)\"^^geo:wktLiteral, uom:degree) | ST_Distance(a, ST_SetSRID(ST_Point(107.6, 16.5), 4326))",
                "geof:distance(A, \"POINT(107.6 16.5)\"^^geo:wktLiteral, uom:radian) | radians(ST_Distance(a, ST_SetSRID(ST_Point(107.6, 16.5), 4326)))",
                "geof:metricDistance(A, \"POINT(107.6 16.5)\"^^geo:wktLiteral) | ST_Distance(local(a), local(ST_SetSRID(ST_Point(107.6, 16.5), 4326)))",
                "geof:metricArea(A) | ST_Area(local(a))",
                "geof:area(A, unit:HA) | ST_Area(local(a)) / 10000",
                "geof:metricPerimeter(A) | ST_Perimeter(local(a))",
                "geof:perimeter(A, unit:KiloM) | ST_Perimeter(local(a)) / 1000",
                "geof:metricLength(L) | ST_Length(local(l))",
                "geof:length(L, uom:metre) | ST_Length(local(l))",
                "geof:length(L, uom:degree) | ST_Length(l)",
                "geof:metricArea(geof:intersection(A, B)) | ST_Area(local(ST_Intersection(a, b)))",
                "geof:metricArea(geof:union(A, B)) | ST_Area(local(ST_Union(a, b)))",
                "geof:metricArea(geof:difference(A, B)) | ST_Area(local(ST_Difference(a, b)))",
                "geof:metricArea(geof:symDifference(A, B)) | ST_Area(local(ST_SymDifference(a, b)))",
                "geof:metricArea(geof:metricBuffer(A, 100)) | ST_Area(ST_Buffer(local(a), 100))",
                "geof:metricArea(geof:buffer(A, 0.1, unit:KiloM)) | ST_Area(ST_Buffer(local(a), 100))",
                "geof:metricLength(geof:boundary(A)) | ST_Length(local(ST_Boundary(a)))",
                "geof:metricLength(\"GEOMETRYCOLLECTION(POINT(107.5 16.4),LINESTRING(107.5 16.4,107.6 16.4),POLYGON((107 16,107.1 16,107.1 16.1,107 16)))\"^^geo:wktLiteral)"
                        + " | ST_Length(local(ST_GeomFromText('LINESTRING(107.5 16.4,107.6 16.4)', 4326)))",
                "geof:metricPerimeter(\"GEOMETRYCOLLECTION(LINESTRING(107.5 16.4,107.6 16.4),POLYGON((107 16,107.1 16,107.1 16.1,107 16)))\"^^geo:wktLiteral)"
                        + " | ST_Perimeter(local(ST_GeomFromText('POLYGON((107 16,107.1 16,107.1 16.1,107 16))', 4326)))",
                "geof:metricLength(A) | 0",
                "geof:metricPerimeter(L) | 0",
                "geof:minX(A) | ST_XMin(a)",
                "geof:maxX(A) | ST_XMax(a)",
                "geof:minY(A) | ST_YMin(a)",
                "geof:maxY(A) | ST_YMax(a)",
                "geof:minX(geof:envelope(L)) | ST_XMin(ST_Envelope(l))",
                "geof:maxX(geof:centroid(B)) | ST_X(ST_Centroid(b))",
                "geof:metricArea(geof:boundingCircle(geof:union(A, L))) | ST_Area(local(ST_MinimumBoundingCircle(ST_Union(a, l))))",
                "geof:numGeometries(\"POLYHEDRALSURFACE Z(((0 0 0,1 0 0,1 1 5,0 0 0)),((0 0 0,1 1 5,0 1 0,0 0 0)))\"^^geo:wktLiteral)"
                        + " | ST_NumGeometries(ST_GeomFromText('POLYHEDRALSURFACE Z(((0 0 0,1 0 0,1 1 5,0 0 0)),((0 0 0,1 1 5,0 1 0,0 0 0)))'))",
                "geof:coordinateDimension(\"POINT Z EMPTY\"^^geo:wktLiteral) | ST_CoordDim(ST_GeomFromText('POINT Z EMPTY'))",
                "geof:dimension(\"GEOMETRYCOLLECTION EMPTY\"^^geo:wktLiteral) | ST_Dimension(ST_GeomFromText('GEOMETRYCOLLECTION EMPTY'))",
                "geof:numGeometries(\"GEOMETRYCOLLECTION(POINT(1 1),POLYGON EMPTY)\"^^geo:wktLiteral)"
                        + " | ST_NumGeometries(ST_GeomFromText('GEOMETRYCOLLECTION(POINT(1 1),POLYGON EMPTY)'))",
                "geof:maxX(geof:transform(\"POINT(116 16)\"^^geo:wktLiteral, <http://www.opengis.net/def/crs/EPSG/0/32648>)) | 116",
                "geof:metricArea(geof:convexHull(geof:union(A, B))) | ST_Area(local(ST_ConvexHull(ST_Union(a, b))))",
                "geof:metricArea(geof:concaveHull(geof:union(A, L))) | ST_Area(local(ST_ConcaveHull(ST_Union(a, l), 0.3)))",
                "geof:metricArea(geof:concaveHull(geof:union(A, L), 0.8)) | ST_Area(local(ST_ConcaveHull(ST_Union(a, l), 0.8)))",
                "geof:metricArea(geof:concaveHull(\"MULTIPOINT((107 16),(107.01 16),(107.02 16),(107.02 16.01),(107.02 16.02),(107.01 16.01))\"^^geo:wktLiteral))"
                        + " | ST_Area(local(ST_ConcaveHull(ST_GeomFromText('MULTIPOINT((107 16),(107.01 16),(107.02 16),(107.02 16.01),(107.02 16.02),(107.01 16.01))', 4326), 0.3)))",
                "geof:maxZ(\"POINT Z(107 16 9.5)\"^^geo:wktLiteral) | 9.5",
                "geof:minZ(\"LINESTRING Z(107 16 9.5,107 17 -2)\"^^geo:wktLiteral) | -2",
                "geof:dimension(L) | ST_Dimension(l)",
                "geof:coordinateDimension(\"POINT Z(107 16 9.5)\"^^geo:wktLiteral) | 3",
                "geof:coordinateDimension(\"POINT M(107 16 9.5)\"^^geo:wktLiteral) | 3",
                "geof:coordinateDimension(\"POINT ZM(107 16 9.5 4)\"^^geo:wktLiteral) | 4",
                "geof:spatialDimension(\"POINT M(107 16 9.5)\"^^geo:wktLiteral) | 2",
                "geof:spatialDimension(\"POINT ZM(107 16 9.5 4)\"^^geo:wktLiteral) | 3",
                "geof:spatialDimension(A) | 2",
                "geof:numGeometries(\"MULTIPOINT((1 2),(3 4))\"^^geo:wktLiteral) | 2",
                "geof:minX(geof:geometryN(\"MULTIPOINT((1 2),(3 4))\"^^geo:wktLiteral, 2)) | 3",
            })
    void numbersAreThoseOfPostgis(String expression, String sql) throws SQLException {
        Node answer = sparql(expression
                .replaceAll("\\bA\\b", quoted(0))
                .replaceAll("\\bB\\b", quoted(1))
                .replaceAll("\\bL\\b", quoted(5)));
        double expected = Double.parseDouble(number(sql.replace("local(", "pg_temp.local(")));
        double found = Double.parseDouble(String.valueOf(answer == null ? null : answer.getLiteralLexicalForm()));
        assertEquals(expected, found, Math.abs(expected) * 1e-6 + 1e-9, expression);
    }

    /** Far from the city, where its metric CRS is no measure, within a thousandth of the ellipsoid's. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "geof:distance(X, Y, uom:metre) | ST_Distance(x, y)",
                "geof:metricDistance(Y, X) | ST_Distance(x, y)",
                "geof:distance(S, T, unit:KiloM) | ST_Distance(s, t) / 1000",
                "geof:metricArea(X) | ST_Area(x)",
                "geof:metricPerimeter(S) | ST_Perimeter(s)",
                "geof:length(geof:boundary(X), uom:metre) | ST_Perimeter(x)",
                "geof:metricArea(geof:buffer(Y, 500, uom:metre)) | ST_Area(ST_Buffer(y, 500))",
                "geof:metricDistance(\"POINT(113 16)\"^^geo:wktLiteral, \"POINT(113.1 16)\"^^geo:wktLiteral)"
                        + " | ST_Distance('POINT(113 16)'::geography, 'POINT(113.1 16)')",
            })
    void metresAreTrueFarFromTheCity(String expression, String sql) throws SQLException {
        String[] shapes = {
            "POLYGON((-83.2 34.3,-83 34.3,-83 34.5,-83.2 34.5,-83.2 34.3))",
            "LINESTRING(-83.4 34,-83.3 34.3)",
            "POLYGON((151.2 -33.9,151.3 -33.9,151.3 -33.8,151.2 -33.9))",
            "POINT(151.25 -34)"
        };
        String asked = expression;
        for (int i = 0; i < 4; i++) {
            asked = asked.replaceAll(
                    "\\b" + "XYST".charAt(i) + "\\b", java.util.regex.Matcher.quoteReplacement(wkt(shapes[i])));
        }
        double expected = Double.parseDouble(postgis(
                "(" + sql
                        + ")::text FROM (SELECT ?::geography x, ?::geography y, ?::geography s, ?::geography t) shapes",
                shapes));
        Node answer = sparql(asked);
        assertEquals(
                expected,
                Double.parseDouble(String.valueOf(answer == null ? null : answer.getLiteralLexicalForm())),
                expected * 1e-3,
                expression);
    }

    private static String quoted(int shape) {
        return java.util.regex.Matcher.quoteReplacement(wkt(SHAPES[shape]));
    }

    private static String number(String expression) throws SQLException {
        try (Connection connection = database.connection()) {
            connection
                    .createStatement()
                    .execute("CREATE OR REPLACE FUNCTION pg_temp.local(g geometry) RETURNS geometry"
                            + " LANGUAGE sql AS 'SELECT ST_Transform(g, 9214)'");
            try (PreparedStatement statement = connection.prepareStatement(
                    "SELECT (" + expression
                            + ")::text FROM (SELECT ST_GeomFromText(?, 4326) a, ST_GeomFromText(?, 4326) b, ST_GeomFromText(?, 4326) l) s")) {
                statement.setString(1, SHAPES[0]);
                statement.setString(2, SHAPES[1]);
                statement.setString(3, SHAPES[5]);
                try (ResultSet rows = statement.executeQuery()) {
                    rows.next();
                    return rows.getString(1);
                }
            }
        }
    }

    /** What is so. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "geof:is3D(\"POINT Z(107 16 9.5)\"^^geo:wktLiteral)",
                "!geof:is3D(\"POINT(107 16)\"^^geo:wktLiteral)",
                "geof:isMeasured(\"POINT M(107 16 9.5)\"^^geo:wktLiteral)",
                "!geof:is3D(\"POINT M(107 16 9.5)\"^^geo:wktLiteral)",
                "STR(geof:asWKT(\"POINT M(107 16 9.5)\"^^geo:wktLiteral)) = \"POINT M(107 16 9.5)\"",
                "STR(geof:boundary(\"POLYGON((0 0,4 0,4 4,0 0))\"^^geo:wktLiteral)) = \"LINESTRING (0 0, 4 0, 4 4, 0 0)\"",
                "!geof:isMeasured(\"POINT(107 16)\"^^geo:wktLiteral)",
                "geof:isEmpty(\"POLYGON EMPTY\"^^geo:wktLiteral)",
                "!geof:isSimple(\"LINESTRING(0 0,2 2,2 0,0 2)\"^^geo:wktLiteral)",
                "geof:relate(\"POINT(1 1)\"^^geo:wktLiteral, \"POLYGON((0 0,2 0,2 2,0 2,0 0))\"^^geo:wktLiteral, \"T*F**F***\")",
                "geof:sfEquals(\"  POINT(107 16) \"^^geo:wktLiteral, \"<http://www.opengis.net/def/crs/EPSG/0/4326> POINT(16 107)\"^^geo:wktLiteral)",
                "geof:sfEquals(\"POINT(107 16)\"^^geo:wktLiteral, \"<gml:Point xmlns:gml='http://www.opengis.net/ont/gml'><gml:pos>107 16</gml:pos></gml:Point>\"^^geo:gmlLiteral)",
                "geof:sfEquals(\"POINT(107 16)\"^^geo:wktLiteral, \"<gml:Point xmlns:gml='http://www.opengis.net/gml/3.2' srsName='http://www.opengis.net/def/crs/EPSG/0/4326'><gml:pos>16 107</gml:pos></gml:Point>\"^^geo:gmlLiteral)",
                "geof:sfEquals(\"POINT(107 16)\"^^geo:wktLiteral, \"<gml:Point xmlns:gml='http://www.opengis.net/gml' srsName='EPSG:4326'><gml:coordinates>107,16</gml:coordinates></gml:Point>\"^^geo:gmlLiteral)",
                "geof:sfEquals(\"POINT EMPTY\"^^geo:wktLiteral, \"\"^^geo:gmlLiteral)",
                "geof:sfEquals(\"\"^^geo:kmlLiteral, \"\"^^geo:geoJSONLiteral)",
                "geof:ehDisjoint(\"POINT(1 2)\"^^geo:wktLiteral, \"\"^^geo:wktLiteral)",
                "!geof:ehMeet(\"\"^^geo:gmlLiteral, \"POINT(1 2)\"^^geo:wktLiteral)",
                "geof:ehContains(\"GEOMETRYCOLLECTION(POINT(9 9),POLYGON((0 0,4 0,4 4,0 0)))\"^^geo:wktLiteral, \"POINT(3 1)\"^^geo:wktLiteral)",
                "geof:sfWithin(\"POINT(3 1)\"^^geo:wktLiteral, \"GEOMETRYCOLLECTION(POLYGON((0 0,4 0,4 4,0 0)),LINESTRING(0 9,1 8,2 9,3 8,4 9,5 8,6 9,7 8,8 9,9 8,10 9,11 8,12 9,13 8,14 9,15 8,16 9,17 8))\"^^geo:wktLiteral)",
                "geof:sfIntersects(\"GEOMETRYCOLLECTION(POINT(3 1),LINESTRING(5 5,6 6))\"^^geo:wktLiteral, \"POLYGON((0 0,1 0,2 0,3 0,4 0,5 0,6 0,7 0,8 0,9 0,9 1,9 2,9 3,9 4,9 5,9 6,9 7,9 8,9 9,8 8,7 7,0 0))\"^^geo:wktLiteral)",
                "geof:sfTouches(\"GEOMETRYCOLLECTION(POINT(9 9),LINESTRING(0 0,4 4))\"^^geo:wktLiteral, \"POINT(4 4)\"^^geo:wktLiteral)",
                "geof:relate(\"LINESTRING(0 0,4 4)\"^^geo:wktLiteral, \"\"^^geo:wktLiteral, \"FF1FF0FF2\")",
                "geof:relate(\"GEOMETRYCOLLECTION(POINT(9 9))\"^^geo:wktLiteral, \"POINT(9 9)\"^^geo:wktLiteral, \"0FFFFFFF2\")",
                "geof:isEmpty(\"<LineString xmlns='http://www.opengis.net/gml'><posList></posList></LineString>\"^^geo:gmlLiteral)",
                "geof:sfEquals(\"LINESTRING(107 16,108 17)\"^^geo:wktLiteral, \"<gml:LineString xmlns:gml='http://www.opengis.net/gml'><gml:coordinates>107,16 108,17</gml:coordinates></gml:LineString>\"^^geo:gmlLiteral)",
                "geof:sfEquals(\"POINT(107 16)\"^^geo:wktLiteral, \"{\\\"type\\\":\\\"Point\\\",\\\"coordinates\\\":[107,16]}\"^^geo:geoJSONLiteral)",
                "geof:sfEquals(\"POINT(107 16)\"^^geo:wktLiteral, \"<Point xmlns='http://www.opengis.net/kml/2.2'><coordinates>107,16</coordinates></Point>\"^^geo:kmlLiteral)",
                "geof:sfEquals(\"POLYGON((0 0,4 0,4 4,0 0),(2 1,3 1,3 2,2 1))\"^^geo:wktLiteral, geof:asWKT(geof:asGML(\"POLYGON((0 0,4 0,4 4,0 0),(2 1,3 1,3 2,2 1))\"^^geo:wktLiteral, \"http://www.opengis.net/def/profile/ogc/2.0/gml-sf2\")))",
                "geof:sfEquals(\"MULTIPOLYGON(((0 0,4 0,4 4,0 0)),((9 9,8 9,8 8,9 9)))\"^^geo:wktLiteral, geof:asKML(\"MULTIPOLYGON(((0 0,4 0,4 4,0 0)),((9 9,8 9,8 8,9 9)))\"^^geo:wktLiteral))",
                "geof:sfEquals(\"MULTILINESTRING((0 0,4 0),(1 1,2 2))\"^^geo:wktLiteral, geof:asGeoJSON(\"MULTILINESTRING((0 0,4 0),(1 1,2 2))\"^^geo:wktLiteral))",
                "geof:sfEquals(\"POINT(107.5 16.5)\"^^geo:wktLiteral, geof:centroid(geof:transform(\"POINT(107.5 16.5)\"^^geo:wktLiteral, <http://www.opengis.net/def/crs/OGC/1.3/CRS84>)))",
                "geof:sfWithin(\"POINT(107.55 16.45)\"^^geo:wktLiteral, geof:boundingCircle(\"MULTIPOINT((107.5 16.4),(107.6 16.5))\"^^geo:wktLiteral))",
                "STR(geof:geometryType(\"POINT(1 2)\"^^geo:wktLiteral)) = \"http://www.opengis.net/ont/sf#Point\"",
                "STR(geof:getSRID(\"<http://www.opengis.net/def/crs/EPSG/0/9214> POINT(1 2)\"^^geo:wktLiteral)) = \"http://www.opengis.net/def/crs/EPSG/0/9214\"",
            })
    void itIsSo(String expression) {
        Node answer = sparql(expression);
        assertTrue(answer != null && answer.getLiteralLexicalForm().equals("true"), expression + " is " + answer);
    }

    /** What cannot be computed is no answer, never a wrong one. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "geof:metricArea(\"<http://example.org/unknown> POINT(1 2)\"^^geo:wktLiteral)",
                "geof:distance(\"POINT(1 2)\"^^geo:wktLiteral, \"POINT(1 3)\"^^geo:wktLiteral, <http://example.org/cubit>)",
                "geof:metricArea(\"POLYGON((1 2\"^^geo:wktLiteral)",
                "geof:metricArea(\"<gml:Pont xmlns:gml='http://www.opengis.net/gml/3.2'/>\"^^geo:gmlLiteral)",
                "geof:metricArea(\"<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><Point><coordinates>&e;</coordinates></Point>\"^^geo:kmlLiteral)",
                "geof:metricArea(\"{}\"^^geo:geoJSONLiteral)",
                "geof:metricArea(\"POINT(1 2)\")",
                "geof:relate(\"POINT(1 2)\"^^geo:wktLiteral, \"\"^^geo:wktLiteral, \"FF*FF***\")",
                "geof:distance(\"POINT(107 16)\"^^geo:wktLiteral, \"POINT(-83 34)\"^^geo:wktLiteral, uom:metre)",
                "geof:metricArea(\"POLYGON((-170 10,170 10,170 20,-170 10))\"^^geo:wktLiteral)",
                "<https://data.huetwin.vn/def/function/surfaceArea3D>(\"POLYGON Z((-83 34 0,-82 34 0,-82 35 0,-83 34 0))\"^^geo:wktLiteral)",
            })
    void whatIsWrongHasNoAnswer(String expression) {
        assertEquals(null, sparql(expression));
    }

    @Test
    void aggregatesGatherAGroup() {
        String values =
                " { VALUES ?w { \"POINT(0 0)\"^^geo:wktLiteral \"POINT(2 0)\"^^geo:wktLiteral \"POINT(2 2)\"^^geo:wktLiteral } }";
        String start =
                "PREFIX geo: <http://www.opengis.net/ont/geosparql#> PREFIX geof: <" + Functions.GEOF + "> SELECT (";
        assertEquals("POLYGON ((0 0, 0 2, 2 2, 2 0, 0 0))", text(start + "geof:aggBoundingBox(?w) AS ?v)" + values));
        assertEquals("POLYGON ((0 0, 2 2, 2 0, 0 0))", text(start + "geof:aggConvexHull(?w) AS ?v)" + values));
        assertEquals("MULTIPOINT ((0 0), (2 0), (2 2))", text(start + "geof:aggUnion(?w) AS ?v)" + values));
        assertTrue(text(start + "geof:aggCentroid(?w) AS ?v)" + values).startsWith("POINT (1.33"));
        assertTrue(text(start + "geof:aggBoundingCircle(?w) AS ?v)" + values).startsWith("POLYGON"));
        assertTrue(text(start + "geof:aggConcaveHull(?w) AS ?v)" + values).startsWith("POLYGON"));
        assertTrue(text(start + "geof:aggConcaveHull(?w, 1) AS ?v)" + values).startsWith("POLYGON"));
        assertEquals("nothing", text(start + "geof:aggConcaveHull(?w, -1) AS ?v)" + values));
        String twice =
                " { VALUES ?w { \"POINT(0 0)\"^^geo:wktLiteral \"POINT(0 0)\"^^geo:wktLiteral \"POINT(3 0)\"^^geo:wktLiteral } }";
        assertEquals("POINT (1 0)", text(start + "geof:aggCentroid(?w) AS ?v)" + twice));
        assertEquals("POINT (1.5 0)", text(start + "geof:aggCentroid(DISTINCT ?w) AS ?v)" + twice));
    }

    private static String text(String query) {
        Node node = first(query);
        return node == null ? "nothing" : node.getLiteralLexicalForm();
    }
}
