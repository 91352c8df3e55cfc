package vn.huetwin.tiles.solid;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A GLB read back: what a browser would draw, in metres of the tile's frame (x east, y up, z south). */
final class DecodedTile {
    final JsonNode json;
    private final ByteBuffer binary;

    DecodedTile(byte[] glb) throws IOException {
        ByteBuffer file = ByteBuffer.wrap(glb).order(ByteOrder.LITTLE_ENDIAN);
        int length = file.getInt(12);
        json = new ObjectMapper().readTree(glb, 20, length);
        binary = file.slice(28 + length, file.getInt(20 + length)).order(ByteOrder.LITTLE_ENDIAN);
    }

    boolean isQuantised() {
        return accessor(0).get("componentType").asInt() == 5123;
    }

    /** Shared corners and then loose ones, as they lie in the view. */
    int vertices() {
        return view(0).get("byteLength").asInt() / view(0).get("byteStride").asInt();
    }

    double[] position(int vertex) {
        JsonNode view = view(0);
        int stride = view.path("byteStride").asInt(12);
        int at = view.get("byteOffset").asInt() + vertex * stride;
        JsonNode node = json.get("nodes").get(0);
        double[] stored = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            stored[axis] = isQuantised()
                    ? node.get("scale").get(axis).asDouble() * (binary.getShort(at + 2 * axis) & 0xffff)
                    : binary.getFloat(at + 4 * axis);
        }
        double[] place = turned(stored, node.get("rotation"));
        for (int axis = 0; axis < 3 && isQuantised(); axis++) {
            place[axis] += node.get("translation").get(axis).asDouble();
        }
        return place;
    }

    /** v + 2 q × (q × v + w v): glTF 2.0, 3.5.2, unit quaternion x, y, z, w. */
    private static double[] turned(double[] v, JsonNode rotation) {
        double[] q = new double[4];
        for (int i = 0; i < 4; i++) {
            q[i] = rotation.get(i).asDouble();
        }
        double[] inner = cross(q, v);
        for (int i = 0; i < 3; i++) {
            inner[i] += q[3] * v[i];
        }
        double[] outer = cross(q, inner);
        return new double[] {v[0] + 2 * outer[0], v[1] + 2 * outer[1], v[2] + 2 * outer[2]};
    }

    private static double[] cross(double[] a, double[] b) {
        return new double[] {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
    }

    private double[] normal(int vertex) {
        int at = view(1).get("byteOffset").asInt() + 4 * vertex;
        return turned(
                new double[] {binary.get(at), binary.get(at + 1), binary.get(at + 2)},
                json.get("nodes").get(0).get("rotation"));
    }

    /** A triangle: its material and three corners. */
    private record Triangle(int material, int a, int b, int c) {}

    /** Of all primitives; those without indices take the corners that no other has. */
    private List<Triangle> triangles() {
        List<Triangle> triangles = new ArrayList<>();
        for (JsonNode primitive : json.at("/meshes/0/primitives")) {
            JsonNode positions = accessor(primitive.at("/attributes/POSITION").asInt());
            int first = positions.path("byteOffset").asInt()
                    / view(0).get("byteStride").asInt();
            JsonNode indices =
                    primitive.has("indices") ? accessor(primitive.get("indices").asInt()) : positions;
            for (int i = 0; i < indices.get("count").asInt(); i += 3) {
                boolean indexed = primitive.has("indices");
                triangles.add(new Triangle(
                        primitive.get("material").asInt(),
                        first + (indexed ? index(indices, i) : i),
                        first + (indexed ? index(indices, i + 1) : i + 1),
                        first + (indexed ? index(indices, i + 2) : i + 2)));
            }
        }
        return triangles;
    }

    /** Square metres of the triangles that face the sky. */
    double roofs() {
        double total = 0;
        for (Triangle triangle : triangles()) {
            if (Math.round(normal(triangle.a())[1]) == 127) {
                double[] a = position(triangle.a());
                double[] b = position(triangle.b());
                double[] c = position(triangle.c());
                total += ((c[0] - a[0]) * (b[2] - a[2]) - (b[0] - a[0]) * (c[2] - a[2])) / 2;
            }
        }
        return total;
    }

    /** Material number → square metres in space of what a building has of it. */
    Map<Integer, Double> areas(String id) {
        int feature = ids().indexOf(id);
        Map<Integer, Double> areas = new TreeMap<>();
        for (Triangle triangle : triangles()) {
            if (feature(triangle.a()) == feature) {
                areas.merge(
                        triangle.material(),
                        area(position(triangle.a()), position(triangle.b()), position(triangle.c())),
                        Double::sum);
            }
        }
        return areas;
    }

    /** Number of a coloured material → red, green, blue, alpha of the first corner that a building has of it. */
    Map<Integer, List<Integer>> colours(String id) {
        Map<Integer, List<Integer>> colours = new TreeMap<>();
        int feature = ids().indexOf(id);
        for (JsonNode primitive : json.at("/meshes/0/primitives")) {
            JsonNode corners = accessor(primitive.at("/attributes/POSITION").asInt());
            int first = corners.path("byteOffset").asInt()
                    / view(0).get("byteStride").asInt();
            if (!primitive.at("/attributes").has("COLOR_0")) {
                continue;
            }
            JsonNode indices = accessor(primitive.get("indices").asInt());
            JsonNode colour = accessor(primitive.at("/attributes/COLOR_0").asInt());
            for (int i = 0; i < indices.get("count").asInt(); i++) {
                int corner = index(indices, i);
                int at =
                        view(colour.get("bufferView").asInt()).get("byteOffset").asInt() + 4 * corner;
                if (feature(first + corner) == feature) {
                    colours.putIfAbsent(
                            primitive.get("material").asInt(),
                            List.of(
                                    binary.get(at) & 0xff,
                                    binary.get(at + 1) & 0xff,
                                    binary.get(at + 2) & 0xff,
                                    binary.get(at + 3) & 0xff));
                }
            }
        }
        return colours;
    }

    int feature(int vertex) {
        return binary.getShort(view(2).get("byteOffset").asInt() + 4 * vertex) & 0xffff;
    }

    private static double area(double[] a, double[] b, double[] c) {
        double x = (b[1] - a[1]) * (c[2] - a[2]) - (b[2] - a[2]) * (c[1] - a[1]);
        double y = (b[2] - a[2]) * (c[0] - a[0]) - (b[0] - a[0]) * (c[2] - a[2]);
        double z = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
        return Math.sqrt(x * x + y * y + z * z) / 2;
    }

    private int index(JsonNode indices, int i) {
        int from =
                view(3).get("byteOffset").asInt() + indices.path("byteOffset").asInt();
        return indices.get("componentType").asInt() == 5123
                ? binary.getShort(from + 2 * i) & 0xffff
                : binary.getInt(from + 4 * i);
    }

    /** What a feature has in a column of numbers of 64 bits; null where it is none or there is no such column. */
    @Nullable
    Double number(String id, String column) {
        JsonNode values = json.at("/extensions/EXT_structural_metadata/propertyTables/0/properties/" + column);
        if (values.isMissingNode()) {
            return null;
        }
        double none = json.at(
                        "/extensions/EXT_structural_metadata/schema/classes/feature/properties/" + column + "/noData")
                .asDouble();
        double value = binary.getDouble(
                view(values.get("values").asInt()).get("byteOffset").asInt() + 8 * ids().indexOf(id));
        return value == none ? null : value;
    }

    /** What a feature has in a column of metres. */
    double metres(String id, String column) {
        JsonNode values = json.at("/extensions/EXT_structural_metadata/propertyTables/0/properties/" + column);
        return binary.getFloat(
                view(values.get("values").asInt()).get("byteOffset").asInt() + 4 * ids().indexOf(id));
    }

    /** What a feature has in a column of codes. */
    String code(String id, String column) {
        JsonNode values = json.at("/extensions/EXT_structural_metadata/propertyTables/0/properties/" + column);
        int number = binary.getShort(
                view(values.get("values").asInt()).get("byteOffset").asInt() + 2 * ids().indexOf(id));
        JsonNode code = json.at("/extensions/EXT_structural_metadata/schema/enums/" + column + "/values")
                .get(number);
        assertEquals(number, code.get("value").asInt());
        return code.get("name").asText();
    }

    List<String> ids() {
        JsonNode id = json.at("/extensions/EXT_structural_metadata/propertyTables/0/properties/id");
        int texts = view(id.get("values").asInt()).get("byteOffset").asInt();
        int offsets = view(id.get("stringOffsets").asInt()).get("byteOffset").asInt();
        int count = json.at("/extensions/EXT_structural_metadata/propertyTables/0/count")
                .asInt();
        boolean small = id.get("stringOffsetType").asText().equals("UINT16");
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int from = offset(offsets, small, i);
            byte[] text = new byte[offset(offsets, small, i + 1) - from];
            binary.get(texts + from, text);
            ids.add(new String(text, StandardCharsets.UTF_8));
        }
        return ids;
    }

    private int offset(int offsets, boolean small, int i) {
        return small ? binary.getShort(offsets + 2 * i) & 0xffff : binary.getInt(offsets + 4 * i);
    }

    private JsonNode accessor(int number) {
        return json.get("accessors").get(number);
    }

    private JsonNode view(int number) {
        return json.get("bufferViews").get(number);
    }
}
