package vn.huetwin.ingest.format.citymodel;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.store.CityMaterial;
import vn.huetwin.ontology.store.CityMaterial.Colour;

/** The materials of a CityJSON document or feature (CityJSON 2.0, section 6), and which polygons have them. */
final class CityJsonMaterials {
    private final List<CityMaterial> materials = new ArrayList<>();
    private final String first;
    private final List<String> images;
    private final AppearanceNotes notes;

    /**
     * @param appearance as in the file; may be missing
     * @param notes      where its faults are counted
     */
    CityJsonMaterials(JsonNode appearance, AppearanceNotes notes) {
        for (JsonNode material : appearance.path("materials")) {
            materials.add(material(material, notes));
        }
        first = appearance.path("default-theme-material").asText("");
        images = TextureNotes.images(appearance.path("textures"));
        this.notes = notes;
    }

    private static CityMaterial material(JsonNode json, AppearanceNotes notes) {
        return new CityMaterial(
                json.path("name").asText(""),
                share(json, "ambientIntensity", notes),
                colour(json, "diffuseColor", notes),
                colour(json, "emissiveColor", notes),
                colour(json, "specularColor", notes),
                share(json, "shininess", notes),
                share(json, "transparency", notes),
                json.path("isSmooth").isBoolean() ? json.path("isSmooth").asBoolean() : null);
    }

    private static @Nullable Double share(JsonNode json, String field, AppearanceNotes notes) {
        return json.has(field) ? notes.within(field, json.path(field).asDouble(Double.NaN)) : null;
    }

    private static @Nullable Colour colour(JsonNode json, String field, AppearanceNotes notes) {
        JsonNode parts = json.path(field);
        if (parts.isMissingNode()) {
            return null;
        }
        Double red = notes.within(field, parts.path(0).asDouble(Double.NaN));
        Double green = notes.within(field, parts.path(1).asDouble(Double.NaN));
        Double blue = notes.within(field, parts.path(2).asDouble(Double.NaN));
        return red == null || green == null || blue == null ? null : new Colour(red, green, blue);
    }

    /** What {@code material} of a geometry says, going down into its boundaries. */
    final class Values {
        private final Map<String, JsonNode> themes;

        private Values(Map<String, JsonNode> themes) {
            this.themes = themes;
        }

        /** One level down: of a shell or a polygon. A number alone stands for all below it. */
        Values at(int index) {
            if (themes.isEmpty()) {
                return this;
            }
            Map<String, JsonNode> below = new LinkedHashMap<>();
            themes.forEach((theme, value) -> below.put(theme, value.isNumber() ? value : value.path(index)));
            return new Values(below);
        }

        /** Of one polygon, by theme. */
        Map<String, CityMaterial> look(Mended mended) {
            if (themes.isEmpty()) {
                return Map.of();
            }
            Map<String, CityMaterial> look = new LinkedHashMap<>();
            themes.forEach((theme, value) -> {
                if (value.isNull() || value.isMissingNode()) {
                    return;
                }
                int number = value.isIntegralNumber() ? value.asInt(-1) : -1;
                if (number < 0 || number >= materials.size()) {
                    mended.add(Mended.Kind.MATERIAL_UNKNOWN, String.valueOf(value));
                } else {
                    look.put(theme, materials.get(number));
                }
            });
            return look;
        }
    }

    /** @param geometry whose {@code material} is looked at; its textures are counted */
    Values values(JsonNode geometry) {
        notes.textures().geometry(geometry.path("texture"), images);
        JsonNode material = geometry.path("material");
        Map<String, JsonNode> themes = new LinkedHashMap<>();
        if (material.has(first)) {
            themes.put(first, value(material.path(first)));
        }
        material.properties().forEach(theme -> themes.putIfAbsent(theme.getKey(), value(theme.getValue())));
        return new Values(themes);
    }

    private static JsonNode value(JsonNode theme) {
        return !theme.isObject() ? theme : theme.has("value") ? theme.path("value") : theme.path("values");
    }
}
