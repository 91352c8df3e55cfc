package vn.huetwin.ingest.format.citymodel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.store.CityMaterial;
import vn.huetwin.ontology.validate.Problem;

/**
 * The appearances of a CityGML 1.0, 2.0 or 3.0 file, of the model and of its members: materials (X3DMaterial) by theme and
 * the geometries they are for. Fed with the events of the first look at the file, since an appearance may stand after
 * what it is for. Textures are counted and named only.
 */
final class GmlAppearances {
    private static final int MOST_TARGETS = 2_000_000;
    private static final int MOST_MATERIALS = 100_000;
    private static final int MOST_THEMES = 16;
    private static final int MOST_TEXT = 1_000;
    private static final String XLINK = "http://www.w3.org/1999/xlink";

    private final List<CityMaterial> materials = new ArrayList<>();
    private final Map<CityMaterial, Integer> numbers = new HashMap<>();
    /** Theme → geometry → number of its material. */
    private final Map<String, IdTable> themes = new LinkedHashMap<>();
    /** Targets by number, to tell which lead nowhere; those of textures too. */
    private final IdTable targets = new IdTable(MOST_TARGETS);

    private final AppearanceNotes notes = new AppearanceNotes();
    private final java.util.BitSet met = new java.util.BitSet();

    // where the events are
    private int depth;
    private String theme = "";
    private @Nullable String data;
    private boolean back;
    private final Map<String, String> said = new HashMap<>();
    private final List<String> aims = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();

    /** Whether there is any material to look for. */
    boolean isEmpty() {
        return materials.isEmpty() && targets.size() == 0;
    }

    void event(XMLStreamReader reader, int event) {
        if (event == XMLStreamConstants.START_ELEMENT) {
            if (depth > 0 || isAppearance(reader)) {
                start(reader);
            }
        } else if (depth > 0 && event == XMLStreamConstants.CHARACTERS) {
            if (text.length() < MOST_TEXT) {
                text.append(reader.getText());
            }
        } else if (depth > 0 && event == XMLStreamConstants.END_ELEMENT) {
            end(reader.getLocalName());
        }
    }

    private static boolean isAppearance(XMLStreamReader reader) {
        return reader.getLocalName().equals("Appearance")
                && String.valueOf(reader.getNamespaceURI()).contains("citygml/appearance/");
    }

    private void start(XMLStreamReader reader) {
        depth++;
        text.setLength(0);
        String name = reader.getLocalName();
        if (depth == 1) {
            theme = "";
        } else if (depth == 3) {
            data = name;
            back = false;
            said.clear();
            aims.clear();
        } else if (depth == 2 && reader.getAttributeValue(XLINK, "href") != null) {
            notes.add(AppearanceNotes.Kind.DATA_LINK, "");
        } else if (name.equals("target")) {
            String aim = reader.getAttributeValue(null, "uri");
            aim(aim == null ? reader.getAttributeValue(XLINK, "href") : aim);
        }
    }

    private void aim(@Nullable String uri) {
        if (uri != null && !uri.isBlank()) {
            String id = uri.strip();
            aims.add(id.startsWith("#") ? id.substring(1) : id);
        }
    }

    private void end(String name) {
        String value = text.toString().strip();
        text.setLength(0);
        if (depth == 2 && name.equals("theme")) {
            theme = value;
        } else if (data != null && depth == 4) {
            if (name.equals("isFront")) {
                back = value.equals("false") || value.equals("0");
            } else if (!name.equals("target")) {
                said.put(name, value);
            }
        } else if (depth == 3) {
            surfaceData();
            data = null;
        }
        if (name.equals("target")) {
            aim(value);
        }
        depth--;
    }

    private void surfaceData() {
        if (!"X3DMaterial".equals(data)) {
            notes.textures().add(theme, said.getOrDefault("imageURI", ""), aims.size());
            aims.forEach(this::target);
            return;
        }
        if (back) {
            notes.add(AppearanceNotes.Kind.BACK_SIDE, theme);
            return;
        }
        CityMaterial material = new CityMaterial(
                said.getOrDefault("name", ""),
                notes.share("ambientIntensity", said.get("ambientIntensity")),
                notes.colour("diffuseColor", said.get("diffuseColor")),
                notes.colour("emissiveColor", said.get("emissiveColor")),
                notes.colour("specularColor", said.get("specularColor")),
                notes.share("shininess", said.get("shininess")),
                notes.share("transparency", said.get("transparency")),
                said.containsKey("isSmooth")
                        ? Boolean.valueOf(said.get("isSmooth").matches("true|1"))
                        : null);
        if (materials.size() == MOST_MATERIALS || (themes.size() == MOST_THEMES && !themes.containsKey(theme))) {
            notes.add(AppearanceNotes.Kind.TOO_MANY, theme);
            return;
        }
        int number = numbers.computeIfAbsent(material, m -> {
            materials.add(m);
            return materials.size() - 1;
        });
        IdTable table = themes.computeIfAbsent(theme, t -> new IdTable(MOST_TARGETS / 2));
        for (String id : aims) {
            table.put(id, number);
            target(id);
        }
    }

    private void target(String id) {
        targets.put(id, targets.size());
    }

    /**
     * Adds what a geometry looks like.
     *
     * @param into theme → material; what is there already stays
     */
    void look(String id, Map<String, CityMaterial> into) {
        int target = targets.get(id);
        if (target < 0) {
            return;
        }
        met.set(target);
        themes.forEach((name, table) -> {
            int number = table.get(id);
            if (number >= 0) {
                into.putIfAbsent(name, materials.get(number));
            }
        });
    }

    /** Brings themes into the order of the file. */
    Map<String, CityMaterial> ordered(Map<String, CityMaterial> look) {
        if (look.size() < 2) {
            return look;
        }
        Map<String, CityMaterial> ordered = new LinkedHashMap<>();
        for (String name : themes.keySet()) {
            CityMaterial material = look.get(name);
            if (material != null) {
                ordered.put(name, material);
            }
        }
        return ordered;
    }

    /** What was not taken, when all members were read. */
    List<Problem> problems() {
        long left = targets.left()
                + themes.values().stream().mapToLong(IdTable::left).sum();
        return notes.problems(targets.size() - met.cardinality(), left);
    }
}
