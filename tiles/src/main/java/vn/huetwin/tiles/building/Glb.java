package vn.huetwin.tiles.building;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a binary glTF 2.0 with feature ids (EXT_mesh_features) and a property table (EXT_structural_metadata).
 */
@SuppressWarnings("ByteBufferBackingArray") // every buffer here is allocated here
final class Glb {
    /** @param values one for each feature: all String, or all Double */
    record Column(String name, boolean text, List<@Nullable Object> values) {}

    private record View(int offset, int length, int target) {}

    private final ByteArrayOutputStream binary = new ByteArrayOutputStream();
    private final List<View> views = new ArrayList<>();
    private final JsonFactory json = new JsonFactory();

    static byte[] write(Mesh mesh, int features, List<Column> columns) throws IOException {
        return new Glb().glb(mesh, features, columns);
    }

    private byte[] glb(Mesh mesh, int features, List<Column> columns) throws IOException {
        float[] low = {Float.MAX_VALUE, Float.MAX_VALUE, Float.MAX_VALUE};
        float[] high = {-Float.MAX_VALUE, -Float.MAX_VALUE, -Float.MAX_VALUE};
        ByteBuffer positions = buffer(mesh.vertices() * 12);
        for (int i = 0; i < mesh.vertices() * 3; i++) {
            positions.putFloat(mesh.position(i));
            low[i % 3] = Math.min(low[i % 3], mesh.position(i));
            high[i % 3] = Math.max(high[i % 3], mesh.position(i));
        }
        view(positions, 34962);
        ByteBuffer normals = buffer(mesh.vertices() * 4);
        for (int i = 0; i < mesh.vertices() * 4; i++) {
            normals.put(mesh.normal(i));
        }
        view(normals, 34962);
        ByteBuffer ids = buffer(mesh.vertices() * 4);
        for (int i = 0; i < mesh.vertices(); i++) {
            ids.putFloat(mesh.feature(i));
        }
        view(ids, 34962);
        ByteBuffer indices = buffer(mesh.corners() * 4);
        for (int i = 0; i < mesh.corners(); i++) {
            indices.putInt(mesh.index(i));
        }
        view(indices, 34963);
        int firstColumn = views.size();
        for (Column column : columns) {
            column(column);
        }
        while (binary.size() % 4 != 0) {
            binary.write(0);
        }
        return assemble(document(mesh, features, columns, low, high, firstColumn));
    }

    private void column(Column column) {
        if (!column.text()) {
            ByteBuffer numbers = buffer(column.values().size() * 8);
            for (Object value : column.values()) {
                numbers.putDouble(value instanceof Number number ? number.doubleValue() : Double.NaN);
            }
            view(numbers, 0);
            return;
        }
        ByteBuffer offsets = buffer((column.values().size() + 1) * 4);
        ByteArrayOutputStream texts = new ByteArrayOutputStream();
        offsets.putInt(0);
        for (Object value : column.values()) {
            texts.writeBytes((value == null ? "" : value.toString()).getBytes(StandardCharsets.UTF_8));
            offsets.putInt(texts.size());
        }
        if (texts.size() == 0) {
            texts.write(' ');
        }
        view(ByteBuffer.wrap(texts.toByteArray()), 0);
        view(offsets, 0);
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void view(ByteBuffer bytes, int target) {
        while (binary.size() % 8 != 0) {
            binary.write(0);
        }
        views.add(new View(binary.size(), bytes.array().length, target));
        binary.writeBytes(bytes.array());
    }

    private byte[] document(Mesh mesh, int features, List<Column> columns, float[] low, float[] high, int firstColumn)
            throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (JsonGenerator g = json.createGenerator(text)) {
            g.writeStartObject();
            g.writeObjectFieldStart("asset");
            g.writeStringField("version", "2.0");
            g.writeEndObject();
            strings(g, "extensionsUsed", "EXT_mesh_features", "EXT_structural_metadata", "KHR_mesh_quantization");
            strings(g, "extensionsRequired", "KHR_mesh_quantization");
            g.writeNumberField("scene", 0);
            g.writeFieldName("scenes");
            g.writeRawValue("[{\"nodes\":[0]}]");
            g.writeFieldName("nodes");
            g.writeRawValue("[{\"mesh\":0}]");
            g.writeFieldName("materials");
            g.writeRawValue("[{\"pbrMetallicRoughness\":{\"baseColorFactor\":[1,1,1,1],\"metallicFactor\":0,"
                    + "\"roughnessFactor\":1}}]");
            g.writeFieldName("meshes");
            g.writeRawValue("[{\"primitives\":[{\"attributes\":{\"POSITION\":0,\"NORMAL\":1,\"_FEATURE_ID_0\":2},"
                    + "\"indices\":3,\"material\":0,\"extensions\":{\"EXT_mesh_features\":{\"featureIds\":[{"
                    + "\"featureCount\":" + features + ",\"attribute\":0,\"propertyTable\":0}]}}}]}]");
            accessors(g, mesh, low, high);
            metadata(g, features, columns, firstColumn);
            g.writeArrayFieldStart("buffers");
            g.writeStartObject();
            g.writeNumberField("byteLength", binary.size());
            g.writeEndObject();
            g.writeEndArray();
            g.writeArrayFieldStart("bufferViews");
            for (int i = 0; i < views.size(); i++) {
                view(g, views.get(i), i);
            }
            g.writeEndArray();
            g.writeEndObject();
        }
        return text.toByteArray();
    }

    private static void view(JsonGenerator g, View view, int number) throws IOException {
        g.writeStartObject();
        g.writeNumberField("buffer", 0);
        g.writeNumberField("byteOffset", view.offset());
        g.writeNumberField("byteLength", view.length());
        if (number == 1) {
            g.writeNumberField("byteStride", 4);
        }
        if (view.target() != 0) {
            g.writeNumberField("target", view.target());
        }
        g.writeEndObject();
    }

    private static void accessors(JsonGenerator g, Mesh mesh, float[] low, float[] high) throws IOException {
        g.writeArrayFieldStart("accessors");
        accessor(g, 0, 5126, mesh.vertices(), "VEC3");
        g.writeFieldName("min");
        g.writeRawValue("[" + low[0] + "," + low[1] + "," + low[2] + "]");
        g.writeFieldName("max");
        g.writeRawValue("[" + high[0] + "," + high[1] + "," + high[2] + "]");
        g.writeEndObject();
        accessor(g, 1, 5120, mesh.vertices(), "VEC3");
        g.writeBooleanField("normalized", true);
        g.writeEndObject();
        accessor(g, 2, 5126, mesh.vertices(), "SCALAR");
        g.writeEndObject();
        accessor(g, 3, 5125, mesh.corners(), "SCALAR");
        g.writeEndObject();
        g.writeEndArray();
    }

    private static void accessor(JsonGenerator g, int view, int type, int count, String shape) throws IOException {
        g.writeStartObject();
        g.writeNumberField("bufferView", view);
        g.writeNumberField("componentType", type);
        g.writeNumberField("count", count);
        g.writeStringField("type", shape);
    }

    private static void metadata(JsonGenerator g, int features, List<Column> columns, int firstColumn)
            throws IOException {
        g.writeObjectFieldStart("extensions");
        g.writeObjectFieldStart("EXT_structural_metadata");
        g.writeObjectFieldStart("schema");
        g.writeStringField("id", "building");
        g.writeObjectFieldStart("classes");
        g.writeObjectFieldStart("building");
        g.writeObjectFieldStart("properties");
        for (Column column : columns) {
            g.writeObjectFieldStart(column.name());
            g.writeStringField("type", column.text() ? "STRING" : "SCALAR");
            if (!column.text()) {
                g.writeStringField("componentType", "FLOAT64");
            }
            g.writeEndObject();
        }
        g.writeEndObject();
        g.writeEndObject();
        g.writeEndObject();
        g.writeEndObject();
        g.writeArrayFieldStart("propertyTables");
        g.writeStartObject();
        g.writeStringField("class", "building");
        g.writeNumberField("count", features);
        g.writeObjectFieldStart("properties");
        int view = firstColumn;
        for (Column column : columns) {
            g.writeObjectFieldStart(column.name());
            g.writeNumberField("values", view++);
            if (column.text()) {
                g.writeNumberField("stringOffsets", view++);
                g.writeStringField("stringOffsetType", "UINT32");
            }
            g.writeEndObject();
        }
        g.writeEndObject();
        g.writeEndObject();
        g.writeEndArray();
        g.writeEndObject();
        g.writeEndObject();
    }

    private static void strings(JsonGenerator g, String field, String... values) throws IOException {
        g.writeArrayFieldStart(field);
        for (String value : values) {
            g.writeString(value);
        }
        g.writeEndArray();
    }

    private byte[] assemble(byte[] document) {
        int jsonLength = (document.length + 7) / 8 * 8 + 4;
        int binaryLength = binary.size();
        ByteBuffer glb = buffer(12 + 8 + jsonLength + 8 + binaryLength);
        glb.putInt(0x46546C67).putInt(2).putInt(glb.capacity());
        glb.putInt(jsonLength).putInt(0x4E4F534A).put(document);
        while (glb.position() < 20 + jsonLength) {
            glb.put((byte) ' ');
        }
        glb.putInt(binaryLength).putInt(0x004E4942).put(binary.toByteArray());
        return glb.array();
    }
}
