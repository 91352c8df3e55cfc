package vn.huetwin.server.wfs;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Point;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.PrecisionModel;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.crs.Crs;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.server.ows.AxisRule;
import vn.huetwin.server.ows.OwsException;
import vn.huetwin.server.ows.XmlElement;

/**
 * Geometries of GML 2, 3.1 and 3.2 as they come in filters and edits. What comes out is WGS 84, longitude first; heights
 * are dropped. Arcs and splines are refused.
 */
final class GmlReader {
    private static final int MAX_COORDINATES = 200_000;
    private static final GeometryFactory FACTORY = new GeometryFactory(new PrecisionModel(), 4326);

    private final CrsRegistry systems;
    private final AxisRule axes;
    private final String defaultCrs;
    private final String locator;
    private int coordinates;

    /**
     * @param defaultCrs where no srsName is
     * @param locator    to name in errors
     */
    GmlReader(CrsRegistry systems, AxisRule axes, String defaultCrs, String locator) {
        this.systems = systems;
        this.axes = axes;
        this.defaultCrs = defaultCrs;
        this.locator = locator;
    }

    static boolean isGeometry(XmlElement element) {
        return switch (element.name()) {
            case "Point",
                    "LineString",
                    "LinearRing",
                    "Curve",
                    "Polygon",
                    "Surface",
                    "MultiPoint",
                    "MultiLineString",
                    "MultiCurve",
                    "MultiPolygon",
                    "MultiSurface",
                    "MultiGeometry",
                    "Envelope",
                    "Box" -> true;
            default -> false;
        };
    }

    /** @throws OwsException if it is none, broken, or in an unknown system */
    Geometry read(XmlElement element) {
        coordinates = 0;
        String name = srsName(element);
        AxisRule.Named crs = axes.parse(systems, name == null ? defaultCrs : name, "srsName");
        try {
            Geometry read = element.name().equals("Envelope") || element.name().equals("Box")
                    ? box(element, crs)
                    : crs.crs().toWgs84(geometry(element, crs, dimension(element, 2)));
            read.setSRID(4326);
            return read;
        } catch (IllegalArgumentException e) {
            throw refused("hình học sai: " + e.getMessage(), "the geometry is broken: " + e.getMessage());
        }
    }

    /** Its own, else that of the first part that has one. */
    private static @Nullable String srsName(XmlElement element) {
        String name = element.attribute("srsName");
        if (name != null && !name.isBlank()) {
            return name;
        }
        for (XmlElement child : element.children()) {
            String inner = srsName(child);
            if (inner != null) {
                return inner;
            }
        }
        return null;
    }

    private static int dimension(XmlElement element, int inherited) {
        String text = element.attribute("srsDimension");
        if (text == null) {
            text = element.attribute("dimension");
        }
        return "3".equals(text) ? 3 : "2".equals(text) ? 2 : inherited;
    }

    private Geometry box(XmlElement element, AxisRule.Named crs) {
        List<Coordinate> corners = new ArrayList<>();
        XmlElement lower = element.find("lowerCorner");
        XmlElement upper = element.find("upperCorner");
        if (lower != null && upper != null) {
            corners.addAll(numbers(lower.text(), 2, crs));
            corners.addAll(numbers(upper.text(), 2, crs));
        } else {
            corners.addAll(points(element, crs, 2));
        }
        if (corners.size() != 2) {
            throw refused("hộp cần hai góc", "a box needs two corners");
        }
        return area(crs.crs(), new Envelope(corners.get(0), corners.get(1)));
    }

    /** The WGS 84 area of a box of any system; its edges are followed. */
    static Geometry area(Crs crs, Envelope box) {
        return crs.isWgs84() ? FACTORY.toGeometry(box) : crs.areaInWgs84(box);
    }

    private Geometry geometry(XmlElement element, AxisRule.Named crs, int inherited) {
        int dimension = dimension(element, inherited);
        return switch (element.name()) {
            case "Point" -> {
                List<Coordinate> at = points(element, crs, dimension);
                if (at.size() != 1) {
                    throw refused("gml:Point cần một tọa độ", "a gml:Point needs one position");
                }
                yield FACTORY.createPoint(at.get(0));
            }
            case "LineString", "LineStringSegment" -> FACTORY.createLineString(array(points(element, crs, dimension)));
            case "LinearRing" -> FACTORY.createLinearRing(array(points(element, crs, dimension)));
            case "Polygon", "PolygonPatch" -> polygon(element, crs, dimension);
            case "Curve" -> curve(element, crs, dimension);
            case "Surface" -> surface(element, crs, dimension);
            case "MultiPoint" ->
                FACTORY.createMultiPoint(
                        parts(element, crs, dimension, Point.class).toArray(Point[]::new));
            case "MultiLineString", "MultiCurve" ->
                FACTORY.createMultiLineString(
                        parts(element, crs, dimension, LineString.class).toArray(LineString[]::new));
            case "MultiPolygon", "MultiSurface" ->
                FACTORY.createMultiPolygon(
                        parts(element, crs, dimension, Polygon.class).toArray(Polygon[]::new));
            default ->
                throw refused(
                        "không nhận gml:" + element.name(),
                        "gml:" + element.name() + " is not taken; use points, lines, polygons and their multi-parts");
        };
    }

    /** The parts of a multi-part geometry: each in its member element, or many in a {@code …Members}. */
    private <T extends Geometry> List<T> parts(XmlElement element, AxisRule.Named crs, int dimension, Class<T> type) {
        List<T> parts = new ArrayList<>();
        for (XmlElement member : element.children()) {
            if (!member.name().endsWith("Member") && !member.name().endsWith("Members")) {
                continue;
            }
            for (XmlElement part : member.children()) {
                Geometry geometry = geometry(part, crs, dimension);
                for (int i = 0; i < geometry.getNumGeometries(); i++) {
                    if (!type.isInstance(geometry.getGeometryN(i))) {
                        throw refused(
                                "gml:" + part.name() + " không thuộc gml:" + element.name(),
                                "gml:" + part.name() + " is no part of a gml:" + element.name());
                    }
                    parts.add(type.cast(geometry.getGeometryN(i)));
                }
            }
        }
        return parts;
    }

    private Geometry curve(XmlElement element, AxisRule.Named crs, int dimension) {
        XmlElement segments = element.find("segments");
        List<Coordinate> all = new ArrayList<>();
        for (XmlElement segment : segments == null ? List.<XmlElement>of() : segments.children()) {
            Coordinate[] next = geometry(segment, crs, dimension).getCoordinates();
            int from = !all.isEmpty() && all.get(all.size() - 1).equals2D(next[0]) ? 1 : 0;
            all.addAll(List.of(next).subList(from, next.length));
        }
        return FACTORY.createLineString(array(all));
    }

    private Geometry surface(XmlElement element, AxisRule.Named crs, int dimension) {
        XmlElement patches = element.find("patches");
        List<Polygon> all = new ArrayList<>();
        for (XmlElement patch : patches == null ? List.<XmlElement>of() : patches.children()) {
            if (geometry(patch, crs, dimension) instanceof Polygon polygon) {
                all.add(polygon);
            }
        }
        return all.size() == 1 ? all.get(0) : FACTORY.createMultiPolygon(all.toArray(Polygon[]::new));
    }

    private Polygon polygon(XmlElement element, AxisRule.Named crs, int dimension) {
        @Nullable LinearRing shell = null;
        List<LinearRing> holes = new ArrayList<>();
        for (XmlElement side : element.children()) {
            boolean outer = side.name().equals("exterior") || side.name().equals("outerBoundaryIs");
            boolean inner = side.name().equals("interior") || side.name().equals("innerBoundaryIs");
            if (!outer && !inner) {
                continue;
            }
            for (XmlElement child : side.children()) {
                if (!(geometry(child, crs, dimension) instanceof LinearRing ring)) {
                    throw refused("cần gml:LinearRing", "a gml:LinearRing is needed");
                }
                if (outer) {
                    shell = ring;
                } else {
                    holes.add(ring);
                }
            }
        }
        if (shell == null) {
            throw refused("gml:Polygon thiếu vòng ngoài", "a gml:Polygon needs an exterior ring");
        }
        return FACTORY.createPolygon(shell, holes.toArray(LinearRing[]::new));
    }

    private static Coordinate[] array(List<Coordinate> list) {
        return list.toArray(Coordinate[]::new);
    }

    private List<Coordinate> points(XmlElement element, AxisRule.Named crs, int inherited) {
        List<Coordinate> all = new ArrayList<>();
        for (XmlElement child : element.children()) {
            int dimension = dimension(child, inherited);
            switch (child.name()) {
                case "pos", "posList" -> all.addAll(numbers(child.text(), dimension, crs));
                case "coordinates" -> tuples(child, crs, all);
                case "coord" -> all.add(coord(child, crs));
                case "pointProperty", "pointRep" ->
                    child.children().forEach(p -> all.addAll(points(p, crs, dimension)));
                default -> {}
            }
        }
        coordinates += all.size();
        if (coordinates > MAX_COORDINATES) {
            throw refused("quá " + MAX_COORDINATES + " điểm", "there are more than " + MAX_COORDINATES + " positions");
        }
        return all;
    }

    private List<Coordinate> numbers(String text, int dimension, AxisRule.Named crs) {
        String[] parts = text.strip().split("\\s+");
        if (text.isBlank() || parts.length % dimension != 0) {
            throw refused(
                    "số tọa độ không chia hết cho " + dimension,
                    "the number of ordinates is no multiple of " + dimension);
        }
        List<Coordinate> all = new ArrayList<>(parts.length / dimension);
        for (int i = 0; i < parts.length; i += dimension) {
            all.add(coordinate(number(parts[i]), number(parts[i + 1]), crs));
        }
        return all;
    }

    private void tuples(XmlElement element, AxisRule.Named crs, List<Coordinate> all) {
        String between = attribute(element, "cs", ",");
        String decimal = attribute(element, "decimal", ".");
        String text = element.text();
        String separator = attribute(element, "ts", " ");
        if (!separator.isBlank()) {
            text = text.replace(separator, " ");
        }
        text = text.strip();
        if (text.isEmpty()) {
            return;
        }
        // blanks after the commas are common in what people write by hand
        String joined = text.replaceAll("\\s*" + java.util.regex.Pattern.quote(between) + "\\s*", "\u0001");
        for (String tuple : joined.split("\\s+")) {
            String[] parts = tuple.replace(decimal, ".").split("\u0001");
            if (parts.length < 2) {
                throw refused("tọa độ '" + tuple + "' thiếu số", "the coordinate '" + tuple + "' lacks a number");
            }
            all.add(coordinate(number(parts[0]), number(parts[1]), crs));
        }
    }

    private static String attribute(XmlElement element, String name, String otherwise) {
        String value = element.attribute(name);
        return value == null || value.isEmpty() ? otherwise : value;
    }

    private Coordinate coord(XmlElement element, AxisRule.Named crs) {
        XmlElement x = element.find("X");
        XmlElement y = element.find("Y");
        if (x == null || y == null) {
            throw refused("gml:coord cần X và Y", "a gml:coord needs X and Y");
        }
        return coordinate(number(x.text()), number(y.text()), crs);
    }

    private double number(String text) {
        try {
            double value = Double.parseDouble(text.strip());
            if (Double.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw refused("tọa độ không phải số", "an ordinate is not a number");
        }
        throw refused("tọa độ không phải số", "an ordinate is not a number");
    }

    private Coordinate coordinate(double first, double second, AxisRule.Named crs) {
        double x = crs.northingFirst() ? second : first;
        double y = crs.northingFirst() ? first : second;
        Text hint = AxisRule.swapped(crs, x, y);
        if (hint != null) {
            throw refused(hint.vi(), hint.en());
        }
        return new Coordinate(x, y);
    }

    private OwsException refused(String vi, String en) {
        return OwsException.invalid(locator, new Text(vi, en));
    }
}
