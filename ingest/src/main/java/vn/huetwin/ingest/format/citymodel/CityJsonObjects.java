package vn.huetwin.ingest.format.citymodel;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ingest.format.citymodel.CityObject.Attribute;
import vn.huetwin.ingest.format.citymodel.CityObject.Fact;
import vn.huetwin.ingest.format.citymodel.CityObject.Shape;

/** Turns CityObjects of CityJSON 1.0–2.0 into objects, surfaces and attributes. */
final class CityJsonObjects {
    private static final int MOST_ATTRIBUTES = 5_000;
    private static final Map<String, Fact> FACTS = Map.of(
            "name", Fact.NAME,
            "class", Fact.CLASS,
            "function", Fact.FUNCTION,
            "usage", Fact.USAGE,
            "measuredHeight", Fact.HEIGHT,
            "storeysAboveGround", Fact.FLOORS,
            "storeysBelowGround", Fact.FLOORS_BELOW,
            "yearOfConstruction", Fact.YEAR_BUILT,
            "dateOfConstruction", Fact.YEAR_BUILT,
            "roofType", Fact.ROOF_TYPE);

    private final CityJsonShapes shapes;

    CityJsonObjects(CityJsonShapes shapes) {
        this.shapes = shapes;
    }

    /** @throws CityJsonShapes.BrokenShapeException if a geometry cannot be followed */
    CityObject read(
            String id,
            @Nullable String parent,
            JsonNode json,
            Vertices vertices,
            CityJsonMaterials materials,
            Mended mended) {
        Map<Fact, Object> facts = new EnumMap<>(Fact.class);
        List<Attribute> attributes = new ArrayList<>();
        JsonNode said = json.path("attributes");
        said.properties().forEach(entry -> attribute(entry.getKey(), entry.getValue(), facts, attributes));
        String address = address(json.path("address"));
        if (address != null) {
            facts.put(Fact.ADDRESS, address);
        }
        List<Shape> of = new ArrayList<>();
        for (JsonNode geometry : json.path("geometry")) {
            shapes.read(geometry, vertices, mended, id, materials, of, attributes);
        }
        return new CityObject(id, type(json), parent, facts, attributes, of);
    }

    /** Names of CityJSON that differ from those of CityGML 3.0. */
    static String type(JsonNode json) {
        String type = json.path("type").asText("");
        return type.equals("TransportSquare") ? "Square" : type;
    }

    private static void attribute(String name, JsonNode value, Map<Fact, Object> facts, List<Attribute> attributes) {
        Fact fact = FACTS.get(name);
        Object plain = fact == null ? null : fact(fact, value);
        if (fact != null && plain != null) {
            facts.putIfAbsent(fact, plain);
            return;
        }
        generic(name, value, null, attributes);
    }

    private static @Nullable Object fact(Fact fact, JsonNode value) {
        return switch (fact) {
            case HEIGHT -> value.isNumber() ? (Object) value.asDouble() : null;
            case FLOORS, FLOORS_BELOW -> value.isIntegralNumber() ? (Object) value.asLong() : null;
            case YEAR_BUILT -> year(value);
            default -> list(value);
        };
    }

    private static @Nullable Object year(JsonNode value) {
        if (value.isIntegralNumber()) {
            return value.asLong();
        }
        try {
            return (long) LocalDate.parse(value.asText("")).getYear();
        } catch (DateTimeParseException e) {
            return value.asText("").matches("\\d{4}") ? (Object) Long.valueOf(value.asText()) : null;
        }
    }

    private static @Nullable String list(JsonNode value) {
        if (value.isValueNode() && !value.isNull()) {
            return value.asText();
        }
        if (!value.isArray() || value.isEmpty()) {
            return null;
        }
        List<String> parts = new ArrayList<>();
        value.forEach(v -> parts.add(v.asText()));
        return String.join(" ", parts);
    }

    /** Nested values get names with a slash; lists of plain values are one text. */
    static void generic(String name, JsonNode value, @Nullable String of, List<Attribute> attributes) {
        if (attributes.size() >= MOST_ATTRIBUTES || value.isNull() || value.isMissingNode()) {
            return;
        }
        if (value.isObject()) {
            JsonNode measure = value.path("value");
            if (measure.isNumber() && value.size() == 2 && value.has("uom")) {
                attributes.add(new Attribute(
                        of, name, measure.asDouble(), value.path("uom").asText()));
            } else {
                value.properties().forEach(e -> generic(name + "/" + e.getKey(), e.getValue(), of, attributes));
            }
        } else if (value.isArray()) {
            attributes.add(new Attribute(of, name, value.toString(), null));
        } else if (value.isNumber()) {
            attributes.add(new Attribute(of, name, value.asDouble(), null));
        } else if (value.isBoolean()) {
            attributes.add(new Attribute(of, name, value.asBoolean(), null));
        } else {
            attributes.add(new Attribute(of, name, value.asText(), null));
        }
    }

    /** Text of the first address, in the order of the file. */
    private static @Nullable String address(JsonNode address) {
        JsonNode one = address.isArray() ? address.path(0) : address;
        List<String> parts = new ArrayList<>();
        one.properties().forEach(entry -> {
            JsonNode value = entry.getValue();
            if (value.isTextual() && !entry.getKey().toLowerCase(Locale.ROOT).contains("location")) {
                parts.add(value.asText());
            }
        });
        return parts.isEmpty() ? null : String.join(", ", parts);
    }
}
