package vn.huetwin.ingest.export;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.store.CityAppearance;
import vn.huetwin.ontology.store.CityMaterial;
import vn.huetwin.ontology.store.CitySurface;

/** Materials of CityJSON 2.0 (section 6): numbers at the geometries, the materials themselves once at the end. */
final class CityJsonAppearance {
    private final JsonGenerator g;
    private final Map<CityMaterial, Integer> numbers = new LinkedHashMap<>();
    /** Of surfaces with several themes, how often one is the first. */
    private final Map<String, Integer> first = new HashMap<>();

    CityJsonAppearance(JsonGenerator g) {
        this.g = g;
    }

    /** Once, when all objects are written; nothing if none has a colour. */
    void writeMaterials() throws IOException {
        if (numbers.isEmpty()) {
            return;
        }
        g.writeObjectFieldStart("appearance");
        var most = first.entrySet().stream().max(Map.Entry.comparingByValue());
        if (most.isPresent()) {
            g.writeStringField("default-theme-material", most.get().getKey());
        }
        g.writeArrayFieldStart("materials");
        for (CityMaterial material : numbers.keySet()) {
            material.write(g);
        }
        g.writeEndArray();
        g.writeEndObject();
    }

    /**
     * Which polygon of a geometry has which material, by theme; nothing if none has any.
     *
     * @param shells of a solid, or null
     */
    void write(List<CitySurface> surfaces, @Nullable Collection<List<CitySurface>> shells) throws IOException {
        Set<String> themes = new LinkedHashSet<>();
        for (CitySurface surface : surfaces) {
            CityAppearance appearance = surface.appearance();
            if (appearance != null) {
                themes.addAll(appearance.themes().keySet());
                if (appearance.themes().size() > 1) {
                    first.merge(appearance.themes().keySet().iterator().next(), 1, Integer::sum);
                }
            }
        }
        if (themes.isEmpty()) {
            return;
        }
        g.writeObjectFieldStart("material");
        for (String theme : themes) {
            g.writeObjectFieldStart(theme);
            g.writeArrayFieldStart("values");
            if (shells == null) {
                values(theme, surfaces);
            } else {
                for (List<CitySurface> shell : shells) {
                    g.writeStartArray();
                    values(theme, shell);
                    g.writeEndArray();
                }
            }
            g.writeEndArray();
            g.writeEndObject();
        }
        g.writeEndObject();
    }

    private void values(String theme, List<CitySurface> surfaces) throws IOException {
        for (CitySurface surface : surfaces) {
            CityAppearance appearance = surface.appearance();
            for (int i = 0; i < surface.geometry().getNumGeometries(); i++) {
                CityMaterial material = appearance == null ? null : appearance.material(theme, i);
                if (material == null) {
                    g.writeNull();
                } else {
                    g.writeNumber(numbers.computeIfAbsent(material, m -> numbers.size()));
                }
            }
        }
    }
}
