package vn.huetwin.server.bench;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Large city models made of a small real one: each copy has ids of its own and stands beside the others, so that no
 * copy is a repetition for whoever reads it.
 */
final class ModelCopies {
    private static final int ACROSS = 20;
    private static final Pattern ID = Pattern.compile("(gml:id=\"|xlink:href=\"#)([^\"]+)");
    private static final Pattern UPPER = Pattern.compile("(<gml:upperCorner>)(\\S+) (\\S+)");
    private static final Pattern PLACES = Pattern.compile("<gml:(posList|pos)([^>]*)>([^<]+)<");

    private ModelCopies() {}

    /**
     * Copies a CityGML file with projected coordinates, east first.
     *
     * @param step  metres from copy to copy
     * @param copies how many, in rows of twenty
     */
    static void cityGml(Path from, Path to, int step, int copies) throws IOException {
        String whole = Files.readString(from);
        int first = whole.indexOf("<cityObjectMember>");
        int last = whole.lastIndexOf("</cityObjectMember>") + "</cityObjectMember>".length();
        if (first < 0) {
            throw new IOException("No cityObjectMember in " + from);
        }
        int east = (Math.min(copies, ACROSS) - 1) * step;
        int north = (copies - 1) / ACROSS * step;
        String head = UPPER.matcher(whole.substring(0, first))
                .replaceAll(m -> m.group(1) + moved(m.group(2), east) + " " + moved(m.group(3), north));
        String members = whole.substring(first, last);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(to), 1 << 20)) {
            out.write(head.getBytes(StandardCharsets.UTF_8));
            for (int made = 0; made < copies; made++) {
                out.write(copy(members, made, made % ACROSS * step, made / ACROSS * step)
                        .getBytes(StandardCharsets.UTF_8));
            }
            out.write(whole.substring(last).getBytes(StandardCharsets.UTF_8));
        }
    }

    private static String copy(String members, int number, int east, int north) {
        String named =
                ID.matcher(members).replaceAll(m -> m.group(1) + Matcher.quoteReplacement(m.group(2)) + "_" + number);
        StringBuilder moved = new StringBuilder(named.length() + 1024);
        Matcher places = PLACES.matcher(named);
        int done = 0;
        while (places.find()) {
            moved.append(named, done, places.start(3));
            String[] numbers = places.group(3).strip().split("\\s+");
            for (int i = 0; i < numbers.length; i++) {
                moved.append(i == 0 ? "" : " ");
                moved.append(i % 3 == 2 ? numbers[i] : moved(numbers[i], i % 3 == 0 ? east : north));
            }
            done = places.end(3);
        }
        return moved.append(named, done, named.length()).toString();
    }

    /** Whole metres on, with the same decimals. */
    private static String moved(String number, int metres) {
        int point = number.indexOf('.');
        String whole = point < 0 ? number : number.substring(0, point);
        return Long.parseLong(whole) + metres + (point < 0 ? "" : number.substring(point));
    }

    /**
     * Copies a CityJSON document with a {@code transform}.
     *
     * @param step  metres from copy to copy
     * @param copies how many, in rows of twenty
     */
    static void cityJson(Path from, Path to, int step, int copies) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode model = (ObjectNode) mapper.readTree(from.toFile());
        JsonNode vertices = model.get("vertices");
        double[] scale = {
            model.at("/transform/scale/0").asDouble(),
            model.at("/transform/scale/1").asDouble()
        };
        try (JsonGenerator out = mapper.createGenerator(to.toFile(), com.fasterxml.jackson.core.JsonEncoding.UTF8)) {
            out.writeStartObject();
            for (Map.Entry<String, JsonNode> member : model.properties()) {
                if (!List.of("CityObjects", "vertices").contains(member.getKey())) {
                    out.writeFieldName(member.getKey());
                    mapper.writeTree(out, member.getValue());
                }
            }
            out.writeObjectFieldStart("CityObjects");
            for (int copy = 0; copy < copies; copy++) {
                for (Map.Entry<String, JsonNode> object :
                        model.get("CityObjects").properties()) {
                    out.writeFieldName(object.getKey() + "_" + copy);
                    mapper.writeTree(out, copy(object.getValue(), copy, copy * vertices.size()));
                }
            }
            out.writeEndObject();
            out.writeArrayFieldStart("vertices");
            for (int copy = 0; copy < copies; copy++) {
                for (JsonNode vertex : vertices) {
                    out.writeStartArray();
                    out.writeNumber(vertex.get(0).asLong() + Math.round(copy % ACROSS * step / scale[0]));
                    out.writeNumber(vertex.get(1).asLong() + Math.round(copy / ACROSS * step / scale[1]));
                    out.writeNumber(vertex.get(2).asLong());
                    out.writeEndArray();
                }
            }
            out.writeEndArray();
            out.writeEndObject();
        }
    }

    private static JsonNode copy(JsonNode object, int copy, int offset) {
        ObjectNode own = object.deepCopy();
        for (String relation : List.of("parents", "children")) {
            if (own.has(relation)) {
                List<String> names = new ArrayList<>();
                own.get(relation).forEach(name -> names.add(name.asText() + "_" + copy));
                ArrayNode renamed = own.putArray(relation);
                names.forEach(renamed::add);
            }
        }
        for (JsonNode geometry : own.path("geometry")) {
            shift((ArrayNode) geometry.get("boundaries"), offset);
        }
        return own;
    }

    private static void shift(ArrayNode boundaries, int offset) {
        for (int i = 0; i < boundaries.size(); i++) {
            if (boundaries.get(i) instanceof ArrayNode inner) {
                shift(inner, offset);
            } else {
                boundaries.set(i, boundaries.numberNode(boundaries.get(i).asInt() + offset));
            }
        }
    }
}
