package vn.huetwin.ontology.geosparql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.huetwin.ontology.crs.CrsRegistry;

/** Odd texts of geometries: they are read as they say, or refused. {@code 3405 …} stands for the IRI of EPSG:3405. */
class GeometryLiteralsTest {
    private static final GeometryLiterals LITERALS = new GeometryLiterals(new Wkt(new CrsRegistry(), 9214));

    /** By its first character: XML of GML and KML, JSON, or WKT. */
    private static Node literal(String text) {
        String datatype = text.startsWith("{")
                ? "geoJSONLiteral"
                : text.startsWith("<gml:") ? "gmlLiteral" : text.startsWith("<") ? "kmlLiteral" : "wktLiteral";
        String full = text.replaceFirst("^(\\d{4}) ", "<http://www.opengis.net/def/crs/EPSG/0/$1> ")
                .replaceFirst("^<gml:\\w+", "$0 xmlns:gml='http://www.opengis.net/gml/3.2'");
        return NodeFactory.createLiteralDT(full, NodeFactory.getType(Functions.GEO + datatype));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "POINT(1 2 3) | POINT Z(1 2 3)",
                "POINT ZM EMPTY | POINT EMPTY",
                "POINTZ EMPTY | POINT EMPTY",
                "MULTIPOINT(1 1,2 2) | MULTIPOINT ((1 1), (2 2))",
                "GEOMETRYCOLLECTION(POINT Z(1 2 3),POINT(1 1)) | GEOMETRYCOLLECTION (POINT (1 2), POINT (1 1))",
                "<gml:LineString srsDimension='3'><gml:posList>1 2 3 4 5 6</gml:posList></gml:LineString> | LINESTRING Z(1 2 3, 4 5 6)",
                "<gml:MultiPoint srsDimension='3'><gml:pointMember><gml:Point><gml:pos>1 2 3</gml:pos></gml:Point></gml:pointMember></gml:MultiPoint> | MULTIPOINT Z((1 2 3))",
                "<gml:MultiPoint><gml:pointMember><gml:Point srsName='http://www.opengis.net/def/crs/EPSG/0/4326'><gml:pos>16 107</gml:pos></gml:Point></gml:pointMember></gml:MultiPoint> | MULTIPOINT ((107 16))",
                "<gml:Point><gml:coord><gml:X>1</gml:X><gml:Y>2</gml:Y></gml:coord></gml:Point> | POINT (1 2)",
                "<gml:Point><gml:coordinates decimal='.' cs=',' ts=' '>1.5,2</gml:coordinates></gml:Point> | POINT (1.5 2)",
                "<gml:Envelope srsName='http://www.opengis.net/def/crs/EPSG/0/4326'><gml:lowerCorner>16 107</gml:lowerCorner><gml:upperCorner>17 108</gml:upperCorner></gml:Envelope> | POLYGON ((107 16, 108 16, 108 17, 107 17, 107 16))",
                "<Point><coordinates/></Point> | POINT EMPTY",
                "{\"type\":\"MultiPoint\",\"coordinates\":[[],[1,1]]} | MULTIPOINT (EMPTY, (1 1))",
                "{\"type\":\"Point\",\"coordinates\":[1,2],\"crs\":null} | POINT (1 2)",
            })
    void itIsReadAsItSays(String text, String wkt) {
        assertEquals(wkt, LITERALS.asWkt(LITERALS.read(literal(text))).getLiteralLexicalForm());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POINT(1 2) garbage",
                "POINT(1 2))",
                "POINT EMPTY POINT EMPTY",
                "POINT(NaN 1)",
                "POINT(1e999 1)",
                "POINT(1 2 3 4 5)",
                "POLYGON((0 0,1 0,1 1))",
                "CIRCULARSTRING(0 0,1 1,2 0)",
                "3405 POINT(1e30 1e30)",
                "3405 POINT(1e8 1e8)",
                "4756 POINT(91 107)",
                "<gml:LineString><gml:posList>1 2 3 4 5</gml:posList></gml:LineString>",
                "<gml:LineString srsDimension='x'><gml:posList>1 2 3 4</gml:posList></gml:LineString>",
                "<gml:Point><gml:pos>NaN 1e999</gml:pos></gml:Point>",
                "<gml:Point><gml:pos>1 2 3 4</gml:pos></gml:Point>",
                "<gml:Point><gml:pos>1 2</gml:pos><gml:pos>3 4</gml:pos></gml:Point>",
                "<gml:Point><gml:coordinates decimal=','>1,5 2,5</gml:coordinates></gml:Point>",
                "<gml:MultiSurface xmlns:xlink='http://www.w3.org/1999/xlink'><gml:surfaceMember xlink:href='#a'/></gml:MultiSurface>",
                "<gml:Point srsName='EPSG:3405'><gml:pos>1e8 1e8</gml:pos></gml:Point>",
                "<gml:MultiPoint srsName='EPSG:4326'><gml:pointMember><gml:Point srsName='EPSG:3405'><gml:pos>1 2</gml:pos></gml:Point></gml:pointMember></gml:MultiPoint>",
                "<gml:Curve><gml:segments><gml:Arc><gml:posList>0 0 1 1 2 0</gml:posList></gml:Arc></gml:segments></gml:Curve>",
                "<Point><coordinates>1</coordinates></Point>",
                "<Point><coordinates>1,2 3,4</coordinates></Point>",
                "<Point><coordinates>1e999,NaN</coordinates></Point>",
                "<Point/>",
                "{\"type\":\"Point\",\"coordinates\":[1]}",
                "{\"type\":\"Point\",\"coordinates\":[1e999,2]}",
                "{\"type\":\"LineString\",\"coordinates\":[[],[1,2]]}",
                "{\"type\":\"Point\",\"coordinates\":[562802,1820000],\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"EPSG:3405\"}}}",
            })
    void itIsRefused(String text) {
        assertThrows(MalformedGeometryException.class, () -> LITERALS.read(literal(text)));
    }

    /** Also with nothing in it, and with heights; KML has one name for all that has parts. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POINT EMPTY | POINT EMPTY",
                "LINESTRING EMPTY | LINESTRING EMPTY",
                "POLYGON EMPTY | POLYGON EMPTY",
                "MULTIPOINT EMPTY | GEOMETRYCOLLECTION EMPTY",
                "MULTILINESTRING EMPTY | GEOMETRYCOLLECTION EMPTY",
                "MULTIPOLYGON EMPTY | GEOMETRYCOLLECTION EMPTY",
                "GEOMETRYCOLLECTION EMPTY | GEOMETRYCOLLECTION EMPTY",
                "GEOMETRYCOLLECTION (POINT EMPTY, POLYGON EMPTY, POINT (1 1)) | GEOMETRYCOLLECTION (POINT EMPTY, POLYGON EMPTY, POINT (1 1))",
                "MULTIPOLYGON (EMPTY, ((0 0, 1 0, 1 1, 0 0))) | MULTIPOLYGON (EMPTY, ((0 0, 1 0, 1 1, 0 0)))",
                "POINT Z(1 2 3) | POINT Z(1 2 3)",
                "LINESTRING Z(1 2 3, 4 5 6) | LINESTRING Z(1 2 3, 4 5 6)",
                "POLYGON Z((0 0 1, 4 0 1, 4 4 2, 0 0 1), (2 1 1, 3 1 1, 3 2 1, 2 1 1)) | POLYGON Z((0 0 1, 4 0 1, 4 4 2, 0 0 1), (2 1 1, 3 1 1, 3 2 1, 2 1 1))",
            })
    void whatIsWrittenCanBeReadAgain(String wkt, String fromKml) {
        var geometry = LITERALS.read(literal(wkt));
        assertEquals(wkt, again(LITERALS.asWkt(geometry)));
        assertEquals(wkt, again(LITERALS.asGml(geometry)));
        assertEquals(wkt, again(LITERALS.asGeoJson(geometry)));
        assertEquals(fromKml, again(LITERALS.asKml(geometry)));
    }

    /** An empty point among others has no place in GeoJSON. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = "MULTIPOINT (EMPTY, (1 1)) | MULTIPOINT ((1 1))")
    void geoJsonHasNoEmptyPositions(String wkt, String again) {
        assertEquals(again, again(LITERALS.asGeoJson(LITERALS.read(literal(wkt)))));
    }

    private static String again(Node literal) {
        return LITERALS.asWkt(LITERALS.read(literal)).getLiteralLexicalForm();
    }
}
