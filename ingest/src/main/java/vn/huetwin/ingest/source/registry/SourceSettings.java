package vn.huetwin.ingest.source.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ingest.source.SourceException;
import vn.huetwin.ontology.validate.Nearest;

/**
 * The keys of one declaration. It remembers which were asked for, so that a key without meaning is found;
 * <code>${NAME}</code> in a value stands for the environment, since passwords do not belong into files.
 */
final class SourceSettings {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");

    private final ObjectNode node;
    private final String place;
    private final Path folder;
    private final Function<String, @Nullable String> environment;
    private final Set<String> asked = new TreeSet<>();

    /**
     * @param place  names the declaration in messages
     * @param folder relative paths begin here
     */
    SourceSettings(ObjectNode node, String place, Path folder, Function<String, @Nullable String> environment) {
        this.node = node;
        this.place = place;
        this.folder = folder;
        this.environment = environment;
    }

    String text(String key) throws SourceException {
        String text = find(key);
        if (text == null) {
            throw wrong("'" + key + "' is missing");
        }
        return text;
    }

    String text(String key, String otherwise) throws SourceException {
        String text = find(key);
        return text == null ? otherwise : text;
    }

    @Nullable
    String find(String key) throws SourceException {
        asked.add(key);
        JsonNode value = node.get(key);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isValueNode()) {
            throw wrong("'" + key + "' takes a single value");
        }
        return expand(key, value.asText());
    }

    /** A text or a list of texts. */
    List<String> texts(String key) throws SourceException {
        List<String> all = list(key);
        if (all.isEmpty()) {
            throw wrong("'" + key + "' is missing");
        }
        return all;
    }

    /** The same; empty if there is none. */
    List<String> list(String key) throws SourceException {
        asked.add(key);
        JsonNode value = node.get(key);
        List<String> all = new ArrayList<>();
        if (value != null && value.isArray()) {
            for (JsonNode member : value) {
                all.add(expand(key, member.asText()));
            }
        } else if (value != null && value.isValueNode()) {
            all.add(expand(key, value.asText()));
        }
        return all;
    }

    Map<String, String> map(String key) throws SourceException {
        asked.add(key);
        Map<String, String> all = new LinkedHashMap<>();
        JsonNode value = node.get(key);
        if (value != null && !value.isObject()) {
            throw wrong("'" + key + "' holds 'name: value' lines");
        }
        if (value != null) {
            for (Map.Entry<String, JsonNode> member : value.properties()) {
                all.put(member.getKey(), expand(key, member.getValue().asText()));
            }
        }
        return all;
    }

    /** Names, each with lines of its own. */
    Map<String, Map<String, String>> tables(String key) throws SourceException {
        asked.add(key);
        Map<String, Map<String, String>> all = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> table : node.path(key).properties()) {
            Map<String, String> lines = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> line : table.getValue().properties()) {
                lines.put(line.getKey(), expand(key, line.getValue().asText()));
            }
            all.put(table.getKey(), lines);
        }
        if (all.isEmpty()) {
            throw wrong("'" + key + "' holds names, and below each its 'name: value' lines");
        }
        return all;
    }

    int number(String key, int otherwise) throws SourceException {
        String text = find(key);
        try {
            int number = text == null ? otherwise : Integer.parseInt(text);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new SourceException(place + ": '" + key + "' is not a whole number: " + text, e);
        }
        throw wrong("'" + key + "' must be above 0");
    }

    boolean flag(String key, boolean otherwise) throws SourceException {
        String text = find(key);
        return text == null ? otherwise : text.equals("true");
    }

    /** {@code 30s}, {@code 5m}, {@code 1h}, {@code 7d}, or ISO 8601. */
    @Nullable
    Duration duration(String key) throws SourceException {
        String text = find(key);
        if (text == null) {
            return null;
        }
        try {
            String plain = text.toUpperCase(Locale.ROOT);
            Duration time =
                    Duration.parse(plain.startsWith("P") ? plain : plain.endsWith("D") ? "P" + plain : "PT" + plain);
            if (!time.isZero() && !time.isNegative()) {
                return time;
            }
        } catch (DateTimeParseException e) {
            throw new SourceException(place + ": '" + key + "' is not a time such as 30s or 5m: " + text, e);
        }
        throw wrong("'" + key + "' must be above 0");
    }

    Duration duration(String key, Duration otherwise) throws SourceException {
        Duration given = duration(key);
        return given == null ? otherwise : given;
    }

    @Nullable
    Path file(String key) throws SourceException {
        String text = find(key);
        return text == null ? null : folder.resolve(text).normalize();
    }

    /** @throws SourceException if there is a key that nobody asked for */
    void refuseOthers() throws SourceException {
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            String key = member.getKey();
            if (!asked.contains(key)) {
                String near = Nearest.to(key, asked);
                throw wrong("there is no key '" + key + "'"
                        + (near == null
                                ? "; there are " + String.join(", ", asked)
                                : "; did you mean '" + near + "'?"));
            }
        }
    }

    SourceException wrong(String what, Exception cause) {
        return new SourceException(place + ": " + what, cause);
    }

    SourceException wrong(String what) {
        return new SourceException(place + ": " + what);
    }

    private String expand(String key, String text) throws SourceException {
        Matcher matcher = VARIABLE.matcher(text);
        StringBuilder all = new StringBuilder();
        while (matcher.find()) {
            String value = environment.apply(matcher.group(1));
            if (value == null) {
                throw wrong("'" + key + "' needs " + matcher.group(1) + ", which the environment does not have");
            }
            matcher.appendReplacement(all, Matcher.quoteReplacement(value));
        }
        return matcher.appendTail(all).toString();
    }
}
