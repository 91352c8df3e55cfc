package vn.huetwin.ontology.geosparql;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryCollection;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.MultiLineString;
import org.locationtech.jts.geom.MultiPoint;
import org.locationtech.jts.geom.MultiPolygon;
import org.locationtech.jts.geom.Point;
import org.locationtech.jts.geom.Polygon;

/**
 * Geometries of GML 3.2.1 (ISO 19136), whatever namespace they are in: that of GML 3.2, of GML 3.1 and that of older
 * GeoSPARQL documents. Curves and surfaces of straight pieces; {@code coordinates} of GML 2 as well. Axes are in the order
 * of the CRS, but x comes first where {@code srsName} is a short name such as {@code EPSG:4326}, as GDAL and GeoServer
 * read it.
 */
final class GmlText {
    private static final String NAMESPACE = " xmlns:gml=\"http://www.opengis.net/gml/3.2\"";
    private static final String SRS = " srsName=\"" + Wkt.CRS84 + "\"";
    /** Names from the time of GML 2, under which x comes first whatever the CRS says. */
    private static final Pattern SHORT =
            Pattern.compile("EPSG:\\d+|https?://www\\.opengis\\.net/gml/srs/epsg\\.xml#\\d+", Pattern.CASE_INSENSITIVE);

    private static final String[] SURFACES = {"Polygon", "PolygonPatch", "Triangle", "Rectangle"};

    private final Wkt wkt;
    private final GeometryFactory factory;

    GmlText(Wkt wkt) {
        this.wkt = wkt;
        this.factory = wkt.factory();
    }

    Geometry read(String text) {
        XmlElement root = XmlElement.parse(text);
        try {
            String crs = root.srsName();
            Geometry geometry = geometry(root);
            return crs == null
                    ? geometry
                    : SHORT.matcher(crs).matches() ? wkt.fromPlane(geometry, crs) : wkt.fromCrs(geometry, crs);
        } catch (IllegalArgumentException e) {
            throw new MalformedGeometryException("Not a GML geometry: " + e.getMessage());
        }
    }

    @Nullable
    String crs(String text) {
        return XmlElement.parse(text).srsName();
    }

    private Geometry geometry(XmlElement element) {
        return switch (element.name()) {
            case "Point" -> {
                Coordinate[] positions = positions(element);
                yield positions.length == 0 ? factory.createPoint() : factory.createPoint(positions[0]);
            }
            case "LineString", "LineStringSegment", "Curve", "OrientableCurve" ->
                factory.createLineString(positions(element));
            case "LinearRing", "Ring" -> factory.createLinearRing(positions(element));
            case "Polygon", "PolygonPatch", "Triangle", "Rectangle" -> polygon(element);
            case "Surface",
                    "PolyhedralSurface",
                    "TriangulatedSurface",
                    "Tin",
                    "MultiSurface",
                    "MultiPolygon",
                    "CompositeSurface" -> surfaces(element);
            case "MultiPoint" ->
                factory.createMultiPoint(
                        element.below("Point").stream().map(this::geometry).toArray(Point[]::new));
            case "MultiCurve", "MultiLineString" ->
                factory.createMultiLineString(element.below("LineString", "Curve").stream()
                        .map(this::geometry)
                        .toArray(LineString[]::new));
            case "MultiGeometry" ->
                factory.createGeometryCollection(element.children().stream()
                        .flatMap(c -> c.children().stream())
                        .map(this::geometry)
                        .toArray(Geometry[]::new));
            case "Envelope" -> envelope(element);
            default -> throw new MalformedGeometryException("Not supported in GML: " + element.name());
        };
    }

    private Geometry surfaces(XmlElement element) {
        Polygon[] parts = element.below(SURFACES).stream().map(this::polygon).toArray(Polygon[]::new);
        return parts.length == 1 && element.name().equals("Surface") ? parts[0] : factory.createMultiPolygon(parts);
    }

    private Polygon polygon(XmlElement element) {
        List<LinearRing> rings = new ArrayList<>();
        for (XmlElement boundary : element.below("exterior", "outerBoundaryIs")) {
            rings.add(factory.createLinearRing(positions(boundary)));
        }
        if (rings.isEmpty()) {
            return factory.createPolygon();
        }
        LinearRing[] holes = element.below("interior", "innerBoundaryIs").stream()
                .map(b -> factory.createLinearRing(positions(b)))
                .toArray(LinearRing[]::new);
        return factory.createPolygon(rings.get(0), holes);
    }

    private Geometry envelope(XmlElement element) {
        Coordinate[] corners = positions(element);
        if (corners.length != 2) {
            throw new MalformedGeometryException("A GML envelope has a lowerCorner and an upperCorner");
        }
        return factory.toGeometry(new org.locationtech.jts.geom.Envelope(corners[0], corners[1]));
    }

    private static Coordinate[] positions(XmlElement element) {
        List<Coordinate> positions = new ArrayList<>();
        for (XmlElement list : element.below("pos", "posList", "coordinates", "lowerCorner", "upperCorner")) {
            if (list.text().isEmpty()) {
                continue;
            }
            if (list.name().equals("coordinates")) {
                for (String tuple : list.text().split("\\s+", -1)) {
                    positions.add(position(tuple.split(",", -1)));
                }
                continue;
            }
            String[] numbers = list.text().split("\\s+", -1);
            int size = list.name().equals("posList") ? 2 : numbers.length;
            for (int i = 0; i + size <= numbers.length; i += size) {
                positions.add(position(java.util.Arrays.copyOfRange(numbers, i, i + size)));
            }
        }
        return positions.toArray(Coordinate[]::new);
    }

    private static Coordinate position(String[] numbers) {
        if (numbers.length < 2) {
            throw new MalformedGeometryException("A GML position has at least two numbers");
        }
        Coordinate position = new Coordinate(Double.parseDouble(numbers[0]), Double.parseDouble(numbers[1]));
        if (numbers.length > 2) {
            position.setZ(Double.parseDouble(numbers[2]));
        }
        return position;
    }

    String write(Geometry geometry) {
        StringBuilder out = new StringBuilder();
        write(geometry, NAMESPACE + SRS, out);
        return out.toString();
    }

    private void write(Geometry geometry, String attributes, StringBuilder out) {
        if (geometry instanceof Point) {
            element("Point", attributes, "<gml:pos>" + numbers(geometry) + "</gml:pos>", out);
        } else if (geometry instanceof LineString) {
            element("LineString", attributes, "<gml:posList>" + numbers(geometry) + "</gml:posList>", out);
        } else if (geometry instanceof Polygon polygon) {
            StringBuilder rings = new StringBuilder();
            ring("exterior", polygon.getExteriorRing(), rings);
            for (int i = 0; i < polygon.getNumInteriorRing(); i++) {
                ring("interior", polygon.getInteriorRingN(i), rings);
            }
            element("Polygon", attributes, rings.toString(), out);
        } else if (geometry instanceof MultiPoint) {
            many("MultiPoint", "pointMember", geometry, attributes, out);
        } else if (geometry instanceof MultiLineString) {
            many("MultiCurve", "curveMember", geometry, attributes, out);
        } else if (geometry instanceof MultiPolygon) {
            many("MultiSurface", "surfaceMember", geometry, attributes, out);
        } else if (geometry instanceof GeometryCollection) {
            many("MultiGeometry", "geometryMember", geometry, attributes, out);
        }
    }

    private void many(String name, String member, Geometry geometry, String attributes, StringBuilder out) {
        StringBuilder members = new StringBuilder();
        for (int i = 0; i < geometry.getNumGeometries(); i++) {
            members.append("<gml:").append(member).append('>');
            write(geometry.getGeometryN(i), "", members);
            members.append("</gml:").append(member).append('>');
        }
        element(name, attributes, members.toString(), out);
    }

    private static void ring(String name, LineString ring, StringBuilder out) {
        out.append("<gml:" + name + "><gml:LinearRing><gml:posList>" + numbers(ring)
                + "</gml:posList></gml:LinearRing></gml:" + name + ">");
    }

    private static void element(String name, String attributes, String content, StringBuilder out) {
        out.append("<gml:").append(name).append(attributes).append('>').append(content);
        out.append("</gml:").append(name).append('>');
    }

    private static String numbers(Geometry geometry) {
        List<String> numbers = new ArrayList<>();
        for (Coordinate c : geometry.getCoordinates()) {
            numbers.add(KmlText.number(c.x));
            numbers.add(KmlText.number(c.y));
        }
        return String.join(" ", numbers);
    }
}
