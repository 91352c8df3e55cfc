package vn.huetwin.ontology.geosparql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryCollection;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Point;
import org.locationtech.jts.geom.Polygon;

/** Geometries of KML 2.3 (OGC 12-007r2, clause 10): longitude, latitude, altitude. */
final class KmlText {
    private static final String NAMESPACE = " xmlns=\"http://www.opengis.net/kml/2.2\"";
    private final GeometryFactory factory;

    KmlText(GeometryFactory factory) {
        this.factory = factory;
    }

    Geometry read(String text) {
        try {
            return geometry(XmlElement.parse(text));
        } catch (IllegalArgumentException e) {
            throw new MalformedGeometryException("Not a KML geometry: " + e.getMessage());
        }
    }

    private Geometry geometry(XmlElement element) {
        return switch (element.name()) {
            case "Point" -> {
                Coordinate[] positions = positions(element);
                if (positions.length > 1) {
                    throw new MalformedGeometryException("The KML point has " + positions.length + " positions");
                }
                yield positions.length == 0 ? factory.createPoint() : factory.createPoint(positions[0]);
            }
            case "LineString" -> factory.createLineString(positions(element));
            case "LinearRing" -> factory.createLinearRing(positions(element));
            case "Polygon" -> {
                List<XmlElement> outer = element.below("outerBoundaryIs");
                if (outer.isEmpty()) {
                    throw new MalformedGeometryException("The KML polygon has no outerBoundaryIs");
                }
                yield factory.createPolygon(
                        ring(outer.get(0)),
                        element.below("innerBoundaryIs").stream()
                                .map(this::ring)
                                .toArray(LinearRing[]::new));
            }
            case "MultiGeometry" ->
                factory.buildGeometry(
                        element.children().stream().map(this::geometry).toList());
            default -> throw new MalformedGeometryException("KML has no geometry '" + element.name() + "'");
        };
    }

    private LinearRing ring(XmlElement boundary) {
        return factory.createLinearRing(positions(boundary));
    }

    private static Coordinate[] positions(XmlElement element) {
        List<XmlElement> found = element.below("coordinates");
        if (found.isEmpty()) {
            throw new MalformedGeometryException("The KML geometry has no coordinates");
        }
        if (found.get(0).text().isEmpty()) {
            return new Coordinate[0];
        }
        List<Coordinate> positions = new ArrayList<>();
        for (String tuple : found.get(0).text().split("\\s+", -1)) {
            String[] numbers = tuple.split(",", -1);
            if (numbers.length < 2) {
                throw new MalformedGeometryException("Not a KML coordinate: " + tuple);
            }
            Coordinate position = new Coordinate(Double.parseDouble(numbers[0]), Double.parseDouble(numbers[1]));
            if (numbers.length > 2) {
                position.setZ(Double.parseDouble(numbers[2]));
            }
            positions.add(position);
        }
        return positions.toArray(Coordinate[]::new);
    }

    String write(Geometry geometry) {
        StringBuilder out = new StringBuilder();
        write(geometry, NAMESPACE, out);
        return out.toString();
    }

    private static void write(Geometry geometry, String namespace, StringBuilder out) {
        if (geometry instanceof Point || geometry instanceof LineString) {
            String name =
                    geometry instanceof Point ? "Point" : geometry instanceof LinearRing ? "LinearRing" : "LineString";
            out.append('<').append(name).append(namespace).append('>');
            coordinates(geometry, out);
            out.append("</").append(name).append('>');
        } else if (geometry instanceof Polygon polygon) {
            out.append("<Polygon").append(namespace).append("><outerBoundaryIs>");
            write(polygon.getExteriorRing(), "", out);
            out.append("</outerBoundaryIs>");
            for (int i = 0; i < polygon.getNumInteriorRing(); i++) {
                out.append("<innerBoundaryIs>");
                write(polygon.getInteriorRingN(i), "", out);
                out.append("</innerBoundaryIs>");
            }
            out.append("</Polygon>");
        } else if (geometry instanceof GeometryCollection) {
            out.append("<MultiGeometry").append(namespace).append('>');
            for (int i = 0; i < geometry.getNumGeometries(); i++) {
                write(geometry.getGeometryN(i), "", out);
            }
            out.append("</MultiGeometry>");
        }
    }

    private static void coordinates(Geometry geometry, StringBuilder out) {
        out.append("<coordinates>");
        String between = "";
        for (Coordinate c : geometry.getCoordinates()) {
            out.append(between).append(number(c.x)).append(',').append(number(c.y));
            if (!Double.isNaN(c.getZ())) {
                out.append(',').append(number(c.getZ()));
            }
            between = " ";
        }
        out.append("</coordinates>");
    }

    static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? String.format(Locale.ROOT, "%d", (long) value)
                : Double.toString(value);
    }
}
