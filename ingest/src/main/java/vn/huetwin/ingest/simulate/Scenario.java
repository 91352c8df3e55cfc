package vn.huetwin.ingest.simulate;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What kind of days are played. */
public enum Scenario {
    /** About as the city reports on dry days. */
    NORMAL(0),
    /**
     * The flood of October and November 2025: Kim Long about 1.5 m above alert 3, calls for rescue, roads closed, monuments
     * under water as deep as they were, the wall of the Imperial City that fell. A wave takes this many events.
     */
    FLOOD_2025(2_000);

    private final int wave;

    Scenario(int wave) {
        this.wave = wave;
    }

    /** Events in one flood wave, 0 for none. */
    int wave() {
        return wave;
    }

    public String keyword() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** @throws IllegalArgumentException if there is no such scenario */
    public static Scenario of(String keyword) {
        return Arrays.stream(values())
                .filter(s -> s.keyword().equals(keyword))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("--scenario is "
                        + Arrays.stream(values()).map(Scenario::keyword).collect(Collectors.joining(" or "))
                        + ", not '" + keyword + "'"));
    }
}
