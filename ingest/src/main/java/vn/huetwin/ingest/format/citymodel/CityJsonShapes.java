package vn.huetwin.ingest.format.citymodel;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Polygon;
import vn.huetwin.ingest.format.citymodel.CityObject.Attribute;
import vn.huetwin.ingest.format.citymodel.CityObject.Shape;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.validate.Problem;

/** Geometries of CityJSON (CityJSON 2.0, section 3) with their semantics; templates are placed. */
final class CityJsonShapes {
    private final Ring3D rings;
    private final @Nullable JsonNode templates;
    private final boolean northingFirst;

    CityJsonShapes(Ring3D rings, @Nullable JsonNode templates, boolean northingFirst) {
        this.rings = rings;
        this.templates = templates;
        this.northingFirst = northingFirst;
    }

    /** A geometry that cannot be followed; the object is set aside. */
    static final class BrokenShapeException extends RuntimeException {
        private final transient Problem problem;

        BrokenShapeException(String code, String vi, String en) {
            super(en);
            this.problem = new Problem(code, "geometry", new Text(vi, en));
        }

        /** The fault, and which object of the file has it. */
        Problem of(String object) {
            Text text = problem.message();
            return new Problem(
                    problem.code(),
                    problem.field(),
                    new Text("Đối tượng '" + object + "': " + text.vi(), "Object '" + object + "': " + text.en()));
        }
    }

    void read(
            JsonNode geometry,
            Vertices vertices,
            Mended mended,
            String object,
            CityJsonMaterials materials,
            List<Shape> into,
            List<Attribute> attributes) {
        if (geometry.path("type").asText().equals("GeometryInstance")) {
            instance(geometry, vertices, mended, object, materials, into, attributes);
            return;
        }
        new Run(geometry, object, new Points(vertices, null, null), mended, materials, attributes).run(into);
    }

    /** CityJSON 2.0, 3.4: the template's vertices times the matrix, plus the reference point. */
    private void instance(
            JsonNode geometry,
            Vertices vertices,
            Mended mended,
            String object,
            CityJsonMaterials materials,
            List<Shape> into,
            List<Attribute> attributes) {
        JsonNode all = templates;
        JsonNode template = all == null
                ? null
                : all.path("templates").path(geometry.path("template").asInt(-1));
        Coordinate origin = vertices.get(geometry.path("boundaries").path(0).asInt(-1));
        if (all == null || template == null || template.isMissingNode() || origin == null) {
            throw new BrokenShapeException(
                    "template-not-found",
                    "Không có khuôn hình học hoặc điểm đặt của nó",
                    "Its geometry template or reference point is not there");
        }
        double[] matrix = new double[16];
        for (int i = 0; i < 16; i++) {
            matrix[i] = geometry.path("transformationMatrix").path(i).asDouble(i % 5 == 0 ? 1 : 0);
        }
        Vertices own = Vertices.of(all.path("vertices-templates"), new double[] {1, 1, 1}, new double[] {0, 0, 0});
        new Run(template, object, new Points(own, matrix, origin), mended, materials, attributes).run(into);
    }

    /** Vertices by number, placed. */
    private final class Points {
        private final Vertices vertices;
        private final double @Nullable [] matrix;
        private final @Nullable Coordinate origin;

        Points(Vertices vertices, double @Nullable [] matrix, @Nullable Coordinate origin) {
            this.vertices = vertices;
            this.matrix = matrix;
            this.origin = origin;
        }

        Coordinate get(JsonNode index) {
            Coordinate point = index.isIntegralNumber() ? vertices.get(index.asInt(-1)) : null;
            if (point == null) {
                throw new BrokenShapeException(
                        "vertex-index-out-of-range",
                        "Đỉnh số " + index + " không có; tệp có " + vertices.count() + " đỉnh",
                        "There is no vertex " + index + "; the file has " + vertices.count() + " vertices");
            }
            return matrix == null || origin == null ? turned(point) : rings.placed(matrix, turned(origin), point);
        }

        private Coordinate turned(Coordinate point) {
            return northingFirst ? new Coordinate(point.y, point.x, point.getZ()) : point;
        }
    }

    /** One geometry. */
    private final class Run {
        /** Surfaces of one meaning in one shell. */
        private record Group(int semantic, @Nullable Integer shell) {}

        private final JsonNode geometry;
        private final String object;
        private final Points points;
        private final Mended mended;
        private final CityJsonMaterials materials;
        private final List<Attribute> attributes;
        private final String lod;
        private final Map<Group, List<Polygon>> groups = new LinkedHashMap<>();

        Run(
                JsonNode geometry,
                String object,
                Points points,
                Mended mended,
                CityJsonMaterials materials,
                List<Attribute> attributes) {
            this.materials = materials;
            this.geometry = geometry;
            this.object = object;
            this.points = points;
            this.mended = mended;
            this.attributes = attributes;
            this.lod = lod(geometry.path("lod"));
        }

        void run(List<Shape> into) {
            JsonNode boundaries = geometry.path("boundaries");
            JsonNode values = geometry.path("semantics").path("values");
            CityJsonMaterials.Values looks = materials.values(geometry);
            switch (geometry.path("type").asText()) {
                case "MultiPoint" -> multiPoint(boundaries, into);
                case "MultiLineString" -> multiLine(boundaries, into);
                case "MultiSurface", "CompositeSurface" -> surfaces(boundaries, values, looks, null);
                case "Solid" -> solid(boundaries, values, looks);
                case "MultiSolid", "CompositeSolid" -> {
                    for (int i = 0; i < boundaries.size(); i++) {
                        solid(boundaries.path(i), values.path(i), looks.at(i));
                    }
                }
                default ->
                    throw new BrokenShapeException(
                            "unknown-geometry-type",
                            "Kiểu hình học '" + geometry.path("type").asText() + "' không có trong CityJSON",
                            "CityJSON has no geometry type '"
                                    + geometry.path("type").asText() + "'");
            }
            JsonNode semantics = geometry.path("semantics").path("surfaces");
            groups.forEach((group, polygons) -> into.add(shape(group, polygons, semantics)));
        }

        private Shape shape(Group group, List<Polygon> polygons, JsonNode semantics) {
            JsonNode meaning = semantics.path(group.semantic());
            Geometry multi = rings.factory().createMultiPolygon(polygons.toArray(Polygon[]::new));
            if (group.semantic() < 0 || meaning.isMissingNode()) {
                return new Shape(lod, "", null, group.shell(), multi);
            }
            String id = meaning.path("id").isTextual()
                    ? meaning.path("id").asText()
                    : object + "/lod" + lod + "/" + group.semantic();
            meaning.properties().forEach(entry -> {
                String name = entry.getKey();
                if (!name.equals("type") && !name.equals("id") && !name.equals("parent") && !name.equals("children")) {
                    CityJsonObjects.generic(name, entry.getValue(), id, attributes);
                }
            });
            return new Shape(lod, Role.of(meaning.path("type").asText()), id, group.shell(), multi);
        }

        private void solid(JsonNode shells, JsonNode values, CityJsonMaterials.Values looks) {
            for (int shell = 0; shell < shells.size(); shell++) {
                surfaces(shells.path(shell), values.path(shell), looks.at(shell), shell);
            }
        }

        private void surfaces(
                JsonNode surfaces, JsonNode values, CityJsonMaterials.Values looks, @Nullable Integer shell) {
            for (int i = 0; i < surfaces.size(); i++) {
                JsonNode surface = surfaces.path(i);
                List<List<Coordinate>> holes = new ArrayList<>();
                for (int h = 1; h < surface.size(); h++) {
                    holes.add(closed(line(surface.path(h))));
                }
                Polygon polygon = rings.polygon(closed(line(surface.path(0))), holes, mended);
                int semantic =
                        values.path(i).isIntegralNumber() ? values.path(i).asInt() : -1;
                if (polygon != null) {
                    Looks.put(polygon, looks.at(i).look(mended));
                    groups.computeIfAbsent(new Group(semantic, shell), g -> new ArrayList<>())
                            .add(polygon);
                }
            }
        }

        /** Rings of CityJSON do not repeat their first vertex. */
        private List<Coordinate> closed(List<Coordinate> ring) {
            if (!ring.isEmpty() && !ring.get(0).equals3D(ring.get(ring.size() - 1))) {
                ring.add(ring.get(0).copy());
            }
            return ring;
        }

        private List<Coordinate> line(JsonNode indices) {
            List<Coordinate> line = new ArrayList<>(indices.size() + 1);
            for (JsonNode index : indices) {
                line.add(points.get(index));
            }
            return line;
        }

        private void multiPoint(JsonNode boundaries, List<Shape> into) {
            Coordinate[] all = line(boundaries).toArray(Coordinate[]::new);
            if (all.length > 0) {
                into.add(new Shape(lod, "", null, null, rings.factory().createMultiPointFromCoords(all)));
            }
        }

        private void multiLine(JsonNode boundaries, List<Shape> into) {
            List<Geometry> lines = new ArrayList<>();
            for (JsonNode indices : boundaries) {
                Coordinate[] line = line(indices).toArray(Coordinate[]::new);
                if (line.length > 1) {
                    lines.add(rings.factory().createLineString(line));
                }
            }
            if (!lines.isEmpty()) {
                into.add(new Shape(lod, "", null, null, rings.factory().buildGeometry(lines)));
            }
        }
    }

    /** {@code "2.2"} and {@code 2.2} alike; {@code 2.0} is 2. */
    static String lod(JsonNode lod) {
        String text = lod.asText("0");
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text.isEmpty() ? "0" : text;
    }
}
