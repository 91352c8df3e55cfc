package vn.huetwin.ontology.geosparql;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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

    private static final String HEIGHTS = " srsDimension=\"3\"";

    private static final String[] CURVED = {
        "Arc", "ArcString", "ArcByBulge", "ArcStringByBulge", "ArcByCenterPoint", "Circle", "CircleByCenterPoint",
        "Bezier", "BSpline", "CubicSpline", "Clothoid", "Geodesic", "GeodesicString", "OffsetCurve"
    };
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
            String crs = crs(root);
            Geometry geometry = geometry(root);
            return crs == null
                    ? Wkt.finite(geometry)
                    : SHORT.matcher(crs).matches() ? wkt.fromPlane(geometry, crs) : wkt.fromCrs(geometry, crs);
        } catch (IllegalArgumentException e) {
            throw new MalformedGeometryException("Not a GML geometry: " + e.getMessage());
        }
    }

    @Nullable
    String crs(String text) {
        return crs(XmlElement.parse(text));
    }

    /** Parts may name it, too, but not different ones. */
    private static @Nullable String crs(XmlElement root) {
        Set<String> names = root.srsNames();
        if (names.size() > 1) {
            throw new MalformedGeometryException("The GML geometry is in several CRSs: " + names);
        }
        return names.isEmpty() ? null : names.iterator().next();
    }

    private Geometry geometry(XmlElement element) {
        return switch (element.name()) {
            case "Point" -> {
                Coordinate[] positions = positions(element);
                if (positions.length > 1) {
                    throw new MalformedGeometryException("The GML point has " + positions.length + " positions");
                }
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
        if (!element.below(CURVED).isEmpty()) {
            throw new MalformedGeometryException("Curved pieces are not supported in GML");
        }
        List<Coordinate> positions = new ArrayList<>();
        for (XmlElement list : element.below("pos", "posList", "coordinates", "coord", "lowerCorner", "upperCorner")) {
            if (list.name().equals("coord")) {
                positions.add(position(
                        list.below("X", "Y", "Z").stream().map(XmlElement::text).toArray(String[]::new)));
            }
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
            int size = list.name().equals("posList") ? list.srsDimension() : numbers.length;
            if (numbers.length % size > 0) {
                throw new MalformedGeometryException("A GML posList has " + numbers.length + " numbers, by " + size);
            }
            for (int i = 0; i < numbers.length; i += size) {
                positions.add(position(java.util.Arrays.copyOfRange(numbers, i, i + size)));
            }
        }
        return positions.toArray(Coordinate[]::new);
    }

    private static Coordinate position(String[] numbers) {
        if (numbers.length < 2 || numbers.length > 3) {
            throw new MalformedGeometryException("A GML position has two or three numbers");
        }
        Coordinate position = new Coordinate(Double.parseDouble(numbers[0]), Double.parseDouble(numbers[1]));
        if (numbers.length > 2) {
            position.setZ(Double.parseDouble(numbers[2]));
        }
        return position;
    }

    String write(Geometry geometry) {
        StringBuilder out = new StringBuilder();
        boolean heights = Wkt.dimension(geometry) == 3;
        write(geometry, NAMESPACE + SRS + (heights ? HEIGHTS : ""), heights, out);
        return out.toString();
    }

    private void write(Geometry geometry, String attributes, boolean heights, StringBuilder out) {
        if (geometry instanceof Point) {
            element("Point", attributes, "<gml:pos>" + numbers(geometry, heights) + "</gml:pos>", out);
        } else if (geometry instanceof LineString) {
            element("LineString", attributes, "<gml:posList>" + numbers(geometry, heights) + "</gml:posList>", out);
        } else if (geometry instanceof Polygon polygon) {
            StringBuilder rings = new StringBuilder();
            ring("exterior", polygon.getExteriorRing(), heights, rings);
            for (int i = 0; i < polygon.getNumInteriorRing(); i++) {
                ring("interior", polygon.getInteriorRingN(i), heights, rings);
            }
            element("Polygon", attributes, rings.toString(), out);
        } else if (geometry instanceof MultiPoint) {
            many("MultiPoint", "pointMember", geometry, attributes, heights, out);
        } else if (geometry instanceof MultiLineString) {
            many("MultiCurve", "curveMember", geometry, attributes, heights, out);
        } else if (geometry instanceof MultiPolygon) {
            many("MultiSurface", "surfaceMember", geometry, attributes, heights, out);
        } else if (geometry instanceof GeometryCollection) {
            many("MultiGeometry", "geometryMember", geometry, attributes, heights, out);
        }
    }

    private void many(
            String name, String member, Geometry geometry, String attributes, boolean heights, StringBuilder out) {
        StringBuilder members = new StringBuilder();
        for (int i = 0; i < geometry.getNumGeometries(); i++) {
            members.append("<gml:").append(member).append('>');
            write(geometry.getGeometryN(i), "", heights, members);
            members.append("</gml:").append(member).append('>');
        }
        element(name, attributes, members.toString(), out);
    }

    private static void ring(String name, LineString ring, boolean heights, StringBuilder out) {
        out.append("<gml:" + name + "><gml:LinearRing><gml:posList>" + numbers(ring, heights)
                + "</gml:posList></gml:LinearRing></gml:" + name + ">");
    }

    private static void element(String name, String attributes, String content, StringBuilder out) {
        out.append("<gml:").append(name).append(attributes).append('>').append(content);
        out.append("</gml:").append(name).append('>');
    }

    private static String numbers(Geometry geometry, boolean heights) {
        List<String> numbers = new ArrayList<>();
        for (Coordinate c : geometry.getCoordinates()) {
            numbers.add(KmlText.number(c.x));
            numbers.add(KmlText.number(c.y));
            if (heights) {
                numbers.add(KmlText.number(c.getZ()));
            }
        }
        return String.join(" ", numbers);
    }
}
