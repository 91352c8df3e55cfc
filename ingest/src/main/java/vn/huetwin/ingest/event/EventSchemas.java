package vn.huetwin.ingest.event;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Code;
import vn.huetwin.ontology.catalogue.CodeList;
import vn.huetwin.ontology.catalogue.GeometryType;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.catalogue.Verb;

/**
 * What the {@code data} of event types may hold, as JSON Schema (draft 2020-12), derived from the catalogue. A type whose
 * verb is not declared is described by its layer alone.
 */
public final class EventSchemas {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Catalogue catalogue;

    public EventSchemas(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** All types whose verbs are declared, with their titles. */
    public ArrayNode types(Access access) {
        ArrayNode types = JSON.arrayNode();
        for (Layer layer : access.layers(catalogue)) {
            for (Verb verb : layer.derived() ? List.<Verb>of() : layer.verbs().values()) {
                ObjectNode type = types.addObject();
                type.put("type", CityEvent.PREFIX + layer.name() + '.' + verb.name())
                        .put("layer", layer.name())
                        .put("verb", verb.name());
                text(type, "title", verb.label());
            }
        }
        return types;
    }

    /**
     * @param id   where the schema is served
     * @param type {@code vn.hue.<layer>.<verb>}
     * @return null if its layer does not exist for the reader or takes no events
     */
    public @Nullable ObjectNode schema(String id, String type, Access access) {
        int dot = type.lastIndexOf('.');
        if (!type.startsWith(CityEvent.PREFIX) || dot < CityEvent.PREFIX.length()) {
            return null;
        }
        Layer layer = access.find(catalogue, type.substring(CityEvent.PREFIX.length(), dot));
        if (layer == null || layer.derived()) {
            return null;
        }
        Verb verb = layer.verbs().get(type.substring(dot + 1));
        ObjectNode schema = JSON.objectNode();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema").put("$id", id);
        Text title = layer.title();
        texts(schema, verb == null ? title : join(title, verb.label()), layer.description());
        schema.put("type", "object").put("additionalProperties", false);
        ObjectNode properties = schema.putObject("properties");
        if (layer.geometry() != GeometryType.NONE) {
            properties.set("geometry", geometry(layer.geometry()));
        }
        ArrayNode first = JSON.arrayNode();
        for (Property property : access.properties(layer)) {
            if (property.derived()) {
                continue;
            }
            properties.set(property.name(), property(property));
            if (property.required()) {
                first.add(property.name());
            }
        }
        if (verb != null && !verb.requires().isEmpty()) {
            verb.requires().forEach(schema.putArray("required")::add);
        }
        schema.set("x-first", first);
        return schema;
    }

    private static Text join(Text layer, Text verb) {
        return new Text(layer.vi() + ": " + verb.vi(), layer.en() + ": " + verb.en());
    }

    private static ObjectNode property(Property property) {
        ObjectNode schema = JSON.objectNode();
        texts(schema, property.title(), property.description());
        String type = switch (property.type()) {
            case INTEGER -> "integer";
            case DOUBLE -> "number";
            case BOOLEAN -> "boolean";
            case STRING, DATE, DATE_TIME, IRI -> "string";
        };
        if (property.required()) {
            schema.put("type", type);
        } else {
            schema.putArray("type").add(type).add("null");
        }
        switch (property.type()) {
            case DATE -> schema.put("format", "date");
            case DATE_TIME -> schema.put("format", "date-time");
            case IRI -> schema.put("format", "iri");
            case STRING, INTEGER, DOUBLE, BOOLEAN -> {}
        }
        limits(schema, property);
        CodeList codes = property.codeList();
        if (codes != null) {
            codes(schema, codes, property.required());
        }
        return schema;
    }

    private static void limits(ObjectNode schema, Property property) {
        if (property.minimum() != null) {
            schema.put("minimum", property.minimum());
        }
        if (property.maximum() != null) {
            schema.put("maximum", property.maximum());
        }
        if (property.maxLength() != null) {
            schema.put("maxLength", property.maxLength());
        }
        if (property.pattern() != null) {
            schema.put("pattern", property.pattern());
        }
        if (property.unit() != null) {
            schema.put("x-unit", property.unit());
        }
        if (property.references() != null) {
            schema.put("x-references", property.references());
        }
    }

    private static void codes(ObjectNode schema, CodeList list, boolean required) {
        ArrayNode notations = schema.putArray("enum");
        ObjectNode labels = schema.putObject("x-labels");
        for (Code code : list.codes()) {
            notations.add(code.notation());
            text(labels, code.notation(), code.label());
        }
        if (!required) {
            notations.addNull();
        }
    }

    /** GeoJSON in WGS 84, longitude first; single parts stand for a whole of one. */
    private static ObjectNode geometry(GeometryType type) {
        ObjectNode schema = JSON.objectNode();
        texts(
                schema,
                new Text("Hình học", "Geometry"),
                new Text("GeoJSON theo WGS 84, kinh độ trước", "GeoJSON in WGS 84, longitude first"));
        schema.putArray("type").add("object").add("null");
        schema.putArray("required").add("type").add("coordinates");
        ObjectNode members = schema.putObject("properties");
        ArrayNode names = members.putObject("type").putArray("enum");
        String name = type.simpleFeatures();
        List<String> all = type == GeometryType.GEOMETRY
                ? List.of("Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon")
                : name.startsWith("Multi") ? List.of(name, name.substring("Multi".length())) : List.of(name);
        all.forEach(names::add);
        members.putObject("coordinates").put("type", "array");
        return schema;
    }

    private static void texts(ObjectNode schema, Text title, Text description) {
        schema.put("title", title.en());
        text(schema, "x-title", title);
        if (!description.equals(Text.EMPTY)) {
            schema.put("description", description.en());
            text(schema, "x-description", description);
        }
    }

    private static void text(ObjectNode node, String member, Text text) {
        node.putObject(member).put("vi", text.vi()).put("en", text.en());
    }
}
