package vn.huetwin.ontology.gazetteer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Point;
import org.locationtech.jts.operation.distance.DistanceOp;
import org.locationtech.jts.operation.union.UnaryUnionOp;
import vn.huetwin.ontology.catalogue.LocationPrecision;
import vn.huetwin.ontology.catalogue.NameRule;
import vn.huetwin.ontology.crs.Crs;

/**
 * Finds the place that a text tells of. What is ambiguous or contradicts itself is not guessed: then the ward counts that
 * the text names, or nothing. Immutable; safe for several threads.
 */
public final class Gazetteer {
    /** Parts of one street, or one place in several layers, are not farther apart. */
    private static final double TOGETHER_METRES = 300;
    /** Streets that come closer meet. */
    private static final double MEETING_METRES = 30;
    /** Borders run along the middle of streets, more or less. */
    private static final double BORDER_METRES = 60;
    /** A street or place of a wider extent tells less than a ward. */
    private static final double WIDEST_METRES = 5_000;
    /** Two things that one address names are not farther apart. */
    private static final double AGREEING_METRES = 500;
    /** What is near something. */
    private static final double NEAR_METRES = 100;

    private final AddressReader reader;
    private final Crs crs;
    private final Map<String, Toponym> wards = new HashMap<>();
    private final Map<String, Geometry> widened = new ConcurrentHashMap<>();

    /** A place in the metric CRS. */
    private record Spot(LocationPrecision precision, Coordinate place, double radius, String match) {}

    /** @param crs metric; that of the shapes */
    Gazetteer(Collection<Toponym> names, Collection<NameRule> rules, Crs crs) {
        this.reader = new AddressReader(new Names(names), rules);
        this.crs = crs;
        for (Toponym name : names) {
            if (name.ward() != null && name.shape() != null && !name.former()) {
                wards.put(name.ward(), name);
            }
        }
    }

    /** @param text an address or what else people say of a place */
    public Located locate(String text) {
        List<Mention> mentions = reader.read(text);
        if (mentions.isEmpty()) {
            return Located.UNKNOWN;
        }
        Set<String> named = wards(mentions);
        Toponym ward = named.size() == 1 ? wards.get(named.iterator().next()) : null;
        List<Spot> spots = new ArrayList<>();
        boolean clear = true;
        for (Mention mention : mentions) {
            if (mention.level() != LocationPrecision.WARD) {
                Spot spot = spot(mention, ward);
                clear &= spot != null;
                if (spot != null) {
                    spots.add(spot);
                }
            }
        }
        Spot best = clear ? best(spots) : null;
        if (best != null && (named.size() < 2 || liesIn(named, best))) {
            return located(best, ward);
        }
        Geometry area = ward == null ? null : ward.shape();
        if (ward != null && area != null) {
            return located(spot(LocationPrecision.WARD, area, 0, ward.title()), null);
        }
        return Located.nowhere(LocationPrecision.CITY, titles(mentions));
    }

    /** The wards that are named; what a name meant in former times counts only if none has it now. */
    private static Set<String> wards(List<Mention> mentions) {
        Set<String> keys = new TreeSet<>();
        for (Mention mention : mentions) {
            if (mention.level() == LocationPrecision.WARD) {
                Set<List<Word>> present = Names.distinct(
                        mention.names().stream().filter(n -> !n.former()).toList());
                mention.names().stream()
                        .filter(n -> !n.former() || !present.contains(n.words()))
                        .forEach(n -> keys.add(String.valueOf(n.ward())));
            }
        }
        return keys;
    }

    private boolean liesIn(Set<String> named, Spot spot) {
        return named.stream().map(wards::get).anyMatch(w -> {
            Geometry area = w == null ? null : w.shape();
            return area != null && area.getFactory().createPoint(spot.place()).isWithinDistance(area, BORDER_METRES);
        });
    }

    private @Nullable Spot spot(Mention mention, @Nullable Toponym ward) {
        double more = mention.near() ? NEAR_METRES : 0;
        Shape first = shape(mention.names(), ward);
        if (first == null) {
            return null;
        }
        if (mention.level() != LocationPrecision.CROSSING) {
            return narrow(spot(mention.level(), first.geometry(), first.radius() + more, first.title()));
        }
        Shape second = shape(mention.other(), ward);
        if (second == null) {
            return null;
        }
        Coordinate[] closest = DistanceOp.nearestPoints(first.geometry(), second.geometry());
        Geometry meeting = first.geometry().intersection(second.geometry());
        if (closest[0].distance(closest[1]) > MEETING_METRES) {
            return null;
        }
        Geometry at = meeting.isEmpty() ? first.geometry().getFactory().createPoint(closest[0]) : meeting;
        Spot spot = spot(LocationPrecision.CROSSING, at, MEETING_METRES + more, first.title() + " – " + second.title());
        return spot.radius() > TOGETHER_METRES ? null : spot;
    }

    private record Shape(Geometry geometry, double radius, String title) {}

    /** The one thing that is meant, or null if there are several, or none in the ward. */
    private @Nullable Shape shape(List<Toponym> names, @Nullable Toponym ward) {
        Geometry within = ward == null ? null : widened(ward);
        List<Toponym> meant = new ArrayList<>();
        List<Geometry> shapes = new ArrayList<>();
        for (Toponym name : names) {
            Geometry shape = name.shape();
            if (shape != null && within != null && !within.covers(shape)) {
                shape = shape.intersection(within);
            }
            if (shape != null && !shape.isEmpty()) {
                meant.add(name);
                shapes.add(shape);
            }
        }
        if (meant.isEmpty() || Names.distinct(meant).size() > 1 || !together(shapes)) {
            return null;
        }
        return new Shape(
                shapes.size() == 1 ? shapes.get(0) : UnaryUnionOp.union(shapes),
                meant.stream().mapToDouble(Toponym::radius).min().orElse(0),
                meant.get(0).title());
    }

    private Geometry widened(Toponym ward) {
        return widened.computeIfAbsent(
                Objects.requireNonNull(ward.ward()),
                w -> Objects.requireNonNull(ward.shape()).buffer(BORDER_METRES));
    }

    /** Whether each is reached from the first by steps that are not too wide. */
    private static boolean together(List<Geometry> shapes) {
        List<Geometry> reached = new ArrayList<>(shapes.subList(0, 1));
        List<Geometry> left = new ArrayList<>(shapes.subList(1, shapes.size()));
        for (int i = 0; i < reached.size(); i++) {
            Geometry from = reached.get(i);
            List<Geometry> near = left.stream()
                    .filter(s -> s.isWithinDistance(from, TOGETHER_METRES))
                    .toList();
            reached.addAll(near);
            left.removeAll(near);
        }
        return left.isEmpty();
    }

    private static @Nullable Spot narrow(Spot spot) {
        return spot.radius() > WIDEST_METRES ? null : spot;
    }

    private static Spot spot(LocationPrecision precision, Geometry shape, double radius, String match) {
        Point centroid = shape.getCentroid();
        Coordinate place = shape.getDimension() == 2 && !shape.covers(centroid)
                ? shape.getInteriorPoint().getCoordinate()
                : DistanceOp.nearestPoints(shape, centroid)[0];
        double reach = 0;
        for (Coordinate corner : shape.getCoordinates()) {
            reach = Math.max(reach, corner.distance(place));
        }
        return new Spot(precision, place, Math.ceil(reach + radius), match);
    }

    /** The closest of them; null if they are far apart, since then one of them was misunderstood. */
    private static @Nullable Spot best(List<Spot> spots) {
        Spot best = null;
        for (Spot spot : spots) {
            if (best == null || spot.precision().compareTo(best.precision()) < 0) {
                best = spot;
            }
        }
        for (Spot spot : spots) {
            if (best != null && spot.place().distance(best.place()) > spot.radius() + best.radius() + AGREEING_METRES) {
                return null;
            }
        }
        return best;
    }

    private Located located(Spot spot, @Nullable Toponym ward) {
        double[] place = crs.toWgs84(spot.place().x, spot.place().y);
        return new Located(
                spot.precision(),
                Math.rint(place[0] * 1e7) / 1e7,
                Math.rint(place[1] * 1e7) / 1e7,
                spot.radius(),
                ward == null ? spot.match() : spot.match() + ", " + ward.title());
    }

    private static String titles(List<Mention> mentions) {
        return mentions.stream()
                .map(m -> m.names().stream()
                        .map(Toponym::title)
                        .distinct()
                        .limit(3)
                        .collect(Collectors.joining(" / ")))
                .distinct()
                .collect(Collectors.joining(", "));
    }
}
