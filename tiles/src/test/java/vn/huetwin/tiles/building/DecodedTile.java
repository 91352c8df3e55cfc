package vn.huetwin.tiles.building;

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

    int vertices() {
        return accessor(0).get("count").asInt();
    }

    double[] position(int vertex) {
        JsonNode view = view(0);
        int stride = view.path("byteStride").asInt(12);
        int at = view.get("byteOffset").asInt() + vertex * stride;
        JsonNode node = json.get("nodes").get(0);
        double[] place = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            place[axis] = isQuantised()
                    ? node.get("translation").get(axis).asDouble()
                            + node.get("scale").get(axis).asDouble() * (binary.getShort(at + 2 * axis) & 0xffff)
                    : binary.getFloat(at + 4 * axis);
        }
        return place;
    }

    /** Square metres of the triangles that face the sky. */
    double roofs() {
        double total = 0;
        int normals = view(1).get("byteOffset").asInt();
        for (int i = 0; i < accessor(3).get("count").asInt(); i += 3) {
            if (binary.get(normals + 4 * index(i) + 1) == 127) {
                double[] a = position(index(i));
                double[] b = position(index(i + 1));
                double[] c = position(index(i + 2));
                total += ((c[0] - a[0]) * (b[2] - a[2]) - (b[0] - a[0]) * (c[2] - a[2])) / 2;
            }
        }
        return total;
    }

    /** Material number → square metres in space of what a building has of it. */
    Map<Integer, Double> areas(String id) {
        int feature = ids().indexOf(id);
        int features = view(2).get("byteOffset").asInt();
        Map<Integer, Double> areas = new TreeMap<>();
        JsonNode primitives = json.at("/meshes/0/primitives");
        for (JsonNode primitive : primitives) {
            JsonNode indices = accessor(primitive.get("indices").asInt());
            int width = indices.get("componentType").asInt() == 5123 ? 2 : 4;
            int first = indices.path("byteOffset").asInt() / width;
            for (int i = first; i < first + indices.get("count").asInt(); i += 3) {
                if ((binary.getShort(features + 4 * index(i)) & 0xffff) == feature) {
                    areas.merge(
                            primitive.get("material").asInt(),
                            area(position(index(i)), position(index(i + 1)), position(index(i + 2))),
                            Double::sum);
                }
            }
        }
        return areas;
    }

    private static double area(double[] a, double[] b, double[] c) {
        double x = (b[1] - a[1]) * (c[2] - a[2]) - (b[2] - a[2]) * (c[1] - a[1]);
        double y = (b[2] - a[2]) * (c[0] - a[0]) - (b[0] - a[0]) * (c[2] - a[2]);
        double z = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
        return Math.sqrt(x * x + y * y + z * z) / 2;
    }

    private int index(int i) {
        int from = view(3).get("byteOffset").asInt();
        return accessor(3).get("componentType").asInt() == 5123
                ? binary.getShort(from + 2 * i) & 0xffff
                : binary.getInt(from + 4 * i);
    }

    List<String> ids() {
        JsonNode id = json.at("/extensions/EXT_structural_metadata/propertyTables/0/properties/id");
        int texts = view(id.get("values").asInt()).get("byteOffset").asInt();
        int offsets = view(id.get("stringOffsets").asInt()).get("byteOffset").asInt();
        int count = json.at("/extensions/EXT_structural_metadata/propertyTables/0/count")
                .asInt();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int from = binary.getInt(offsets + 4 * i);
            byte[] text = new byte[binary.getInt(offsets + 4 * i + 4) - from];
            binary.get(texts + from, text);
            ids.add(new String(text, StandardCharsets.UTF_8));
        }
        return ids;
    }

    private JsonNode accessor(int number) {
        return json.get("accessors").get(number);
    }

    private JsonNode view(int number) {
        return json.get("bufferViews").get(number);
    }
}
