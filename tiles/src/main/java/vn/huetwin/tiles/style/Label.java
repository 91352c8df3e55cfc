package vn.huetwin.tiles.style;

import java.util.ArrayList;
import java.util.List;

/** A text out of constants and properties. */
public record Label(List<Part> parts) {
    /** A constant, or the value of a property. */
    public record Part(boolean property, String text) {}

    public Label {
        parts = List.copyOf(parts);
    }

    public static Label property(String name) {
        return new Label(List.of(new Part(true, name)));
    }

    /** The properties that it needs, in order of their first use. */
    public List<String> properties() {
        List<String> names = new ArrayList<>();
        for (Part part : parts) {
            if (part.property() && !names.contains(part.text())) {
                names.add(part.text());
            }
        }
        return names;
    }
}
