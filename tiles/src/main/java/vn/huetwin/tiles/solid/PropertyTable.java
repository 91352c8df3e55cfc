package vn.huetwin.tiles.solid;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** The schema and the property table of a tile, as JSON (EXT_structural_metadata, 3D Metadata 1.0). */
final class PropertyTable {
    private static final String CLASS = "feature";
    /** Stands for no code; no notation has brackets. */
    private static final String NO_CODE = "(none)";

    private PropertyTable() {}

    /**
     * Writes the member {@code extensions} of a glTF document.
     *
     * @param firstView    the buffer view of the first column; texts have another one for their offsets
     * @param shortOffsets columns of texts whose offsets have 16 bits
     */
    static void write(
            JsonGenerator g, List<PropertyColumn> columns, int features, int firstView, Set<String> shortOffsets)
            throws IOException {
        g.writeObjectFieldStart("extensions");
        g.writeObjectFieldStart("EXT_structural_metadata");
        schema(g, columns);
        g.writeArrayFieldStart("propertyTables");
        g.writeStartObject();
        g.writeStringField("class", CLASS);
        g.writeNumberField("count", features);
        g.writeObjectFieldStart("properties");
        int view = firstView;
        for (PropertyColumn column : columns) {
            g.writeObjectFieldStart(column.name());
            g.writeNumberField("values", view++);
            if (column.kind() == PropertyColumn.Kind.TEXT) {
                g.writeNumberField("stringOffsets", view++);
                g.writeStringField("stringOffsetType", shortOffsets.contains(column.name()) ? "UINT16" : "UINT32");
            }
            g.writeEndObject();
        }
        g.writeEndObject();
        g.writeEndObject();
        g.writeEndArray();
        g.writeEndObject();
        g.writeEndObject();
    }

    private static void schema(JsonGenerator g, List<PropertyColumn> columns) throws IOException {
        g.writeObjectFieldStart("schema");
        g.writeStringField("id", CLASS);
        g.writeObjectFieldStart("classes");
        g.writeObjectFieldStart(CLASS);
        g.writeObjectFieldStart("properties");
        for (PropertyColumn column : columns) {
            property(g, column);
        }
        g.writeEndObject();
        g.writeEndObject();
        g.writeEndObject();
        g.writeObjectFieldStart("enums");
        for (PropertyColumn column : columns) {
            if (column.kind() == PropertyColumn.Kind.CODE) {
                codes(g, column);
            }
        }
        g.writeEndObject();
        g.writeEndObject();
    }

    private static void property(JsonGenerator g, PropertyColumn column) throws IOException {
        g.writeObjectFieldStart(column.name());
        switch (column.kind()) {
            case TEXT -> {
                g.writeStringField("type", "STRING");
                g.writeStringField("noData", "");
            }
            case CODE -> {
                g.writeStringField("type", "ENUM");
                g.writeStringField("enumType", column.name());
                g.writeStringField("noData", NO_CODE);
            }
            default -> {
                g.writeStringField("type", "SCALAR");
                g.writeStringField("componentType", column.kind().type);
                g.writeFieldName("noData");
                g.writeRawValue(column.kind().noData);
            }
        }
        g.writeEndObject();
    }

    private static void codes(JsonGenerator g, PropertyColumn column) throws IOException {
        g.writeObjectFieldStart(column.name());
        g.writeStringField("valueType", "UINT16");
        g.writeArrayFieldStart("values");
        code(g, NO_CODE, 0);
        int number = 1;
        for (String code : column.codes()) {
            code(g, code, number++);
        }
        g.writeEndArray();
        g.writeEndObject();
    }

    private static void code(JsonGenerator g, String name, int number) throws IOException {
        g.writeStartObject();
        g.writeStringField("name", name);
        g.writeNumberField("value", number);
        g.writeEndObject();
    }
}
