package vn.huetwin.ingest.format.citymodel;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.validate.Problem;

/** Which textures a model has, by theme: none is taken, and users who miss them on the map are to know why. */
final class TextureNotes {
    /** Names that are told of each theme; all are counted, up to {@link #MOST_IMAGES}. */
    private static final int TOLD = 3;

    private static final int MOST_IMAGES = 100_000;
    private static final int MOST_THEMES = 16;
    private static final int LONGEST_NAME = 100;
    private static final String REST = "…";

    private static final class Theme {
        final Set<String> images = new LinkedHashSet<>();
        long surfaces;
    }

    private final Map<String, Theme> themes = new LinkedHashMap<>();

    /** @param surfaces that have it */
    void add(String name, String image, long surfaces) {
        Theme theme = theme(name);
        theme.surfaces += surfaces;
        if (theme.images.size() < MOST_IMAGES) {
            theme.images.add(image);
        }
    }

    private Theme theme(String name) {
        String known = themes.size() < MOST_THEMES || themes.containsKey(name) ? name : REST;
        return themes.computeIfAbsent(known, n -> new Theme());
    }

    /** The images of a CityJSON document, of which its geometries give the numbers. */
    static List<String> images(JsonNode textures) {
        List<String> images = new ArrayList<>();
        textures.forEach(texture -> images.add(texture.path("image").asText("")));
        return images;
    }

    /**
     * What {@code texture} of a geometry says (CityJSON 2.0, section 6.2): for each ring the number of its texture and those
     * of its points.
     */
    void geometry(JsonNode texture, List<String> images) {
        texture.properties().forEach(theme -> {
            Map<Integer, Long> counts = new HashMap<>();
            count(theme.getValue().path("values"), counts);
            counts.forEach((number, surfaces) ->
                    add(theme.getKey(), number < images.size() ? images.get(number) : "#" + number, surfaces));
        });
    }

    /** A polygon is an array of rings; the outer one stands first. */
    private static void count(JsonNode values, Map<Integer, Long> counts) {
        for (JsonNode below : values) {
            JsonNode number = below.path(0).path(0);
            if (number.isIntegralNumber() && number.asInt(-1) >= 0) {
                counts.merge(number.asInt(), 1L, Long::sum);
            } else {
                count(below, counts);
            }
        }
    }

    List<Problem> problems() {
        List<Problem> problems = new ArrayList<>();
        themes.forEach(
                (name, theme) -> problems.add(new Problem("texture-not-taken", "appearance", text(name, theme))));
        return problems;
    }

    private static Text text(String name, Theme theme) {
        List<String> named = theme.images.stream()
                .filter(image -> !image.isEmpty())
                .limit(TOLD)
                .map(TextureNotes::cut)
                .toList();
        String told = named.isEmpty()
                ? ""
                : " (" + String.join(", ", named) + (theme.images.size() > named.size() ? ", …" : "") + ")";
        int images = theme.images.size();
        return new Text(
                "chủ đề '%s': không nhận %d ảnh kết cấu%s của %d bề mặt; trên bản đồ các bề mặt này có màu của vật liệu hoặc của loại bề mặt, tệp xuất ra không có ảnh: hãy giữ tệp gốc"
                        .formatted(cut(name), images, told, theme.surfaces),
                "theme '%s': %d texture images%s of %d surfaces were not taken; on the map these surfaces have the colours of their materials or roles, and exports have no images: keep the file"
                        .formatted(cut(name), images, told, theme.surfaces));
    }

    private static String cut(String name) {
        return name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) + "…" : name;
    }
}
