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
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writes a binary glTF 2.0 with feature ids (EXT_mesh_features) and a property table (EXT_structural_metadata).
 */
@SuppressWarnings("ByteBufferBackingArray") // every buffer here is allocated here
final class Glb {
    /** Positions are kept on a grid of 65,536 steps where a step is 1 cm or less, else as they are. */
    private static final double LONGEST_QUANTISED = 655.35;

    /** The alpha of volumes. */
    private static final String SEEN_THROUGH = "0.4";

    private static final int VERTICES = 34962;
    private static final int INDICES = 34963;
    private static final int UNSIGNED_SHORT = 5123;
    private static final int UNSIGNED_INT = 5125;
    private static final int FLOAT = 5126;

    private record View(int offset, int length, int stride, int target) {}

    /** @param offset of its indices in their view, bytes */
    private record Primitive(Mesh.Material material, int offset, int count) {
        /** Red, green, blue; styles of the viewer multiply it. */
        String colour() {
            return switch (material) {
                case PLAIN, WALL -> "1,1,1";
                case ROOF -> "0.93,0.79,0.72";
                case GROUND -> "0.8,0.8,0.8";
            };
        }
    }

    private final List<Primitive> primitives = new ArrayList<>();
    private final ByteArrayOutputStream binary = new ByteArrayOutputStream();
    private final List<View> views = new ArrayList<>();
    private final JsonFactory json = new JsonFactory();

    private final Mesh mesh;
    private final int features;
    private final boolean translucent;
    private final float[] low = new float[3];
    private final float[] high = new float[3];
    private final boolean quantised;
    private final float step;

    private Glb(Mesh mesh, int features, boolean translucent) {
        this.translucent = translucent;
        this.mesh = mesh;
        this.features = features;
        for (int axis = 0; axis < 3; axis++) {
            low[axis] = mesh.lowest(axis);
            high[axis] = mesh.highest(axis);
        }
        quantised = mesh.extent() <= LONGEST_QUANTISED;
        step = mesh.extent() / 65_535;
    }

    /** @param translucent whether other things are seen through it */
    static byte[] write(Mesh mesh, int features, List<PropertyColumn> columns, boolean translucent) throws IOException {
        return new Glb(mesh, features, translucent).glb(columns);
    }

    private byte[] glb(List<PropertyColumn> columns) throws IOException {
        positions();
        ByteBuffer normals = buffer(mesh.vertices() * 4);
        for (int i = 0; i < mesh.vertices() * 4; i++) {
            normals.put(mesh.normal(i));
        }
        view(normals, 4, VERTICES);
        ByteBuffer ids = buffer(mesh.vertices() * 4);
        for (int i = 0; i < mesh.vertices(); i++) {
            ids.putInt(mesh.feature(i));
        }
        view(ids, 4, VERTICES);
        ByteBuffer indices = buffer(mesh.corners() * (isSmall() ? 2 : 4));
        for (Mesh.Material material : Mesh.Material.values()) {
            indices(material, indices);
        }
        view(indices, 0, INDICES);
        int firstColumn = views.size();
        columns.forEach(this::column);
        while (binary.size() % 4 != 0) {
            binary.write(0);
        }
        return assemble(document(columns, firstColumn));
    }

    /** The triangles of one material, one after the other: a primitive. */
    private void indices(Mesh.Material material, ByteBuffer indices) {
        int before = indices.position();
        for (int i = 0; i < mesh.corners(); i++) {
            if (mesh.material(i / 3) != material) {
                continue;
            }
            if (isSmall()) {
                indices.putShort((short) mesh.index(i));
            } else {
                indices.putInt(mesh.index(i));
            }
        }
        int width = isSmall() ? 2 : 4;
        if (indices.position() > before) {
            primitives.add(new Primitive(material, before, (indices.position() - before) / width));
        }
    }

    private boolean isSmall() {
        return mesh.vertices() < 65_535;
    }

    private void positions() {
        ByteBuffer positions = buffer(mesh.vertices() * (quantised ? 8 : 12));
        for (int i = 0; i < mesh.vertices(); i++) {
            for (int axis = 0; axis < 3; axis++) {
                float place = mesh.position(3 * i + axis);
                if (quantised) {
                    positions.putShort((short) grid(place, axis));
                } else {
                    positions.putFloat(place);
                }
            }
            if (quantised) {
                positions.putShort((short) 0);
            }
        }
        view(positions, quantised ? 8 : 0, VERTICES);
    }

    private int grid(float place, int axis) {
        return step == 0 ? 0 : Math.min(65_535, Math.round((place - low[axis]) / step));
    }

    private void column(PropertyColumn column) {
        if (column.kind() != PropertyColumn.Kind.TEXT) {
            numbers(column);
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
        view(ByteBuffer.wrap(texts.toByteArray()), 0, 0);
        view(offsets, 0, 0);
    }

    private void numbers(PropertyColumn column) {
        boolean whole = column.kind() == PropertyColumn.Kind.INTEGER;
        double none = Double.parseDouble(String.valueOf(column.kind().noData));
        ByteBuffer numbers = buffer(column.values().size() * (whole ? 4 : 8));
        for (Object value : column.values()) {
            double number = value instanceof Number given ? given.doubleValue() : Double.NaN;
            boolean fits = whole ? Math.abs(number) < Integer.MAX_VALUE : Double.isFinite(number);
            if (whole) {
                numbers.putInt((int) (fits ? number : none));
            } else {
                numbers.putDouble(fits ? number : none);
            }
        }
        view(numbers, 0, 0);
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void view(ByteBuffer bytes, int stride, int target) {
        while (binary.size() % 8 != 0) {
            binary.write(0);
        }
        views.add(new View(binary.size(), bytes.array().length, stride, target));
        binary.writeBytes(bytes.array());
    }

    private byte[] document(List<PropertyColumn> columns, int firstColumn) throws IOException {
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
            g.writeRawValue(node());
            g.writeFieldName("materials");
            g.writeRawValue(materials());
            g.writeFieldName("meshes");
            g.writeRawValue("[{\"primitives\":[" + primitives() + "]}]");
            accessors(g);
            metadata(g, columns, firstColumn);
            g.writeArrayFieldStart("buffers");
            g.writeStartObject();
            g.writeNumberField("byteLength", binary.size());
            g.writeEndObject();
            g.writeEndArray();
            g.writeArrayFieldStart("bufferViews");
            for (int i = 0; i < views.size(); i++) {
                view(g, views.get(i));
            }
            g.writeEndArray();
            g.writeEndObject();
        }
        return text.toByteArray();
    }

    /** Surfaces of models are seen from both sides: not every source turns them outwards. */
    private String materials() {
        return primitives.stream()
                .map(p -> "{\"pbrMetallicRoughness\":{\"baseColorFactor\":[" + p.colour()
                        + "," + (translucent ? SEEN_THROUGH : "1")
                        + "],\"metallicFactor\":0,\"roughnessFactor\":1}"
                        + (translucent ? ",\"alphaMode\":\"BLEND\"" : "")
                        + (p.material() == Mesh.Material.PLAIN && primitives.size() == 1
                                ? "}"
                                : ",\"doubleSided\":true}"))
                .collect(Collectors.joining(",", "[", "]"));
    }

    private String primitives() {
        return IntStream.range(0, primitives.size())
                .mapToObj(
                        i -> "{\"attributes\":{\"POSITION\":0,\"NORMAL\":1,\"_FEATURE_ID_0\":2},\"indices\":" + (3 + i)
                                + ",\"material\":" + i
                                + ",\"extensions\":{\"EXT_mesh_features\":{\"featureIds\":[{\"featureCount\":"
                                + features + ",\"attribute\":0,\"propertyTable\":0}]}}}")
                .collect(Collectors.joining(","));
    }

    /** Quantised positions are counted in steps from the lowest corner. */
    private String node() {
        return quantised
                ? "[{\"mesh\":0,\"translation\":[" + low[0] + "," + low[1] + "," + low[2] + "],\"scale\":[" + step + ","
                        + step + "," + step + "]}]"
                : "[{\"mesh\":0}]";
    }

    private static void view(JsonGenerator g, View view) throws IOException {
        g.writeStartObject();
        g.writeNumberField("buffer", 0);
        g.writeNumberField("byteOffset", view.offset());
        g.writeNumberField("byteLength", view.length());
        if (view.stride() != 0) {
            g.writeNumberField("byteStride", view.stride());
        }
        if (view.target() != 0) {
            g.writeNumberField("target", view.target());
        }
        g.writeEndObject();
    }

    private void accessors(JsonGenerator g) throws IOException {
        g.writeArrayFieldStart("accessors");
        accessor(g, 0, quantised ? UNSIGNED_SHORT : FLOAT, mesh.vertices(), "VEC3");
        bound(g, "min", low);
        bound(g, "max", high);
        g.writeEndObject();
        accessor(g, 1, 5120, mesh.vertices(), "VEC3");
        g.writeBooleanField("normalized", true);
        g.writeEndObject();
        accessor(g, 2, UNSIGNED_SHORT, mesh.vertices(), "SCALAR");
        g.writeEndObject();
        for (Primitive primitive : primitives) {
            accessor(g, 3, isSmall() ? UNSIGNED_SHORT : UNSIGNED_INT, primitive.count(), "SCALAR");
            if (primitive.offset() > 0) {
                g.writeNumberField("byteOffset", primitive.offset());
            }
            g.writeEndObject();
        }
        g.writeEndArray();
    }

    private void bound(JsonGenerator g, String name, float[] corner) throws IOException {
        g.writeArrayFieldStart(name);
        for (int axis = 0; axis < 3; axis++) {
            if (quantised) {
                g.writeNumber(grid(corner[axis], axis));
            } else {
                g.writeNumber(corner[axis]);
            }
        }
        g.writeEndArray();
    }

    private static void accessor(JsonGenerator g, int view, int type, int count, String shape) throws IOException {
        g.writeStartObject();
        g.writeNumberField("bufferView", view);
        g.writeNumberField("componentType", type);
        g.writeNumberField("count", count);
        g.writeStringField("type", shape);
    }

    private void metadata(JsonGenerator g, List<PropertyColumn> columns, int firstColumn) throws IOException {
        g.writeObjectFieldStart("extensions");
        g.writeObjectFieldStart("EXT_structural_metadata");
        g.writeObjectFieldStart("schema");
        g.writeStringField("id", "building");
        g.writeObjectFieldStart("classes");
        g.writeObjectFieldStart("building");
        g.writeObjectFieldStart("properties");
        for (PropertyColumn column : columns) {
            g.writeObjectFieldStart(column.name());
            if (column.kind().noData == null) {
                g.writeStringField("type", column.kind().type);
                g.writeStringField("noData", "");
            } else {
                g.writeStringField("type", "SCALAR");
                g.writeStringField("componentType", column.kind().type);
                g.writeFieldName("noData");
                g.writeRawValue(column.kind().noData);
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
        for (PropertyColumn column : columns) {
            g.writeObjectFieldStart(column.name());
            g.writeNumberField("values", view++);
            if (column.kind() == PropertyColumn.Kind.TEXT) {
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
