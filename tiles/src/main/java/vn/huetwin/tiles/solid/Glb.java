package vn.huetwin.tiles.solid;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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

    private static final int MOST_SHORT = 65_535;
    /** Upwards first, then south, then east: places above each other begin alike, which compresses better. */
    private static final int[] AXES = {1, 2, 0};
    /** Turns those axes back: a third of a turn about (1, 1, 1). */
    private static final String TURN = "\"rotation\":[0.5,0.5,0.5,0.5]";

    private static final int VERTICES = 34962;
    private static final int INDICES = 34963;
    private static final int BYTE = 5120;
    private static final int UNSIGNED_BYTE = 5121;
    private static final int UNSIGNED_SHORT = 5123;
    private static final int UNSIGNED_INT = 5125;
    private static final int FLOAT = 5126;

    private record View(int offset, int length, int stride, int target) {}

    /**
     * Triangles of one look.
     *
     * @param part   its corners
     * @param offset of its indices in their view, bytes
     * @param count  of indices
     */
    private record Primitive(Mesh.Material material, Corners part, int offset, int count) {
        /** Red, green, blue; styles of the viewer multiply it. */
        String colour() {
            return switch (material) {
                case PLAIN, WALL, COLOURED, GLASS -> "1,1,1";
                case ROOF -> "0.93,0.79,0.72";
                case GROUND -> "0.8,0.8,0.8";
            };
        }
    }

    private final List<Corners> parts = new ArrayList<>();
    private final List<Primitive> primitives = new ArrayList<>();
    private final ByteArrayOutputStream binary = new ByteArrayOutputStream();
    private final List<View> views = new ArrayList<>();
    private final Set<String> shortOffsets = new HashSet<>();
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
        for (Corners corners : List.of(mesh.shared(), mesh.loose(), mesh.coloured())) {
            if (corners.count() > 0) {
                parts.add(corners);
            }
        }
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
        corners();
        ByteBuffer indices = buffer(mesh.corners() * (isSmall() ? 2 : 4));
        for (Mesh.Material material : Mesh.Material.values()) {
            indices(material, indices);
        }
        if (mesh.loose().count() > 0) {
            primitives.add(new Primitive(Mesh.Material.PLAIN, mesh.loose(), 0, 0));
        }
        view(indices, 0, INDICES);
        if (mesh.coloured().count() > 0) {
            colours();
        }
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
            Corners part = material.isColoured() ? mesh.coloured() : mesh.shared();
            primitives.add(new Primitive(material, part, before, (indices.position() - before) / width));
        }
    }

    private boolean isSmall() {
        return Math.max(mesh.shared().count(), mesh.coloured().count()) < 65_535;
    }

    private void colours() {
        ByteBuffer colours = ByteBuffer.allocate(mesh.coloured().count() * 4);
        for (int i = 0; i < mesh.coloured().count(); i++) {
            colours.putInt(mesh.coloured().colourOf(i));
        }
        view(colours, 4, VERTICES);
    }

    /** Positions, normals and features, each a view: part after part. */
    private void corners() {
        int count = parts.stream().mapToInt(Corners::count).sum();
        ByteBuffer positions = buffer(count * stride());
        ByteBuffer normals = buffer(count * 4);
        ByteBuffer ids = buffer(count * 4);
        for (Corners corners : parts) {
            for (int i = 0; i < corners.count(); i++) {
                for (int axis : AXES) {
                    float place = corners.position(i, axis);
                    if (quantised) {
                        positions.putShort((short) grid(place, axis));
                    } else {
                        positions.putFloat(place);
                    }
                    normals.put(corners.normal(i, axis));
                }
                if (quantised) {
                    positions.putShort((short) 0);
                }
                normals.put((byte) 0);
                ids.putInt(corners.feature(i));
            }
        }
        view(positions, stride(), VERTICES);
        view(normals, 4, VERTICES);
        view(ids, 4, VERTICES);
    }

    private int stride() {
        return quantised ? 8 : 12;
    }

    private int grid(float place, int axis) {
        return step == 0 ? 0 : Math.min(65_535, Math.round((place - low[axis]) / step));
    }

    private void column(PropertyColumn column) {
        switch (column.kind()) {
            case TEXT -> texts(column);
            case CODE -> codes(column);
            default -> numbers(column);
        }
    }

    private void texts(PropertyColumn column) {
        ByteArrayOutputStream texts = new ByteArrayOutputStream();
        int[] ends = new int[column.values().size()];
        int count = 0;
        for (Object value : column.values()) {
            texts.writeBytes((value == null ? "" : value.toString()).getBytes(StandardCharsets.UTF_8));
            ends[count++] = texts.size();
        }
        boolean small = texts.size() <= MOST_SHORT;
        ByteBuffer offsets = buffer((count + 1) * (small ? 2 : 4));
        offset(offsets, small, 0);
        for (int end : ends) {
            offset(offsets, small, end);
        }
        if (small) {
            shortOffsets.add(column.name());
        }
        if (texts.size() == 0) {
            texts.write(' ');
        }
        view(ByteBuffer.wrap(texts.toByteArray()), 0, 0);
        view(offsets, 0, 0);
    }

    private static void offset(ByteBuffer offsets, boolean small, int offset) {
        if (small) {
            offsets.putShort((short) offset);
        } else {
            offsets.putInt(offset);
        }
    }

    /** The number of each code; 0 is none. */
    private void codes(PropertyColumn column) {
        List<String> codes = column.codes();
        ByteBuffer numbers = buffer(column.values().size() * 2);
        for (Object value : column.values()) {
            numbers.putShort((short) (value == null ? 0 : Collections.binarySearch(codes, value.toString()) + 1));
        }
        view(numbers, 0, 0);
    }

    private void numbers(PropertyColumn column) {
        boolean whole = column.kind() == PropertyColumn.Kind.INTEGER;
        boolean single = column.kind() == PropertyColumn.Kind.METRES;
        double none = Double.parseDouble(String.valueOf(column.kind().noData));
        ByteBuffer numbers = buffer(column.values().size() * (whole || single ? 4 : 8));
        for (Object value : column.values()) {
            double number = value instanceof Number given ? given.doubleValue() : Double.NaN;
            boolean fits = whole ? Math.abs(number) < Integer.MAX_VALUE : Double.isFinite(number);
            if (whole) {
                numbers.putInt((int) (fits ? number : none));
            } else if (single) {
                numbers.putFloat((float) (fits ? number : none));
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
            PropertyTable.write(g, columns, features, firstColumn, shortOffsets);
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
                        + (translucent || p.material() == Mesh.Material.GLASS ? ",\"alphaMode\":\"BLEND\"" : "")
                        + (p.part() != mesh.loose() && mesh.hasSurfaces() ? ",\"doubleSided\":true}" : "}"))
                .collect(Collectors.joining(",", "[", "]"));
    }

    private String primitives() {
        return IntStream.range(0, primitives.size()).mapToObj(this::primitive).collect(Collectors.joining(","));
    }

    private String primitive(int number) {
        Primitive primitive = primitives.get(number);
        int first = 3 * parts.indexOf(primitive.part());
        boolean coloured = primitive.material().isColoured();
        return "{\"attributes\":{\"POSITION\":" + first + ",\"NORMAL\":" + (first + 1) + ",\"_FEATURE_ID_0\":"
                + (first + 2)
                + (coloured ? ",\"COLOR_0\":" + (first + 3) : "")
                + "}"
                + (primitive.part() == mesh.loose() ? "" : ",\"indices\":" + (firstIndices() + place(number)))
                + ",\"material\":" + number
                + ",\"extensions\":{\"EXT_mesh_features\":{\"featureIds\":[{\"featureCount\":"
                + features + ",\"attribute\":0,\"propertyTable\":0}]}}}";
    }

    /** Number of the first accessor of indices: corners come before, those with colours last. */
    private int firstIndices() {
        return 3 * parts.size() + (mesh.coloured().count() > 0 ? 1 : 0);
    }

    /** Which one of the primitives with indices it is. */
    private long place(int number) {
        return primitives.stream()
                .limit(number)
                .filter(p -> p.part() != mesh.loose())
                .count();
    }

    /** Quantised positions are counted in steps from the lowest corner. */
    private String node() {
        return quantised
                ? "[{\"mesh\":0," + TURN + ",\"translation\":[" + low[0] + "," + low[1] + "," + low[2] + "],\"scale\":["
                        + step + "," + step + "," + step + "]}]"
                : "[{\"mesh\":0," + TURN + "}]";
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
        int before = 0;
        for (Corners part : parts) {
            accessor(g, 0, before * stride(), quantised ? UNSIGNED_SHORT : FLOAT, part.count(), "VEC3");
            g.writeArrayFieldStart("min");
            for (int axis : AXES) {
                bound(g, part.lowest(axis), axis);
            }
            g.writeEndArray();
            g.writeArrayFieldStart("max");
            for (int axis : AXES) {
                bound(g, part.highest(axis), axis);
            }
            g.writeEndArray();
            g.writeEndObject();
            accessor(g, 1, before * 4, BYTE, part.count(), "VEC3");
            g.writeBooleanField("normalized", true);
            g.writeEndObject();
            accessor(g, 2, before * 4, UNSIGNED_SHORT, part.count(), "SCALAR");
            g.writeEndObject();
            if (part == mesh.coloured()) {
                accessor(g, 4, 0, UNSIGNED_BYTE, part.count(), "VEC4");
                g.writeBooleanField("normalized", true);
                g.writeEndObject();
            }
            before += part.count();
        }
        for (Primitive primitive : primitives) {
            if (primitive.part() != mesh.loose()) {
                accessor(
                        g,
                        3,
                        primitive.offset(),
                        isSmall() ? UNSIGNED_SHORT : UNSIGNED_INT,
                        primitive.count(),
                        "SCALAR");
                g.writeEndObject();
            }
        }
        g.writeEndArray();
    }

    private void bound(JsonGenerator g, float place, int axis) throws IOException {
        if (quantised) {
            g.writeNumber(grid(place, axis));
        } else {
            g.writeNumber(place);
        }
    }

    private static void accessor(JsonGenerator g, int view, int offset, int type, int count, String shape)
            throws IOException {
        g.writeStartObject();
        g.writeNumberField("bufferView", view);
        if (offset > 0) {
            g.writeNumberField("byteOffset", offset);
        }
        g.writeNumberField("componentType", type);
        g.writeNumberField("count", count);
        g.writeStringField("type", shape);
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
