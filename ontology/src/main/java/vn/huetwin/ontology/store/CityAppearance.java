package vn.huetwin.ontology.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The materials of the polygons of one {@link CitySurface}, by theme; the theme that is shown comes first.
 *
 * @param themes theme → number in {@code materials} of each polygon, -1 for none; one number alone stands for all
 *               polygons
 */
public record CityAppearance(List<CityMaterial> materials, Map<String, List<Integer>> themes) {
    private static final JsonFactory JSON = new JsonFactory();

    /**
     * @param looks of each polygon its materials by theme, in the order of the themes
     * @return null if none has any
     */
    public static @Nullable CityAppearance of(List<Map<String, CityMaterial>> looks) {
        List<CityMaterial> materials = new ArrayList<>();
        Map<String, List<Integer>> themes = new LinkedHashMap<>();
        looks.forEach(look -> look.keySet().forEach(theme -> themes.putIfAbsent(theme, new ArrayList<>())));
        if (themes.isEmpty()) {
            return null;
        }
        for (Map<String, CityMaterial> look : looks) {
            themes.forEach((theme, numbers) -> {
                CityMaterial material = look.get(theme);
                if (material != null && !materials.contains(material)) {
                    materials.add(material);
                }
                numbers.add(material == null ? -1 : materials.indexOf(material));
            });
        }
        themes.replaceAll((theme, numbers) ->
                new HashSet<>(numbers).size() == 1 ? List.of(numbers.get(0)) : List.copyOf(numbers));
        return new CityAppearance(List.copyOf(materials), Collections.unmodifiableMap(themes));
    }

    /** What a polygon has in a theme; null if it has none. */
    public @Nullable CityMaterial material(String theme, int polygon) {
        List<Integer> numbers = themes.getOrDefault(theme, List.of());
        int at = numbers.size() == 1 ? 0 : polygon;
        int number = at < numbers.size() ? numbers.get(at) : -1;
        return number < 0 || number >= materials.size() ? null : materials.get(number);
    }

    /** What a polygon looks like: its material in the first theme that has one for it. */
    public @Nullable CityMaterial shown(int polygon) {
        for (String theme : themes.keySet()) {
            CityMaterial material = material(theme, polygon);
            if (material != null) {
                return material;
            }
        }
        return null;
    }

    /** As {@code appearance} and {@code material} of CityJSON say it: numbers of materials by theme. */
    public String json() {
        StringWriter text = new StringWriter();
        try (JsonGenerator g = JSON.createGenerator(text)) {
            g.writeStartObject();
            g.writeArrayFieldStart("materials");
            for (CityMaterial material : materials) {
                material.write(g);
            }
            g.writeEndArray();
            g.writeObjectFieldStart("themes");
            for (Map.Entry<String, List<Integer>> theme : themes.entrySet()) {
                g.writeFieldName(theme.getKey());
                int[] numbers =
                        theme.getValue().stream().mapToInt(Integer::intValue).toArray();
                g.writeArray(numbers, 0, numbers.length);
            }
            g.writeEndObject();
            g.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /** @param json as {@link #json} gives it */
    public static CityAppearance parse(String json) {
        List<CityMaterial> materials = new ArrayList<>();
        Map<String, List<Integer>> themes = new LinkedHashMap<>();
        try (JsonParser parser = JSON.createParser(json)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean isThemes = parser.currentName().equals("themes");
                parser.nextToken();
                if (isThemes) {
                    while (parser.nextToken() == JsonToken.FIELD_NAME) {
                        themes.put(parser.currentName(), numbers(parser));
                    }
                } else {
                    while (parser.nextToken() == JsonToken.START_OBJECT) {
                        materials.add(CityMaterial.read(parser));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new CityAppearance(List.copyOf(materials), Collections.unmodifiableMap(themes));
    }

    private static List<Integer> numbers(JsonParser parser) throws IOException {
        List<Integer> numbers = new ArrayList<>();
        parser.nextToken();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            numbers.add(parser.getIntValue());
        }
        return List.copyOf(numbers);
    }
}
