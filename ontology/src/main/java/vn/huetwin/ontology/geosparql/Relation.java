package vn.huetwin.ontology.geosparql;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.IntersectionMatrix;
import org.locationtech.jts.geom.prep.PreparedGeometry;
import org.locationtech.jts.operation.relateng.RelateNG;
import org.locationtech.jts.operation.relateng.RelatePredicate;
import org.locationtech.jts.operation.relateng.TopologyPredicate;

/**
 * The topological relations of GeoSPARQL 1.1, clauses 10.2–10.4: simple features, Egenhofer, RCC8.
 *
 * <p>{@code sfEquals} and {@code ehEquals} are equality of point sets, so that a point equals itself; the DE-9IM pattern
 * of the standard taken literally would deny it. The relations of RCC8 are between regions (table 6: A/A): nothing is in
 * one with a point or a line. Collections and empty geometries, {@code ""} too, are in whatever relation their points are.
 */
public enum Relation {
    SF_EQUALS("sfEquals", "ST_Equals", true),
    SF_DISJOINT("sfDisjoint", "ST_Disjoint", false),
    SF_INTERSECTS("sfIntersects", "ST_Intersects", true),
    SF_TOUCHES("sfTouches", "ST_Touches", true),
    SF_CROSSES("sfCrosses", "ST_Crosses", true),
    SF_WITHIN("sfWithin", "ST_Within", true),
    SF_CONTAINS("sfContains", "ST_Contains", true),
    SF_OVERLAPS("sfOverlaps", "ST_Overlaps", true),
    EH_EQUALS("ehEquals", "ST_Equals", true),
    EH_DISJOINT("ehDisjoint", false, "FF*FF****"),
    EH_MEET("ehMeet", true, "FT*******", "F**T*****", "F***T****"),
    EH_OVERLAP("ehOverlap", true, "T*T***T**"),
    EH_COVERS("ehCovers", true, "T*TFT*FF*"),
    EH_COVERED_BY("ehCoveredBy", true, "TFF*TFT**"),
    EH_INSIDE("ehInside", true, "TFF*FFT**"),
    EH_CONTAINS("ehContains", true, "T*TFF*FF*"),
    RCC8_EQ("rcc8eq", true, "TFFFTFFFT"),
    RCC8_DC("rcc8dc", false, "FFTFFTTTT"),
    RCC8_EC("rcc8ec", true, "FFTFTTTTT"),
    RCC8_PO("rcc8po", true, "TTTTTTTTT"),
    RCC8_TPPI("rcc8tppi", true, "TTTFTTFFT"),
    RCC8_TPP("rcc8tpp", true, "TFFTTFTTT"),
    RCC8_NTPP("rcc8ntpp", true, "TFFTFFTTT"),
    RCC8_NTPPI("rcc8ntppi", true, "TTTFFTFFT");

    private static final Pattern PATTERN = Pattern.compile("[TF*012]{9}");
    private static final Map<String, Relation> BY_IRI =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(Relation::functionIri, Function.identity()));

    private final String localName;
    private final String postgis;
    private final boolean needsContact;
    private final List<String> patterns;

    Relation(String localName, String postgis, boolean needsContact) {
        this.localName = localName;
        this.postgis = postgis;
        this.needsContact = needsContact;
        this.patterns = List.of();
    }

    Relation(String localName, boolean needsContact, String... patterns) {
        this.localName = localName;
        this.postgis = "ST_Relate";
        this.needsContact = needsContact;
        this.patterns = List.of(patterns);
    }

    /** The relation of a filter function's IRI, or null. */
    public static @Nullable Relation find(String functionIri) {
        return BY_IRI.get(functionIri);
    }

    /** The relation of a property between features or geometries, or null. */
    public static @Nullable Relation ofProperty(String iri) {
        return iri.startsWith(Functions.GEO)
                ? BY_IRI.get(Functions.GEOF + iri.substring(Functions.GEO.length()))
                : null;
    }

    public String functionIri() {
        return Functions.GEOF + localName;
    }

    /** The PostGIS function that says the same; {@code ST_Relate} with each of {@link #patterns()} otherwise. */
    public String postgis() {
        return postgis;
    }

    public List<String> patterns() {
        return patterns;
    }

    /** Whether it can only hold where the bounding boxes meet. */
    public boolean needsContact() {
        return needsContact;
    }

    /** Whether it holds between areas only. */
    public boolean isOfRegions() {
        return localName.startsWith("rcc8");
    }

    /** Both in the same CRS. */
    public boolean test(Geometry a, Geometry b) {
        return test(a, b, Members::new);
    }

    /**
     * Both in the same CRS.
     *
     * @param members takes collections apart
     */
    boolean test(Geometry a, Geometry b, Function<Geometry, Members> members) {
        if (isOfRegions() && (Members.dimension(a) < 2 || Members.dimension(b) < 2)) {
            return false;
        }
        if (a.isEmpty() || b.isEmpty()) {
            boolean equality = this == SF_EQUALS || this == EH_EQUALS;
            return equality ? a.isEmpty() && b.isEmpty() : this == SF_DISJOINT || this == EH_DISJOINT;
        }
        if (needsContact && !a.getEnvelopeInternal().intersects(b.getEnvelopeInternal())) {
            return false;
        }
        if (!patterns.isEmpty()) {
            return patterns.size() == 1
                    ? relate(a, b, patterns.get(0), members)
                    : patterns.stream().anyMatch(matrix(a, b, members)::matches);
        }
        if (this == SF_INTERSECTS || this == SF_DISJOINT || !(PointSets.isMixed(a) || PointSets.isMixed(b))) {
            return RelateNG.relate(a, b, predicate());
        }
        return isSaidBy(matrix(a, b, members), Members.dimension(a), Members.dimension(b));
    }

    private static IntersectionMatrix matrix(Geometry a, Geometry b, Function<Geometry, Members> members) {
        return isSpecial(a, b) ? RelationMatrix.of(members.apply(a), members.apply(b)) : RelateNG.relate(a, b);
    }

    private boolean isSaidBy(IntersectionMatrix matrix, int dimensionOfA, int dimensionOfB) {
        return switch (this) {
            case SF_TOUCHES -> matrix.isTouches(dimensionOfA, dimensionOfB);
            case SF_CROSSES -> matrix.isCrosses(dimensionOfA, dimensionOfB);
            case SF_WITHIN -> matrix.isWithin();
            case SF_CONTAINS -> matrix.isContains();
            case SF_OVERLAPS -> matrix.isOverlaps(dimensionOfA, dimensionOfB);
            default -> matrix.isEquals(dimensionOfA, dimensionOfB);
        };
    }

    private TopologyPredicate predicate() {
        return switch (this) {
            case SF_DISJOINT -> RelatePredicate.disjoint();
            case SF_INTERSECTS -> RelatePredicate.intersects();
            case SF_TOUCHES -> RelatePredicate.touches();
            case SF_CROSSES -> RelatePredicate.crosses();
            case SF_WITHIN -> RelatePredicate.within();
            case SF_CONTAINS -> RelatePredicate.contains();
            case SF_OVERLAPS -> RelatePredicate.overlaps();
            default -> RelatePredicate.equalsTopo();
        };
    }

    /**
     * Whether their DE-9IM matrix is like this.
     *
     * @throws IllegalArgumentException if the pattern is none
     */
    static boolean relate(Geometry a, Geometry b, String pattern, Function<Geometry, Members> members) {
        if (!PATTERN.matcher(pattern).matches()) {
            throw new IllegalArgumentException("No DE-9IM pattern of nine T, F, *, 0, 1, 2: " + pattern);
        }
        return isSpecial(a, b) ? matrix(a, b, members).matches(pattern) : RelateNG.relate(a, b, pattern);
    }

    /** Whether JTS may be wrong about it. */
    private static boolean isSpecial(Geometry a, Geometry b) {
        return a.isEmpty() || b.isEmpty() || RelationMatrix.concerns(a) || RelationMatrix.concerns(b);
    }

    /** As {@link #test(Geometry, Geometry)} where the second one is prepared, or null if that does not help. */
    @Nullable
    Boolean testPrepared(Geometry a, PreparedGeometry b) {
        return switch (this) {
            case SF_INTERSECTS -> b.intersects(a);
            case SF_DISJOINT -> b.disjoint(a);
            case SF_WITHIN -> b.contains(a);
            default -> null;
        };
    }

    @Override
    public String toString() {
        return localName.toLowerCase(Locale.ROOT);
    }
}
