package vn.huetwin.ontology.store;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * How a surface of a city model looks (X3DMaterial of CityGML, CityJSON 2.0, 6.1). All but the colours is 0 to 1.
 *
 * @param name  for people; empty if it has none
 * @param smooth whether normals are to be averaged
 */
public record CityMaterial(
        String name,
        @Nullable Double ambientIntensity,
        @Nullable Colour diffuse,
        @Nullable Colour emissive,
        @Nullable Colour specular,
        @Nullable Double shininess,
        @Nullable Double transparency,
        @Nullable Boolean smooth) {

    /** Each 0 to 1, as shown on a screen (sRGB). */
    public record Colour(double red, double green, double blue) {}

    /** Writes it as an object of CityJSON. */
    public void write(JsonGenerator g) throws IOException {
        g.writeStartObject();
        g.writeStringField("name", name);
        number(g, "ambientIntensity", ambientIntensity);
        colour(g, "diffuseColor", diffuse);
        colour(g, "emissiveColor", emissive);
        colour(g, "specularColor", specular);
        number(g, "shininess", shininess);
        number(g, "transparency", transparency);
        if (smooth != null) {
            g.writeBooleanField("isSmooth", smooth);
        }
        g.writeEndObject();
    }

    private static void number(JsonGenerator g, String field, @Nullable Double value) throws IOException {
        if (value != null) {
            g.writeNumberField(field, value);
        }
    }

    private static void colour(JsonGenerator g, String field, @Nullable Colour colour) throws IOException {
        if (colour != null) {
            g.writeFieldName(field);
            g.writeArray(new double[] {colour.red(), colour.green(), colour.blue()}, 0, 3);
        }
    }

    /** Reads what {@link #write} wrote, from its first token on. */
    static CityMaterial read(JsonParser parser) throws IOException {
        String name = "";
        Double ambient = null;
        Double shininess = null;
        Double transparency = null;
        Boolean smooth = null;
        Colour[] colours = new Colour[3];
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "name" -> name = parser.getText();
                case "ambientIntensity" -> ambient = parser.getDoubleValue();
                case "shininess" -> shininess = parser.getDoubleValue();
                case "transparency" -> transparency = parser.getDoubleValue();
                case "isSmooth" -> smooth = parser.getBooleanValue();
                case "diffuseColor" -> colours[0] = colour(parser);
                case "emissiveColor" -> colours[1] = colour(parser);
                case "specularColor" -> colours[2] = colour(parser);
                default -> parser.skipChildren();
            }
        }
        return new CityMaterial(name, ambient, colours[0], colours[1], colours[2], shininess, transparency, smooth);
    }

    private static Colour colour(JsonParser parser) throws IOException {
        double[] parts = new double[3];
        for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
            if (i < 3) {
                parts[i] = parser.getDoubleValue();
            }
        }
        return new Colour(parts[0], parts[1], parts[2]);
    }
}
