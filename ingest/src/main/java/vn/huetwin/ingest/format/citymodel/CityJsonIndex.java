package vn.huetwin.ingest.format.citymodel;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ingest.format.FormatException;
import vn.huetwin.ingest.format.FormatLimits;

/**
 * The first pass over one CityJSON document: where each city object stands in the file, and its vertices, which come
 * last. So the second pass reads object by object, in flat memory.
 */
final class CityJsonIndex {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** @param parent id of the first parent, or null */
    record Entry(String id, long from, int length, @Nullable String parent) {}

    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Map<String, List<String>> children = new LinkedHashMap<>();
    private final List<String> repeated = new ArrayList<>();
    private double[] vertices = new double[3 * 1024];
    private int values;
    private String version = "";
    private @Nullable JsonNode transform;
    private @Nullable JsonNode templates;
    private JsonNode appearance = MissingNode.getInstance();
    private String system = "";
    private double[] scale = {1, 1, 1};
    private double[] translate = {0, 0, 0};

    private CityJsonIndex() {}

    /** Objects without a parent, and those whose parent is not there, in the order of the file. */
    List<Entry> roots() {
        return entries.values().stream()
                .filter(e -> e.parent() == null || !entries.containsKey(e.parent()))
                .toList();
    }

    /** The object and all below it; each once, even if the file links in circles. */
    List<Entry> withParts(Entry root) {
        Set<String> ids = new LinkedHashSet<>();
        add(root.id(), ids);
        return ids.stream()
                .map(id -> java.util.Objects.requireNonNull(entries.get(id)))
                .toList();
    }

    private void add(String id, Set<String> ids) {
        if (entries.containsKey(id) && ids.add(id)) {
            children.getOrDefault(id, List.of()).forEach(child -> add(child, ids));
        }
    }

    /** Objects that no root leads to, since they are their own ancestors. */
    List<Entry> circles() {
        Set<String> reached = new HashSet<>();
        roots().forEach(root -> add(root.id(), reached));
        return entries.values().stream().filter(e -> !reached.contains(e.id())).toList();
    }

    int count() {
        return entries.size() + repeated.size();
    }

    /** Ids that stand twice as keys of CityObjects. */
    List<String> repeated() {
        return repeated;
    }

    String version() {
        return version;
    }

    String system() {
        return system;
    }

    Vertices vertices() {
        return new Vertices(vertices, values / 3, scale, translate);
    }

    /** Materials and textures; missing if there are none. */
    JsonNode appearance() {
        return appearance;
    }

    @Nullable
    JsonNode templates() {
        return templates;
    }

    /** @throws FormatException if it is no CityJSON, or breaks */
    static CityJsonIndex of(Path path, JsonFactory factory, FormatLimits limits) throws IOException {
        CityJsonIndex index = new CityJsonIndex();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(path), 1 << 16);
                JsonParser parser = factory.createParser(in)) {
            parser.setCodec(MAPPER);
            index.document(parser, limits);
        } catch (JsonParseException | StreamConstraintsException e) {
            throw malformed(e);
        }
        index.check();
        return index;
    }

    static FormatException malformed(JsonProcessingException e) {
        var place = e.getLocation();
        String where = place == null ? "?" : place.getLineNr() + ":" + place.getColumnNr();
        return new FormatException(
                "malformed-json",
                "JSON hỏng ở dòng:cột " + where + "; tệp có bị cắt cụt không? " + e.getOriginalMessage(),
                "The JSON breaks at line:column " + where + "; was the file cut short? " + e.getOriginalMessage());
    }

    private void document(JsonParser parser, FormatLimits limits) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw notCityJson();
        }
        String type = "";
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "type" -> type = parser.getText();
                case "version" -> version = parser.getText();
                case "CityObjects" -> objects(parser, limits);
                case "vertices" -> vertices(parser);
                case "transform" -> transform = parser.readValueAsTree();
                case "appearance" -> appearance = withoutPlaces(parser);
                case "geometry-templates" -> templates = parser.readValueAsTree();
                case "metadata" -> metadata(parser.readValueAsTree());
                default -> parser.skipChildren();
            }
        }
        if (!type.equals("CityJSON")) {
            throw notCityJson();
        }
        JsonNode said = transform;
        if (said != null) {
            scale = numbers(said.path("scale"), 1);
            translate = numbers(said.path("translate"), 0);
        }
    }

    /** The places of textures in images may be as large as the vertices, and none is taken. */
    private static JsonNode withoutPlaces(JsonParser parser) throws IOException {
        ObjectNode kept = MAPPER.createObjectNode();
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return kept;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            if (name.equals("vertices-texture")) {
                parser.skipChildren();
            } else {
                kept.set(name, parser.<JsonNode>readValueAsTree());
            }
        }
        return kept;
    }

    private static FormatException notCityJson() {
        return new FormatException(
                "not-a-city-model", "Không phải tài liệu CityJSON", "This is not a CityJSON document");
    }

    static double[] numbers(JsonNode array, double missing) {
        double[] numbers = new double[3];
        for (int i = 0; i < 3; i++) {
            numbers[i] = array.path(i).asDouble(missing);
        }
        return numbers;
    }

    private void metadata(JsonNode metadata) {
        JsonNode reference = metadata.path("referenceSystem");
        if (reference.isTextual()) {
            system = reference.asText();
        } else if (metadata.path("crs").path("epsg").isNumber()) { // CityJSON 0.x
            system = "EPSG:" + metadata.path("crs").path("epsg").asInt();
        }
    }

    private void objects(JsonParser parser, FormatLimits limits) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String id = parser.currentName();
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                parser.skipChildren();
                repeated.add(id);
                continue;
            }
            long from = parser.currentTokenLocation().getByteOffset();
            String parent = parent(parser);
            long to = parser.currentLocation().getByteOffset();
            if (to - from > limits.unpacked() || to - from > Integer.MAX_VALUE - 8) {
                throw new FormatException(
                        "object-too-large",
                        "Đối tượng '" + id + "' lớn hơn 2 GB",
                        "The object '" + id + "' is larger than 2 GB");
            }
            if (entries.putIfAbsent(id, new Entry(id, from, (int) (to - from), parent)) != null) {
                repeated.add(id);
            } else if (parent != null) {
                children.computeIfAbsent(parent, p -> new ArrayList<>()).add(id);
            }
        }
    }

    /** Reads over one object. */
    private static @Nullable String parent(JsonParser parser) throws IOException {
        String parent = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean parents = parser.currentName().equals("parents");
            parser.nextToken();
            if (parents && parser.currentToken() == JsonToken.START_ARRAY) {
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    parent = parent == null ? parser.getValueAsString() : parent;
                    parser.skipChildren();
                }
            } else {
                parser.skipChildren();
            }
        }
        return parent;
    }

    private void vertices(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() == JsonToken.START_ARRAY) {
            int at = values;
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (values - at < 3) {
                    if (values + 3 > vertices.length) {
                        vertices = Arrays.copyOf(vertices, vertices.length * 2);
                    }
                    vertices[values++] = parser.currentToken().isNumeric() ? parser.getDoubleValue() : Double.NaN;
                }
            }
            while (values - at < 3) {
                vertices[values++] = Double.NaN;
            }
        }
    }

    private void check() throws FormatException {
        if (version.isEmpty() || !version.matches("[12]\\.\\d.*")) {
            throw new FormatException(
                    "unknown-version",
                    "CityJSON phiên bản '" + version + "'; đọc được 1.0, 1.1 và 2.0",
                    "CityJSON version '" + version + "'; 1.0, 1.1 and 2.0 can be read");
        }
    }
}
