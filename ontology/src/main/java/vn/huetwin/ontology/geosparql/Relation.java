package vn.huetwin.ontology.geosparql;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.IntersectionMatrix;
import org.locationtech.jts.geom.prep.PreparedGeometry;

/**
 * The topological relations of GeoSPARQL 1.1, clauses 10.2–10.4: simple features, Egenhofer, RCC8.
 *
 * <p>{@code sfEquals} and {@code ehEquals} are equality of point sets, so that a point equals itself; the DE-9IM pattern
 * of the standard taken literally would deny it. {@code rcc8eq} is one of areas, where the pattern says the same.
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

    /** Both in the same CRS. */
    public boolean test(Geometry a, Geometry b) {
        if (needsContact && !a.getEnvelopeInternal().intersects(b.getEnvelopeInternal())) {
            return (this == SF_EQUALS || this == EH_EQUALS) && a.isEmpty() && b.isEmpty();
        }
        return switch (this) {
            case SF_EQUALS, EH_EQUALS -> a.equalsTopo(b);
            case SF_DISJOINT -> a.disjoint(b);
            case SF_INTERSECTS -> a.intersects(b);
            case SF_TOUCHES -> a.touches(b);
            case SF_CROSSES -> a.crosses(b);
            case SF_WITHIN -> a.within(b);
            case SF_CONTAINS -> a.contains(b);
            case SF_OVERLAPS -> a.overlaps(b);
            default -> matches(a.relate(b));
        };
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

    private boolean matches(IntersectionMatrix matrix) {
        return patterns.stream().anyMatch(matrix::matches);
    }

    @Override
    public String toString() {
        return localName.toLowerCase(Locale.ROOT);
    }
}
