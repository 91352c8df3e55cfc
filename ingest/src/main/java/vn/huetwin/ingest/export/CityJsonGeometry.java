package vn.huetwin.ingest.export;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.algorithm.Orientation;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;
import vn.huetwin.ontology.crs.Crs;
import vn.huetwin.ontology.feature.Feature;
import vn.huetwin.ontology.store.CitySurface;

/** Geometries of CityJSON 2.0 (section 3): numbers of vertices, which are gathered and written at the end. */
final class CityJsonGeometry {
    private static final double STEP = 0.001;
    private static final GeometryFactory FACTORY = new GeometryFactory();

    /** What is one geometry in CityJSON. */
    private record Group(String lod, boolean solid, int dimension) {}

    private final JsonGenerator g;
    private final Crs system;
    private final CityJsonAppearance appearance;
    private long[] vertices = new long[3 * 1024];
    private int values;
    private double originX;
    private double originY;
    /** Of the object being written: neighbours share vertices only within it, so that memory does not grow with the city. */
    private final Map<Vertex, Integer> known = new HashMap<>();

    private record Vertex(long x, long y, long z) {}

    CityJsonGeometry(JsonGenerator g, Crs system) {
        this.g = g;
        this.system = system;
        this.appearance = new CityJsonAppearance(g);
    }

    private int vertex(Coordinate c) {
        if (values == 0) {
            originX = Math.rint(c.x / 1000) * 1000;
            originY = Math.rint(c.y / 1000) * 1000;
        }
        Vertex vertex = new Vertex(steps(c.x - originX), steps(c.y - originY), steps(c.getZ()));
        Integer number = known.get(vertex);
        if (number != null) {
            return number;
        }
        if (values + 3 > vertices.length) {
            vertices = Arrays.copyOf(vertices, vertices.length * 2);
        }
        int next = values / 3;
        vertices[values++] = vertex.x();
        vertices[values++] = vertex.y();
        vertices[values++] = vertex.z();
        known.put(vertex, next);
        return next;
    }

    private static long steps(double metres) {
        return Double.isFinite(metres) ? Math.round(metres / STEP) : 0;
    }

    /** The materials, vertices and how they are to be scaled and moved; once, when all objects are written. */
    void writeEnd() throws IOException {
        appearance.writeMaterials();
        g.writeObjectFieldStart("transform");
        g.writeFieldName("scale");
        g.writeArray(new double[] {STEP, STEP, STEP}, 0, 3);
        g.writeFieldName("translate");
        g.writeArray(new double[] {originX, originY, 0}, 0, 3);
        g.writeEndObject();
        g.writeArrayFieldStart("vertices");
        for (int i = 0; i < values; i += 3) {
            g.writeArray(vertices, i, 3);
        }
        g.writeEndArray();
    }

    /** All surfaces of one object; attributes of surfaces by their key. */
    void write(List<CitySurface> surfaces, Map<String, List<Feature>> attributes) throws IOException {
        known.clear();
        Map<Group, List<CitySurface>> groups = new LinkedHashMap<>();
        for (CitySurface surface : surfaces) {
            Group group = new Group(
                    surface.lod(), surface.shell() != null, surface.geometry().getDimension());
            groups.computeIfAbsent(group, k -> new ArrayList<>()).add(surface);
        }
        g.writeArrayFieldStart("geometry");
        for (Map.Entry<Group, List<CitySurface>> entry : groups.entrySet()) {
            geometry(entry.getKey(), entry.getValue(), attributes);
        }
        g.writeEndArray();
    }

    private void geometry(Group group, List<CitySurface> surfaces, Map<String, List<Feature>> attributes)
            throws IOException {
        g.writeStartObject();
        g.writeStringField("lod", group.lod());
        if (group.dimension() < 2) {
            lines(group, surfaces);
        } else if (group.solid()) {
            solid(surfaces, attributes);
        } else {
            g.writeStringField("type", "MultiSurface");
            g.writeFieldName("boundaries");
            polygons(surfaces);
            semantics(surfaces, attributes, null);
            appearance.write(surfaces, null);
        }
        g.writeEndObject();
    }

    private void solid(List<CitySurface> surfaces, Map<String, List<Feature>> attributes) throws IOException {
        Map<Integer, List<CitySurface>> shells = new TreeMap<>();
        for (CitySurface surface : surfaces) {
            Integer shell = surface.shell();
            shells.computeIfAbsent(shell == null ? 0 : shell, k -> new ArrayList<>())
                    .add(surface);
        }
        g.writeStringField("type", "Solid");
        g.writeArrayFieldStart("boundaries");
        for (List<CitySurface> shell : shells.values()) {
            polygons(shell);
        }
        g.writeEndArray();
        semantics(surfaces, attributes, shells);
        appearance.write(surfaces, shells.values());
    }

    private void polygons(List<CitySurface> surfaces) throws IOException {
        g.writeStartArray();
        for (CitySurface surface : surfaces) {
            Geometry geometry = system.fromWgs84(surface.geometry());
            for (int i = 0; i < geometry.getNumGeometries(); i++) {
                if (geometry.getGeometryN(i) instanceof Polygon polygon) {
                    polygon(polygon);
                }
            }
        }
        g.writeEndArray();
    }

    private void polygon(Polygon polygon) throws IOException {
        g.writeStartArray();
        ring(polygon.getExteriorRing().getCoordinates());
        for (int h = 0; h < polygon.getNumInteriorRing(); h++) {
            ring(polygon.getInteriorRingN(h).getCoordinates());
        }
        g.writeEndArray();
    }

    /** Without the closing vertex (CityJSON 2.0, 3.2). */
    private void ring(Coordinate[] ring) throws IOException {
        int[] numbers = new int[ring.length - 1];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = vertex(ring[i]);
        }
        g.writeArray(numbers, 0, numbers.length);
    }

    private void lines(Group group, List<CitySurface> surfaces) throws IOException {
        g.writeStringField("type", group.dimension() == 0 ? "MultiPoint" : "MultiLineString");
        g.writeArrayFieldStart("boundaries");
        for (CitySurface surface : surfaces) {
            Geometry geometry = system.fromWgs84(surface.geometry());
            for (int i = 0; i < geometry.getNumGeometries(); i++) {
                Coordinate[] line = geometry.getGeometryN(i).getCoordinates();
                int[] numbers = Arrays.stream(line).mapToInt(this::vertex).toArray();
                if (group.dimension() == 0) {
                    for (int number : numbers) {
                        g.writeNumber(number);
                    }
                } else {
                    g.writeArray(numbers, 0, numbers.length);
                }
            }
        }
        g.writeEndArray();
    }

    /** Which polygon has which meaning; nothing if none has any. */
    private void semantics(
            List<CitySurface> surfaces,
            Map<String, List<Feature>> attributes,
            @Nullable Map<Integer, List<CitySurface>> shells)
            throws IOException {
        Map<CitySurface, Integer> meanings = new LinkedHashMap<>();
        for (CitySurface surface : surfaces) {
            if (CityJsonNames.surface(surface.role()) != null) {
                meanings.put(surface, meanings.size());
            }
        }
        if (meanings.isEmpty()) {
            return;
        }
        g.writeObjectFieldStart("semantics");
        g.writeArrayFieldStart("surfaces");
        for (CitySurface surface : meanings.keySet()) {
            g.writeStartObject();
            g.writeStringField("type", CityJsonNames.surface(surface.role()));
            if (!surface.surface().isEmpty()) {
                g.writeStringField("id", surface.surface());
                for (Feature row : attributes.getOrDefault(surface.surface(), List.of())) {
                    CityJsonNames.write(
                            g, String.valueOf(row.properties().get("name")), CityJsonNames.value(row.properties()));
                }
            }
            g.writeEndObject();
        }
        g.writeEndArray();
        g.writeArrayFieldStart("values");
        if (shells == null) {
            meanings(surfaces, meanings);
        } else {
            for (List<CitySurface> shell : shells.values()) {
                g.writeStartArray();
                meanings(shell, meanings);
                g.writeEndArray();
            }
        }
        g.writeEndArray();
        g.writeEndObject();
    }

    private void meanings(List<CitySurface> surfaces, Map<CitySurface, Integer> meanings) throws IOException {
        for (CitySurface surface : surfaces) {
            Integer meaning = meanings.get(surface);
            for (int i = 0; i < surface.geometry().getNumGeometries(); i++) {
                if (meaning == null) {
                    g.writeNull();
                } else {
                    g.writeNumber(meaning);
                }
            }
        }
    }

    /** The outline as LoD 0 and, where a height is known, a block on it as LoD 1. */
    void writeBlock(Feature feature) throws IOException {
        Geometry outline = feature.geometry();
        if (outline == null || outline.getDimension() < 2) {
            return;
        }
        double ground = feature.properties().get("ground_height") instanceof Double metres ? metres : 0;
        List<CitySurface> surfaces = new ArrayList<>();
        surfaces.add(new CitySurface(feature.key(), "", "0", "", null, lifted(outline, ground, false), null));
        if (feature.properties().get("height") instanceof Double height && height > 0) {
            surfaces.add(surface(feature, "ground", lifted(outline, ground, true)));
            surfaces.add(surface(feature, "roof", lifted(outline, ground + height, false)));
            surfaces.add(surface(feature, "wall", walls(outline, ground, ground + height)));
        }
        write(surfaces, Map.of());
    }

    private static CitySurface surface(Feature feature, String role, Geometry geometry) {
        return new CitySurface(feature.key(), "", "1", role, 0, geometry, null);
    }

    /** At one height; anticlockwise seen from above, or from below. */
    private static Geometry lifted(Geometry outline, double height, boolean down) {
        List<Polygon> polygons = new ArrayList<>();
        for (int i = 0; i < outline.getNumGeometries(); i++) {
            if (outline.getGeometryN(i) instanceof Polygon polygon) {
                LinearRing[] holes = new LinearRing[polygon.getNumInteriorRing()];
                for (int h = 0; h < holes.length; h++) {
                    holes[h] = lifted(polygon.getInteriorRingN(h), height, down);
                }
                polygons.add(FACTORY.createPolygon(lifted(polygon.getExteriorRing(), height, !down), holes));
            }
        }
        return FACTORY.createMultiPolygon(polygons.toArray(Polygon[]::new));
    }

    private static LinearRing lifted(LinearRing ring, double height, boolean anticlockwise) {
        Coordinate[] line = turned(ring, anticlockwise);
        Coordinate[] lifted = new Coordinate[line.length];
        for (int i = 0; i < line.length; i++) {
            lifted[i] = new Coordinate(line[i].x, line[i].y, height);
        }
        return FACTORY.createLinearRing(lifted);
    }

    private static Coordinate[] turned(LinearRing ring, boolean anticlockwise) {
        Coordinate[] line = ring.getCoordinates();
        return Orientation.isCCW(line) == anticlockwise ? line : ring.reverse().getCoordinates();
    }

    private static Geometry walls(Geometry outline, double low, double high) {
        List<Polygon> walls = new ArrayList<>();
        for (int i = 0; i < outline.getNumGeometries(); i++) {
            if (outline.getGeometryN(i) instanceof Polygon polygon) {
                walls(turned(polygon.getExteriorRing(), true), low, high, walls);
                for (int h = 0; h < polygon.getNumInteriorRing(); h++) {
                    walls(turned(polygon.getInteriorRingN(h), false), low, high, walls);
                }
            }
        }
        return FACTORY.createMultiPolygon(walls.toArray(Polygon[]::new));
    }

    private static void walls(Coordinate[] line, double low, double high, List<Polygon> walls) {
        for (int i = 0; i + 1 < line.length; i++) {
            Coordinate a = line[i];
            Coordinate b = line[i + 1];
            walls.add(FACTORY.createPolygon(new Coordinate[] {
                new Coordinate(a.x, a.y, low),
                new Coordinate(b.x, b.y, low),
                new Coordinate(b.x, b.y, high),
                new Coordinate(a.x, a.y, high),
                new Coordinate(a.x, a.y, low)
            }));
        }
    }
}
