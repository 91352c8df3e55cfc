package vn.huetwin.ontology.geosparql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.jena.atlas.lib.Cache;
import org.apache.jena.atlas.lib.CacheFactory;
import org.apache.jena.datatypes.RDFDatatype;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.CoordinateFilter;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.io.ByteOrderValues;
import org.locationtech.jts.io.Ordinate;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKBWriter;
import org.locationtech.jts.io.WKTReader;
import org.locationtech.jts.io.WKTWriter;
import org.locationtech.jts.operation.union.UnaryUnionOp;
import org.locationtech.proj4j.Proj4jException;
import vn.huetwin.ontology.crs.Crs;
import vn.huetwin.ontology.crs.CrsException;
import vn.huetwin.ontology.crs.CrsRegistry;

/**
 * Reads and writes {@code geo:wktLiteral} (GeoSPARQL 1.1, clause 8.5.1): {@code <CRS IRI> WKT}, where no IRI means
 * CRS84. Everything read is WGS 84 with x = longitude.
 */
public final class Wkt {
    public static final String DATATYPE_IRI = Functions.GEO + "wktLiteral";
    public static final String CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";
    private static final Pattern SURFACE =
            Pattern.compile("^(\\s*(?:<[^>]*>)?\\s*)(POLYHEDRALSURFACE|TIN)(?=Z|M|\\b)", Pattern.CASE_INSENSITIVE);
    private static final Pattern EMPTY = Pattern.compile("[A-Z]+?\\s*(ZM|Z|M)?\\s+EMPTY", Pattern.CASE_INSENSITIVE);
    /** Square degrees of a face that stands upright, after a change of CRS. */
    private static final double FLAT = 1e-16;

    /** Degrees that a position may be off when it is moved into a CRS and back: a centimetre. */
    private static final double FAITHFUL = 1e-7;

    private static final int SRID = 4326;
    private static final int CACHED = 256;
    private static final int CACHED_CHARACTERS = 1_000_000;

    private final CrsRegistry systems;
    private final Crs local;
    private final Metres metres;
    private final GeometryFactory factory = new GeometryFactory(new org.locationtech.jts.geom.PrecisionModel(), SRID);
    private final Cache<String, Geometry> recent = CacheFactory.createCache(CACHED);

    /** @param localSrid EPSG code of the city's metric CRS */
    public Wkt(CrsRegistry systems, int localSrid) {
        this.systems = systems;
        this.local = systems.get(localSrid);
        this.metres = new Metres(systems, local);
    }

    GeometryFactory factory() {
        return factory;
    }

    /**
     * From the axis order and numbers of a CRS.
     *
     * @throws MalformedGeometryException if the CRS is unknown or has no such place
     */
    Geometry fromCrs(Geometry geometry, String crsIri) {
        if (crsIri.equals(CRS84)) {
            return finite(geometry);
        }
        Crs system = system(crsIri);
        return toLonLat(system, system.isNorthingFirst() ? swapped(geometry) : geometry);
    }

    /** As {@link #fromCrs}, from numbers with x (longitude or easting) first. */
    Geometry fromPlane(Geometry geometry, String crsIri) {
        return toLonLat(system(crsIri), geometry);
    }

    private Crs system(String crsIri) {
        try {
            return systems.parse(crsIri);
        } catch (CrsException e) {
            throw new MalformedGeometryException(e.text().en());
        }
    }

    /** From x, y of a CRS to WGS 84. @throws MalformedGeometryException if the CRS has no such place */
    static Geometry toLonLat(Crs system, Geometry geometry) {
        return moved(system::toWgs84, geometry);
    }

    /** From WGS 84 to x, y of a CRS. @throws MalformedGeometryException if the CRS does not reach there */
    static Geometry toPlane(Crs system, Geometry lonLat) {
        return moved(system::fromWgs84, lonLat);
    }

    private static Geometry moved(UnaryOperator<Geometry> transform, Geometry geometry) {
        try {
            return finite(transform.apply(geometry));
        } catch (IllegalStateException | Proj4jException e) {
            throw new MalformedGeometryException("Outside its coordinate reference system: " + e.getMessage());
        }
    }

    /** @throws MalformedGeometryException if some number is infinite or none, which not all formats can tell */
    static Geometry finite(Geometry geometry) {
        geometry.apply((CoordinateFilter) c -> {
            if (!Double.isFinite(c.x) || !Double.isFinite(c.y) || Double.isInfinite(c.getZ())) {
                throw new MalformedGeometryException("Not a position: " + c);
            }
        });
        return geometry;
    }

    /** To the city's metric CRS, in metres; the same numbers as the column {@code geometry_local}. */
    Geometry toLocal(Geometry lonLat) {
        if (!metres.reaches(lonLat)) {
            throw new MalformedGeometryException("It lies too far from the city to be measured in space");
        }
        return toPlane(local, lonLat);
    }

    /** Whether the city's metric CRS measures it. */
    public boolean isLocal(Geometry lonLat) {
        return metres.reaches(lonLat);
    }

    /** The plane on which these are measured in metres. @throws MalformedGeometryException if none holds them all */
    Crs plane(Geometry... lonLat) {
        return metres.plane(lonLat);
    }

    public static RDFDatatype datatype() {
        return NodeFactory.getType(DATATYPE_IRI);
    }

    public static boolean isWkt(Node node) {
        return node.isLiteral() && DATATYPE_IRI.equals(node.getLiteralDatatypeURI());
    }

    /** The geometry of a literal, or null if it is none, malformed, or in an unknown CRS. */
    public @Nullable Geometry find(Node literal) {
        if (!isWkt(literal)) {
            return null;
        }
        try {
            return parse(literal.getLiteralLexicalForm());
        } catch (MalformedGeometryException e) {
            return null;
        }
    }

    /** @throws MalformedGeometryException if the text is not WKT or its CRS unknown */
    public Geometry parse(String lexical) {
        if (lexical.length() > CACHED_CHARACTERS) {
            return read(lexical);
        }
        return recent.get(lexical, this::read);
    }

    /**
     * Whether it is a surface of faces in space, which {@link #parse} gives as it is seen from above: an area, or lines if
     * all faces stand upright.
     */
    static boolean isSurface(String lexical) {
        return surface(lexical) != null;
    }

    /** {@code POLYHEDRALSURFACE}, {@code TIN} or null. */
    static @Nullable String surface(String lexical) {
        Matcher matcher = SURFACE.matcher(lexical);
        return matcher.find() ? matcher.group(2).toUpperCase(Locale.ROOT) : null;
    }

    /** A literal of the faces of a surface under the name of that surface. */
    static Node named(String surface, Node faces) {
        return NodeFactory.createLiteralDT(
                faces.getLiteralLexicalForm().replaceFirst("(^|> )MULTIPOLYGON\\b", "$1" + surface), datatype());
    }

    /** Z, M, ZM or nothing, as the text of an empty geometry says. */
    static String ordinatesOfEmpty(String lexical) {
        Matcher matcher = EMPTY.matcher(withoutCrs(lexical.strip()));
        return matcher.matches() && matcher.group(1) != null ? matcher.group(1).toUpperCase(Locale.ROOT) : "";
    }

    private static String withoutCrs(String text) {
        return text.startsWith("<") ? text.substring(text.indexOf('>') + 1).strip() : text;
    }

    /** As {@link #parse}, but a surface in space as its faces, with their heights. */
    Geometry faces(String lexical) {
        return isSurface(lexical) ? readPlain(SURFACE.matcher(lexical).replaceFirst("$1MULTIPOLYGON")) : parse(lexical);
    }

    private Geometry read(String lexical) {
        if (!isSurface(lexical)) {
            return readPlain(lexical);
        }
        Geometry faces = faces(lexical);
        List<Geometry> seen = new ArrayList<>();
        for (int i = 0; i < faces.getNumGeometries(); i++) {
            Geometry face = faces.getGeometryN(i);
            if (face.getArea() > FLAT) {
                seen.add(flat(face));
            }
        }
        if (faces.isEmpty()) {
            return factory.createMultiPolygon();
        }
        return UnaryUnionOp.union(seen.isEmpty() ? List.of(flat(faces).getBoundary()) : seen);
    }

    private static Geometry flat(Geometry geometry) {
        Geometry copy = geometry.copy();
        copy.apply((CoordinateFilter) c -> c.setZ(Double.NaN));
        copy.geometryChanged();
        return copy;
    }

    private Geometry readPlain(String lexical) {
        return fromCrs(asWritten(lexical), crs(lexical));
    }

    /** The CRS IRI of a literal, which may be unknown. @throws MalformedGeometryException if the text is not WKT */
    String checkedCrs(String lexical) {
        asWritten(SURFACE.matcher(lexical).replaceFirst("$1MULTIPOLYGON"));
        return crs(lexical);
    }

    private Geometry asWritten(String lexical) {
        String wkt = withoutCrs(lexical.strip());
        if (wkt.isEmpty()) {
            return factory.createGeometryCollection();
        }
        if (!endsWithGeometry(wkt)) {
            throw new MalformedGeometryException("Not WKT: something follows the geometry in " + shortened(wkt));
        }
        try {
            return new WKTReader(factory).read(wkt);
        } catch (ParseException | IllegalArgumentException e) {
            throw new MalformedGeometryException("Not WKT: " + shortened(wkt) + " (" + e.getMessage() + ")");
        }
    }

    /** What follows a geometry, JTS does not look at. */
    private static boolean endsWithGeometry(String wkt) {
        int depth = 0;
        for (int i = 0; i < wkt.length(); i++) {
            char c = wkt.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == ')' && depth == 0) {
                return i == wkt.length() - 1;
            }
        }
        return depth > 0 || EMPTY.matcher(wkt).matches();
    }

    /** The CRS IRI of a literal. */
    static String crs(String lexical) {
        String text = lexical.strip();
        if (!text.startsWith("<")) {
            return CRS84;
        }
        int end = text.indexOf('>');
        if (end < 0) {
            throw new MalformedGeometryException("The CRS IRI has no '>': " + shortened(text));
        }
        return text.substring(1, end);
    }

    private static String shortened(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }

    /** A literal in CRS84. */
    public Node literal(Geometry lonLat) {
        return NodeFactory.createLiteralDT(text(lonLat), datatype());
    }

    /** ISO 19125 has no LINEARRING, which is what JTS calls a closed line that bounds a polygon. */
    private String text(Geometry geometry) {
        Geometry written =
                geometry instanceof LinearRing ring ? factory.createLineString(ring.getCoordinateSequence()) : geometry;
        boolean measured = isMeasured(written);
        WKTWriter writer = new WKTWriter(dimension(written) + (measured ? 1 : 0));
        if (measured && dimension(written) == 2) {
            writer.setOutputOrdinates(Ordinate.createXYM());
        }
        return writer.write(written);
    }

    /** A literal in the CRS given. @throws MalformedGeometryException if the CRS is unknown or does not reach there */
    public Node literal(Geometry lonLat, String crsIri) {
        if (crsIri.equals(CRS84)) {
            return literal(lonLat);
        }
        Crs system = system(crsIri);
        Geometry moved = faithful(system, lonLat);
        Geometry geometry = system.isNorthingFirst() ? swapped(moved) : moved;
        return NodeFactory.createLiteralDT("<" + crsIri + "> " + text(geometry), datatype());
    }

    /** Where a projection is used too far from its meridian, it gives numbers that do not lead back. */
    private static Geometry faithful(Crs system, Geometry lonLat) {
        Geometry moved = toPlane(system, lonLat);
        Coordinate[] there = lonLat.getCoordinates();
        Coordinate[] back = toLonLat(system, moved).getCoordinates();
        for (int i = 0; i < there.length; i++) {
            if (there[i].distance(back[i]) > FAITHFUL) {
                throw new MalformedGeometryException(
                        system.name() + " does not reach " + there[i].x + " " + there[i].y);
            }
        }
        return moved;
    }

    private static Geometry swapped(Geometry geometry) {
        Geometry copy = geometry.copy();
        copy.apply((CoordinateFilter) c -> {
            double x = c.x;
            c.x = c.y;
            c.y = x;
        });
        copy.geometryChanged();
        return copy;
    }

    /** 3 if all its positions have a height, else 2. */
    static int dimension(Geometry geometry) {
        return allHave(geometry, Coordinate::getZ) ? 3 : 2;
    }

    static boolean isMeasured(Geometry geometry) {
        return allHave(geometry, Coordinate::getM);
    }

    private static boolean allHave(Geometry geometry, ToDoubleFunction<Coordinate> ordinate) {
        return !geometry.isEmpty()
                && Stream.of(geometry.getCoordinates()).noneMatch(c -> Double.isNaN(ordinate.applyAsDouble(c)));
    }

    /** EWKB with SRID 4326 for PostGIS; raw WKT never goes there. */
    public static byte[] toEwkb(Geometry lonLat) {
        Geometry copy = lonLat.copy();
        copy.setSRID(SRID);
        return new WKBWriter(2, ByteOrderValues.LITTLE_ENDIAN, true).write(copy);
    }
}
