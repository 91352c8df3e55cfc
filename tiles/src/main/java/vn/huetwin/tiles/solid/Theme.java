package vn.huetwin.tiles.solid;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;
import vn.huetwin.ontology.feature.Feature;

/**
 * What one tileset shows: a layer, and how high its features are where no city model tells it.
 *
 * @param tileset     its name in addresses
 * @param layer       that it is made from
 * @param heightFrom  the properties that {@code heights} looks at
 * @param heights     from the properties of a feature to its prism; null leaves it out
 * @param width       metres on either side of what is only a point or a line; 0 leaves it out
 * @param translucent whether it is a volume that things may stand in
 * @param lifetimes   from when to when they are there
 * @param isPast      whether it shows past versions of the features, not the present ones
 */
public record Theme(
        String tileset,
        String layer,
        List<String> heightFrom,
        Heights heights,
        double width,
        boolean translucent,
        Lifetime.Rule lifetimes,
        boolean isPast) {
    private static final double METRES_PER_DEGREE = 110_000;
    private static final double FLOOR_HEIGHT = 3.3;
    private static final double SLAB = 1;
    private static final double DECK = 5;
    private static final double TREE = 6;

    /** What a feature fills, in metres above the ground. */
    record Prism(double base, double top) {}

    /** From properties to heights. */
    @FunctionalInterface
    interface Heights {
        @Nullable
        Prism of(Map<String, ?> properties);
    }

    public static final Theme BUILDINGS = new Theme(
            "buildings", "building", List.of("height", "floors"), Theme::building, 0, false, Lifetime::building, false);

    /** Up to the height limit; where nothing is limited, there is no volume. */
    public static final Theme ZONES =
            new Theme("zones", "heritage_zone", List.of("max_height_m"), Theme::limit, 0, true, Lifetime::plain, false);

    public static final Theme CONSTRUCTION = new Theme(
            "construction",
            "construction_site",
            List.of("max_height_m", "stage"),
            Theme::construction,
            0,
            true,
            Lifetime::construction,
            false);

    public static final Theme BRIDGES =
            new Theme("bridges", "bridge", List.of("height"), Theme::deck, 4, false, Lifetime::plain, false);

    public static final Theme VEGETATION =
            new Theme("vegetation", "vegetation", List.of("height"), Theme::tree, 1.5, false, Lifetime::plain, false);

    /** What there is, and after it what there was. */
    public static final List<Theme> ALL = Stream.of(false, true)
            .flatMap(past -> Stream.of(BUILDINGS, ZONES, CONSTRUCTION, BRIDGES, VEGETATION)
                    .map(theme -> past ? theme.past() : theme))
            .toList();

    /** The same of past versions: a tileset of its own, which only those load who look back. */
    public Theme past() {
        return new Theme(tileset + "_past", layer, heightFrom, heights, width, translucent, lifetimes, true);
    }

    public static Optional<Theme> find(String tileset) {
        return ALL.stream().filter(theme -> theme.tileset.equals(tileset)).findFirst();
    }

    @Nullable
    Prism prism(Feature feature) {
        return heights.of(feature.properties());
    }

    /** The area that a feature covers, WGS 84 lon/lat; null if it has none. */
    @Nullable
    Geometry footprint(Feature feature) {
        Geometry geometry = feature.geometry();
        if (geometry == null || geometry.isEmpty()) {
            return null;
        }
        if (geometry.getDimension() == 2) {
            return geometry;
        }
        return width == 0 ? null : geometry.buffer(width / METRES_PER_DEGREE, 2);
    }

    /** As stored, else from the floors, else two floors. */
    private static Prism building(Map<String, ?> properties) {
        double floors = positive(properties, "floors", 2);
        return new Prism(0, positive(properties, "height", floors * FLOOR_HEIGHT));
    }

    private static @Nullable Prism limit(Map<String, ?> properties) {
        double limit = positive(properties, "max_height_m", 0);
        return limit == 0 ? null : new Prism(0, limit);
    }

    /** Up to what may be built there, else as high as such works usually are. */
    private static Prism construction(Map<String, ?> properties) {
        double usual = switch (String.valueOf(properties.get("stage"))) {
            case "preparation" -> 1;
            case "foundation" -> 2;
            case "structure" -> 3 * FLOOR_HEIGHT;
            case "envelope", "finishing", "completed" -> 4 * FLOOR_HEIGHT;
            default -> 2 * FLOOR_HEIGHT;
        };
        return new Prism(0, positive(properties, "max_height_m", usual));
    }

    private static Prism deck(Map<String, ?> properties) {
        double top = positive(properties, "height", DECK);
        return new Prism(Math.max(0, top - SLAB), top);
    }

    private static Prism tree(Map<String, ?> properties) {
        return new Prism(0, positive(properties, "height", TREE));
    }

    private static double positive(Map<String, ?> properties, String name, double otherwise) {
        return properties.get(name) instanceof Number number && number.doubleValue() > 0
                ? number.doubleValue()
                : otherwise;
    }
}
