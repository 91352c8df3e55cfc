package vn.huetwin.ontology.query;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.geotools.api.filter.Filter;
import org.geotools.api.filter.FilterFactory;
import org.geotools.api.filter.MultiValuedFilter.MatchAction;
import org.geotools.api.filter.expression.Expression;
import org.geotools.api.filter.expression.PropertyName;
import org.geotools.factory.CommonFactoryFinder;
import org.geotools.temporal.object.DefaultInstant;
import org.geotools.temporal.object.DefaultPeriod;
import org.geotools.temporal.object.DefaultPosition;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.PrecisionModel;

/** Values, shapes and filters of every kind by chance, close enough together that many of them meet. */
final class RandomFilter {
    static final FilterFactory FILTERS = CommonFactoryFinder.getFilterFactory();
    static final Instant START = Instant.parse("2025-07-01T00:00:00Z");
    private static final double STEP = 1 / 64.0;
    private static final GeometryFactory SHAPES = new GeometryFactory(new PrecisionModel(), 4326);
    private static final List<String> WORDS =
            List.of("Huế", "huế", "HUẾ", "Phú Xuân", "100%", "a_b", "axb", "it's", "\\", "", "Đường 1", "đường 2");

    private final Random random;

    RandomFilter(Random random) {
        this.random = random;
    }

    private <T> T pick(List<T> items) {
        return items.get(random.nextInt(items.size()));
    }

    String word() {
        return pick(WORDS);
    }

    long whole() {
        return random.nextLong(-3, 4);
    }

    double number() {
        return (random.nextInt(13) - 6) / 2.0;
    }

    /** Midnights, so that dates and times are comparable with both. */
    Instant day() {
        return START.plusSeconds(86_400L * random.nextInt(6));
    }

    /** On a grid of 5 × 5 steps of 1/64°, which is exact in binary: points, lines, triangles, boxes, one with a hole. */
    Geometry shape() {
        double x = corner(107.5);
        double y = corner(16.375);
        double w = STEP * (1 + random.nextInt(2));
        double h = STEP * (1 + random.nextInt(2));
        return switch (random.nextInt(5)) {
            case 0 -> SHAPES.createPoint(new Coordinate(x, y));
            case 1 -> SHAPES.createLineString(new Coordinate[] {at(x, y), at(x + w, y + h)});
            case 2 -> SHAPES.createPolygon(new Coordinate[] {at(x, y), at(x + w, y), at(x, y + h), at(x, y)});
            case 3 -> {
                Geometry outer = SHAPES.toGeometry(new Envelope(x, x + w, y, y + h));
                Geometry hole = SHAPES.toGeometry(new Envelope(x + STEP / 8, x + STEP / 2, y + STEP / 8, y + STEP / 2));
                yield outer.difference(hole);
            }
            default -> SHAPES.toGeometry(new Envelope(x, x + w, y, y + h));
        };
    }

    private double corner(double from) {
        return from + STEP * random.nextInt(5);
    }

    private static Coordinate at(double x, double y) {
        return new Coordinate(x, y);
    }

    Filter filter(int depth) {
        if (depth > 0 && random.nextInt(3) > 0) {
            return switch (random.nextInt(4)) {
                case 0 -> FILTERS.and(terms(depth));
                case 1 -> FILTERS.or(terms(depth));
                default -> FILTERS.not(filter(depth - 1));
            };
        }
        return switch (random.nextInt(12)) {
            case 0, 1, 2 -> comparison();
            case 3 -> like();
            case 4 ->
                FILTERS.isNull(property(pick(List.of("word", "whole", "number", "flag", "day", "moment", "geometry"))));
            case 5 -> between();
            case 6 ->
                FILTERS.id(random.ints(3, 0, 250)
                        .distinct()
                        .mapToObj(i -> FILTERS.featureId("s" + i))
                        .collect(Collectors.toSet()));
            case 7 -> temporal();
            case 8 -> distance();
            case 9 -> pick(List.of(Filter.INCLUDE, Filter.EXCLUDE));
            default -> spatial();
        };
    }

    private List<Filter> terms(int depth) {
        List<Filter> terms = new ArrayList<>();
        for (int i = random.nextInt(2); i < 3; i++) {
            terms.add(filter(depth - 1));
        }
        return terms;
    }

    private static PropertyName property(String name) {
        return FILTERS.property(name);
    }

    private Filter comparison() {
        boolean matchCase = random.nextBoolean();
        String name = pick(List.of("word", "whole", "number", "flag", "day", "moment"));
        Expression one = property(name);
        Expression other = switch (name) {
            case "word" -> FILTERS.literal(word());
            case "whole" -> random.nextInt(4) == 0 ? property("number") : FILTERS.literal(whole());
            case "number" -> random.nextInt(4) == 0 ? property("whole") : FILTERS.literal(number());
            case "flag" -> FILTERS.literal(random.nextBoolean());
            default -> FILTERS.literal(Timestamp.from(day()));
        };
        if (random.nextInt(4) == 0) {
            Expression swap = one;
            one = other;
            other = swap;
        }
        return switch (random.nextInt(name.equals("flag") ? 2 : 6)) {
            case 0 -> FILTERS.equal(one, other, matchCase);
            case 1 -> FILTERS.notEqual(one, other, matchCase);
            case 2 -> FILTERS.less(one, other);
            case 3 -> FILTERS.lessOrEqual(one, other);
            case 4 -> FILTERS.greater(one, other);
            default -> FILTERS.greaterOrEqual(one, other);
        };
    }

    private Filter like() {
        String pattern = pick(
                List.of("%", "H%", "%u%", "_u_", "100\\%", "a\\_b", "a_b", "\\\\", "đường%", "%1", "%'%", "h__", ""));
        return FILTERS.like(property("word"), pattern, "%", "_", "\\", random.nextBoolean(), MatchAction.ANY);
    }

    private Filter between() {
        return switch (random.nextInt(3)) {
            case 0 -> FILTERS.between(property("whole"), FILTERS.literal(whole()), FILTERS.literal(whole()));
            case 1 -> FILTERS.between(property("number"), FILTERS.literal(number()), FILTERS.literal(number()));
            default ->
                FILTERS.between(
                        property("moment"),
                        FILTERS.literal(Timestamp.from(day())),
                        FILTERS.literal(Timestamp.from(day())));
        };
    }

    private Filter temporal() {
        Expression one = property("moment");
        DefaultInstant first = instant(day());
        DefaultInstant last = instant(START.plusSeconds(86_400L * 7));
        return switch (random.nextInt(4)) {
            case 0 -> FILTERS.after(one, FILTERS.literal(first));
            case 1 -> FILTERS.before(one, FILTERS.literal(first));
            case 2 -> FILTERS.tequals(one, FILTERS.literal(first));
            default -> FILTERS.during(one, FILTERS.literal(new DefaultPeriod(first, last)));
        };
    }

    private static DefaultInstant instant(Instant time) {
        return new DefaultInstant(new DefaultPosition(Date.from(time)));
    }

    private Filter distance() {
        double distance = 10 + random.nextInt(4) * 431.7;
        Expression shape = FILTERS.literal(shape());
        String unit = random.nextBoolean() ? "m" : "kilometers";
        double wanted = unit.equals("m") ? distance : distance / 1000;
        return random.nextBoolean()
                ? FILTERS.dwithin(property("geometry"), shape, wanted, unit)
                : FILTERS.beyond(property("geometry"), shape, wanted, unit);
    }

    private Filter spatial() {
        Expression one = property("geometry");
        Expression other = FILTERS.literal(shape());
        if (random.nextInt(4) == 0) {
            Expression swap = one;
            one = other;
            other = swap;
        }
        return switch (random.nextInt(9)) {
            case 0 -> FILTERS.intersects(one, other);
            case 1 -> FILTERS.disjoint(one, other);
            case 2 -> FILTERS.within(one, other);
            case 3 -> FILTERS.contains(one, other);
            case 4 -> FILTERS.touches(one, other);
            case 5 -> FILTERS.crosses(one, other);
            case 6 -> FILTERS.overlaps(one, other);
            case 7 -> FILTERS.equal(one, other);
            default -> FILTERS.intersects(property("geometry"), FILTERS.literal(box()));
        };
    }

    private Geometry box() {
        double x = corner(107.5);
        double y = corner(16.375);
        return SHAPES.toGeometry(new Envelope(x, x + 1.5 * STEP, y, y + 1.5 * STEP));
    }
}
