package vn.huetwin.tiles.style;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The marks that every implementation of Symbology Encoding knows (05-077r4, clause 11.3.2). */
public enum Mark {
    SQUARE,
    CIRCLE,
    TRIANGLE,
    STAR,
    CROSS,
    X;

    /** The mark with this {@code WellKnownName}, or null. */
    public static @Nullable Mark find(String wellKnownName) {
        for (Mark mark : values()) {
            if (mark.keyword().equals(wellKnownName.strip().toLowerCase(Locale.ROOT))) {
                return mark;
            }
        }
        return null;
    }

    public String keyword() {
        return name().toLowerCase(Locale.ROOT);
    }
}
