package vn.huetwin.ingest.mapping;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ingest.format.osm.OsmSelection;
import vn.huetwin.ontology.validate.Nearest;

/** Reads mappings from YAML, which JSON is part of. Keys that have no meaning are refused, with the nearest that has. */
public final class MappingReader {
    private static final Set<String> KEYS = Set.of(
            "name",
            "layer",
            "match",
            "key",
            "key-prefix",
            "geometry",
            "crs",
            "encoding",
            "time-zone",
            "date-formats",
            "decimal-comma",
            "properties",
            "other-columns",
            "ignore",
            "only",
            "valid-from",
            "title",
            "source",
            "licence",
            "schematic",
            "osm");
    private static final Set<String> SOURCE_KEYS = Set.of("from", "value", "read", "values");

    private final ObjectMapper mapper = new ObjectMapper(new YAMLFactory());

    /** @param name what to call the mapping if it does not say so itself */
    public Mapping read(InputStream in, String name) throws IOException, MappingException {
        JsonNode root;
        try {
            root = mapper.readTree(in);
        } catch (JsonProcessingException e) {
            throw wrong(
                    name,
                    "không đọc được YAML: " + e.getOriginalMessage(),
                    "the YAML cannot be read: " + e.getOriginalMessage());
        }
        if (root == null || !root.isObject()) {
            throw wrong(name, "phải là một đối tượng", "it must be an object");
        }
        return new Parsing(name).mapping(root);
    }

    private static MappingException wrong(String name, String vi, String en) {
        return new MappingException(
                "mapping-malformed", "Tệp ánh xạ '" + name + "': " + vi, "Mapping '" + name + "': " + en);
    }

    /** One reading; knows the name for its messages. */
    private static final class Parsing {
        private String name;

        Parsing(String name) {
            this.name = name;
        }

        Mapping mapping(JsonNode root) throws MappingException {
            refuseOthers(root, KEYS, "");
            String said = text(root, "name");
            if (said != null) {
                name = said;
            }
            return new Mapping(
                    name,
                    text(root, "layer"),
                    match(root.get("match")),
                    list(root.get("key")),
                    root.path("key-prefix").asText(""),
                    place(root.get("geometry")),
                    crs(root.get("crs")),
                    charset(text(root, "encoding")),
                    zone(text(root, "time-zone")),
                    formats(list(root.get("date-formats"))),
                    root.path("decimal-comma").asBoolean(false),
                    properties(root.path("properties")),
                    ignored(root),
                    only(root.path("only")),
                    text(root, "valid-from"),
                    new Mapping.Origin(
                            text(root, "title"),
                            text(root, "source"),
                            text(root, "licence"),
                            root.path("schematic").asBoolean(false)),
                    osm(root.get("osm")));
        }

        private void refuseOthers(JsonNode node, Set<String> known, String where) throws MappingException {
            for (var names = node.fieldNames(); names.hasNext(); ) {
                String key = names.next();
                if (!known.contains(key)) {
                    String nearest = Nearest.to(key, known);
                    String hint = nearest == null ? "" : " (" + nearest + "?)";
                    throw wrong(
                            name,
                            "không có khóa '" + where + key + "'" + hint,
                            "there is no key '" + where + key + "'" + hint);
                }
            }
        }

        private static @Nullable String text(JsonNode node, String key) {
            JsonNode value = node.get(key);
            return value == null || value.isNull() ? null : value.asText();
        }

        private static List<String> list(@Nullable JsonNode node) {
            List<String> list = new ArrayList<>();
            if (node != null && node.isArray()) {
                node.forEach(member -> list.add(member.asText()));
            } else if (node != null && !node.isNull()) {
                list.add(node.asText());
            }
            return list;
        }

        private Mapping.@Nullable Match match(@Nullable JsonNode node) throws MappingException {
            if (node == null) {
                return null;
            }
            refuseOthers(node, Set.of("columns", "without", "geometry", "file"), "match.");
            Integer dimension = null;
            String geometry = text(node, "geometry");
            if (geometry != null) {
                dimension = switch (geometry) {
                    case "point" -> 0;
                    case "line" -> 1;
                    case "area" -> 2;
                    default ->
                        throw wrong(
                                name,
                                "match.geometry là point, line hoặc area",
                                "match.geometry is point, line or area");
                };
            }
            return new Mapping.Match(
                    list(node.get("columns")), list(node.get("without")), dimension, text(node, "file"));
        }

        private Mapping.@Nullable Place place(@Nullable JsonNode node) throws MappingException {
            if (node == null) {
                return null;
            }
            refuseOthers(node, Set.of("wkt", "x", "y", "lon", "lat"), "geometry.");
            String x = text(node, "x") == null ? text(node, "lon") : text(node, "x");
            String y = text(node, "y") == null ? text(node, "lat") : text(node, "y");
            String wkt = text(node, "wkt");
            if ((wkt == null) == (x == null || y == null)) {
                throw wrong(
                        name,
                        "geometry cần wkt, hoặc lon và lat, hoặc x và y",
                        "geometry needs wkt, or lon and lat, or x and y");
            }
            return new Mapping.Place(wkt, x, y);
        }

        private @Nullable Integer crs(@Nullable JsonNode node) throws MappingException {
            if (node == null || node.isNull()) {
                return null;
            }
            String digits = node.asText().replaceFirst("(?i)^EPSG:", "");
            if (!digits.matches("\\d{4,6}")) {
                throw wrong(name, "crs là mã EPSG, ví dụ 9214", "crs is an EPSG code such as 9214");
            }
            return Integer.valueOf(digits);
        }

        private @Nullable Charset charset(@Nullable String encoding) throws MappingException {
            try {
                return encoding == null ? null : Charset.forName(encoding);
            } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
                throw wrong(name, "không có bảng mã '" + encoding + "'", "there is no encoding '" + encoding + "'");
            }
        }

        private @Nullable ZoneId zone(@Nullable String zone) throws MappingException {
            try {
                return zone == null ? null : ZoneId.of(zone);
            } catch (DateTimeException e) {
                throw wrong(name, "không có múi giờ '" + zone + "'", "there is no time zone '" + zone + "'");
            }
        }

        private List<DateTimeFormatter> formats(List<String> patterns) throws MappingException {
            List<DateTimeFormatter> formats = new ArrayList<>();
            for (String pattern : patterns) {
                try {
                    formats.add(new DateTimeFormatterBuilder()
                            .parseCaseInsensitive()
                            .appendPattern(pattern.replace("yyyy", "uuuu").replace("yy", "uu"))
                            .toFormatter(Locale.ROOT)
                            .withResolverStyle(ResolverStyle.STRICT));
                } catch (IllegalArgumentException e) {
                    throw wrong(
                            name,
                            "định dạng ngày '" + pattern + "' sai: " + e.getMessage(),
                            "the date format '" + pattern + "' is wrong: " + e.getMessage());
                }
            }
            return formats;
        }

        private Map<String, List<Mapping.Source>> properties(JsonNode node) throws MappingException {
            Map<String, List<Mapping.Source>> properties = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> entry : node.properties()) {
                List<Mapping.Source> sources = new ArrayList<>();
                if (entry.getValue().isArray()) {
                    for (JsonNode member : entry.getValue()) {
                        sources.add(source(entry.getKey(), member));
                    }
                } else {
                    sources.add(source(entry.getKey(), entry.getValue()));
                }
                properties.put(entry.getKey(), sources);
            }
            return properties;
        }

        private Mapping.Source source(String property, JsonNode node) throws MappingException {
            if (!node.isObject()) {
                return new Mapping.Source(List.of(node.asText()), null, Mapping.Reading.PLAIN, Map.of());
            }
            refuseOthers(node, SOURCE_KEYS, "properties." + property + ".");
            JsonNode constant = node.get("value");
            List<String> columns = list(node.get("from"));
            if ((constant == null) == columns.isEmpty()) {
                throw wrong(
                        name,
                        "properties." + property + " cần from hoặc value",
                        "properties." + property + " needs from or value");
            }
            Map<String, String> values = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> entry : node.path("values").properties()) {
                values.put(
                        entry.getKey(),
                        entry.getValue().isNull() ? "" : entry.getValue().asText());
            }
            return new Mapping.Source(columns, constant(constant), reading(property, text(node, "read")), values);
        }

        private static @Nullable Object constant(@Nullable JsonNode node) {
            if (node == null || node.isNull()) {
                return null;
            }
            if (node.isBoolean()) {
                return node.asBoolean();
            }
            return node.isNumber() ? (Object) node.asDouble() : (Object) node.asText();
        }

        private Mapping.Reading reading(String property, @Nullable String read) throws MappingException {
            if (read == null) {
                return Mapping.Reading.PLAIN;
            }
            try {
                return Mapping.Reading.valueOf(read.toUpperCase(Locale.ROOT));
            } catch (IllegalArgumentException e) {
                throw wrong(
                        name,
                        "properties." + property + ".read là plain, number, whole, year hoặc flag",
                        "properties." + property + ".read is plain, number, whole, year or flag");
            }
        }

        private @Nullable Set<String> ignored(JsonNode root) throws MappingException {
            String others = root.path("other-columns").asText("refuse");
            if (!others.equals("refuse") && !others.equals("ignore")) {
                throw wrong(name, "other-columns là refuse hoặc ignore", "other-columns is refuse or ignore");
            }
            return others.equals("ignore") ? null : new LinkedHashSet<>(list(root.get("ignore")));
        }

        private static Map<String, Set<String>> only(JsonNode node) {
            Map<String, Set<String>> only = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> entry : node.properties()) {
                only.put(entry.getKey(), new LinkedHashSet<>(list(entry.getValue())));
            }
            return only;
        }

        private @Nullable OsmSelection osm(@Nullable JsonNode node) throws MappingException {
            if (node == null) {
                return null;
            }
            refuseOthers(node, Set.of("shape", "any", "none"), "osm.");
            List<String> any = list(node.get("any"));
            List<String> none = list(node.get("none"));
            for (String condition : any) {
                if (condition.indexOf('=') <= 0) {
                    throw wrong(name, "osm.any có dạng khóa=giá trị", "osm.any holds key=value");
                }
            }
            try {
                String shape = node.path("shape").asText("").toUpperCase(Locale.ROOT);
                return new OsmSelection(name, OsmSelection.Shape.valueOf(shape), any, none);
            } catch (IllegalArgumentException e) {
                throw wrong(name, "osm.shape là point, line hoặc area", "osm.shape is point, line or area");
            }
        }
    }
}
