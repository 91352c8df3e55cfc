package vn.huetwin.ingest.format.citymodel;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.store.CityMaterial.Colour;
import vn.huetwin.ontology.validate.Problem;

/** Counts what of the appearance of a model was not taken as it is, and reads its numbers. */
final class AppearanceNotes {
    enum Kind implements Findings.Kind {
        BACK_SIDE(
                "material-of-back-side",
                "vật liệu của mặt sau không được nhận",
                "materials of the back side of surfaces were not taken"),
        COLOUR_RANGE(
                "colour-out-of-range",
                "giá trị màu ngoài 0..1 đã đưa về giới hạn",
                "numbers of colours lay outside of 0 to 1 and were cut"),
        COLOUR_UNREADABLE("colour-unreadable", "màu không đọc được đã bỏ", "colours could not be read"),
        DATA_LINK(
                "surface-data-link",
                "liên kết xlink tới vật liệu không được theo",
                "xlinks to materials were not followed"),
        TOO_MANY(
                "too-many-materials",
                "vật liệu, chủ đề hoặc đích vượt quá giới hạn; hãy chia tệp",
                "materials, themes or targets are more than can be held; split the file"),
        DANGLING(
                "material-target-not-found",
                "đích của vật liệu hoặc kết cấu không có trong tệp",
                "targets of materials or textures are no surface of the file");

        private final String code;
        private final Text text;

        Kind(String code, String vi, String en) {
            this.code = code;
            text = new Text(vi, en);
        }

        @Override
        public String code() {
            return code;
        }

        @Override
        public Text text() {
            return text;
        }
    }

    private final Findings<Kind> found = new Findings<>(Kind.class);
    private final TextureNotes textures = new TextureNotes();

    TextureNotes textures() {
        return textures;
    }

    /** @param name of what it is about, or empty; the first is told */
    void add(Kind kind, String name) {
        add(kind, 1, name);
    }

    void add(Kind kind, long count, String name) {
        if (count > 0) {
            found.add(kind, count, name.isEmpty() ? null : name);
        }
    }

    /** Null if there is none or it is no number. */
    @Nullable
    Double share(String field, @Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return within(field, Double.parseDouble(text));
        } catch (NumberFormatException e) {
            add(Kind.COLOUR_UNREADABLE, field + " " + text);
            return null;
        }
    }

    /** Three numbers with blanks between them; null if there are none. */
    @Nullable
    Colour colour(String field, @Nullable String text) {
        if (text == null) {
            return null;
        }
        String[] parts = text.strip().split("[\\s,]+");
        Double[] numbers = new Double[3];
        for (int i = 0; i < 3; i++) {
            numbers[i] = parts.length == 3 ? share(field, parts[i]) : null;
            if (numbers[i] == null) {
                if (parts.length != 3) {
                    add(Kind.COLOUR_UNREADABLE, field + " " + text);
                }
                return null;
            }
        }
        return new Colour(numbers[0], numbers[1], numbers[2]);
    }

    /** Null for what is no number. */
    @Nullable
    Double within(String field, double number) {
        if (Double.isNaN(number)) {
            add(Kind.COLOUR_UNREADABLE, field + " NaN");
            return null;
        }
        double cut = Math.max(0, Math.min(1, number));
        if (cut != number) {
            add(Kind.COLOUR_RANGE, field + " " + number);
        }
        return cut;
    }

    List<Problem> problems() {
        List<Problem> problems = new ArrayList<>(textures.problems());
        problems.addAll(found.problems("appearance"));
        return problems;
    }

    /** @param left what did not fit */
    List<Problem> problems(long dangling, long left) {
        add(Kind.DANGLING, dangling, "");
        add(Kind.TOO_MANY, left, "");
        return problems();
    }
}
