package vn.huetwin.server.geoserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What of a wanted document is not so in the one that is there. What is there beside it is GeoServer's own. Its JSON is
 * made from XML: a list of one is the one itself, an empty list is "", and numbers and truths may be texts.
 */
final class Difference {
    private static final int SHOWN = 60;

    private Difference() {}

    /** A line for each: {@code title: old → new}. */
    static List<String> of(JsonNode wanted, JsonNode found) {
        List<String> lines = new ArrayList<>();
        compare("", wanted, found, lines);
        return lines;
    }

    private static void compare(String path, JsonNode wanted, JsonNode found, List<String> lines) {
        if (path.endsWith("passwd")) {
            // it is never told
            return;
        }
        if (wanted.isArray()) {
            array(path, wanted, found, lines);
        } else if (wanted.isObject() && found.isObject()) {
            for (Map.Entry<String, JsonNode> member : wanted.properties()) {
                JsonNode other = found.path(member.getKey());
                compare(
                        path.isEmpty() ? member.getKey() : path + "." + member.getKey(),
                        member.getValue(),
                        other,
                        lines);
            }
        } else if (!isSame(wanted, found)) {
            lines.add(path + ": " + shown(found) + " → " + shown(wanted));
        }
    }

    private static void array(String path, JsonNode wanted, JsonNode found, List<String> lines) {
        List<JsonNode> items = new ArrayList<>();
        if (found.isArray()) {
            found.forEach(items::add);
        } else if (found.isObject() || !found.asText().isEmpty()) {
            items.add(found);
        }
        boolean entries = !wanted.isEmpty() && wanted.get(0).has("@key");
        if (entries) {
            for (JsonNode entry : wanted) {
                String key = entry.path("@key").asText();
                JsonNode other = items.stream()
                        .filter(item -> item.path("@key").asText().equals(key))
                        .findFirst()
                        .orElse(JsonNodeFactory.instance.objectNode());
                compareEntry(path + "." + key, entry, other, lines);
            }
            return;
        }
        if (wanted.size() != items.size()) {
            lines.add(path + ": " + items.size() + " → " + wanted.size() + " items");
            return;
        }
        for (int i = 0; i < items.size(); i++) {
            compare(path + "[" + i + "]", wanted.get(i), items.get(i), lines);
        }
    }

    private static void compareEntry(String path, JsonNode entry, JsonNode other, List<String> lines) {
        for (Map.Entry<String, JsonNode> member : entry.properties()) {
            if (!member.getKey().equals("@key")) {
                String below = member.getKey().equals("$") ? path : path + "." + member.getKey();
                compare(below, member.getValue(), other.path(member.getKey()), lines);
            }
        }
    }

    private static boolean isSame(JsonNode wanted, JsonNode found) {
        if (wanted.isNumber()) {
            return Math.abs(wanted.asDouble() - found.asDouble(Double.NaN)) < 1e-9;
        }
        return wanted.isValueNode() && found.isValueNode() && wanted.asText().equals(found.asText());
    }

    private static String shown(JsonNode node) {
        String text = node.isMissingNode() ? "nothing" : node.isValueNode() ? node.asText() : node.toString();
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    }
}
