package vn.huetwin.ontology.geosparql;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.sparql.expr.ExprEvalException;
import org.apache.jena.sparql.expr.NodeValue;
import org.apache.jena.sparql.function.FunctionBase;
import org.apache.jena.sparql.function.FunctionEnv;
import org.apache.jena.sparql.function.FunctionRegistry;
import org.apache.jena.sparql.util.Context;
import org.apache.jena.sparql.util.Symbol;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.algorithm.MinimumBoundingCircle;
import org.locationtech.jts.algorithm.hull.ConcaveHull;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.prep.PreparedGeometry;
import org.locationtech.jts.geom.prep.PreparedGeometryFactory;
import org.locationtech.jts.operation.distance.DistanceOp;
import vn.huetwin.ontology.crs.Crs;

/**
 * The filter functions of GeoSPARQL 1.1, clauses 8.7, 9.5 and 10, on WKT, GML, GeoJSON and KML literals. Results are CRS84. A wrong
 * argument is an expression error: the row does not count, as SPARQL wants it.
 */
public final class Functions {
    public static final String GEO = "http://www.opengis.net/ont/geosparql#";
    public static final String GEOF = "http://www.opengis.net/def/function/geosparql/";
    /** Of the functions on shapes in space, which are our own. */
    public static final String SPACE = "https://data.huetwin.vn/def/function/";

    private static final String SF = "http://www.opengis.net/ont/sf#";
    private static final String XSD_ANY_URI = "http://www.w3.org/2001/XMLSchema#anyURI";
    private static final int PREPARED = 64;
    /** Corners of a quarter of a bounding circle. */
    private static final int QUARTER = 48;
    /** In a context: who is told why a function had no value, a {@code Consumer<String>}. */
    public static final Symbol PROBLEMS = Symbol.create("https://huetwin.vn/symbol#expressionProblems");

    /** How convex a concave hull is that says nothing else. */
    static final double TARGET = 0.3;

    private final Wkt wkt;
    private final GeometryLiterals literals;
    private final FunctionRegistry registry = FunctionRegistry.createFrom(FunctionRegistry.get());
    private final org.apache.jena.atlas.lib.Cache<Geometry, PreparedGeometry> prepared =
            org.apache.jena.atlas.lib.CacheFactory.createCache(PREPARED);
    private final org.apache.jena.atlas.lib.Cache<Geometry, Members> takenApart =
            org.apache.jena.atlas.lib.CacheFactory.createCache(PREPARED);

    public Functions(Wkt wkt) {
        this.wkt = wkt;
        this.literals = new GeometryLiterals(wkt);
        Aggregates.register();
        fill(registry);
    }

    /** WGS 84, x = longitude; null if it is no geometry literal or cannot be read. */
    public @Nullable Geometry shape(Node literal) {
        return literals.find(literal);
    }

    /** Gives this context the functions beside the standard ones; the process-wide registry is untouched. */
    public void register(Context context) {
        FunctionRegistry.set(context, registry);
        context.set(Aggregates.LITERALS, literals);
    }

    /** The IRIs of all of them, sorted. */
    public List<String> iris() {
        FunctionRegistry own = new FunctionRegistry();
        fill(own);
        List<String> iris = new ArrayList<>();
        own.keys().forEachRemaining(iris::add);
        iris.sort(null);
        return iris;
    }

    /** The IRIs of the aggregates, sorted. */
    public static List<String> aggregateIris() {
        return Aggregates.names().stream().map(GEOF::concat).sorted().toList();
    }

    private void fill(FunctionRegistry registry) {
        for (Relation relation : Relation.values()) {
            add(registry, relation.functionIri(), 2, a -> bool(relate(relation, geometry(a, 0), geometry(a, 1))));
        }
        geof(
                registry,
                "relate",
                3,
                a -> bool(Relation.relate(geometry(a, 0), geometry(a, 1), text(a, 2), this::members)));
        registerMakers(registry);
        registerMeasures(registry);
        registerProperties(registry);
        new SpaceFunctions(wkt).register(registry);
    }

    private void registerMakers(FunctionRegistry registry) {
        unary(registry, "boundary", PointSets::boundary);
        unary(registry, "envelope", Geometry::getEnvelope);
        unary(registry, "convexHull", Geometry::convexHull);
        add(
                registry,
                GEOF + "concaveHull",
                1,
                2,
                a -> literal(concaveHull(geometry(a, 0), a.size() == 1 ? TARGET : number(a, 1))));
        unary(registry, "centroid", Geometry::getCentroid);
        unary(registry, "boundingCircle", Functions::boundingCircle);
        binary(registry, "intersection", PointSets::intersection);
        binary(registry, "union", PointSets::union);
        binary(registry, "difference", PointSets::difference);
        binary(registry, "symDifference", PointSets::symDifference);
        geof(registry, "buffer", 3, a -> literal(buffer(geometry(a, 0), number(a, 1), unit(a, 2))));
        geof(registry, "metricBuffer", 2, a -> literal(buffer(geometry(a, 0), number(a, 1), Unit.METRE)));
        geof(registry, "transform", 2, a -> inCrs(a, text(a, 1)));
        geof(registry, "asWKT", 1, a -> inCrs(a, Wkt.CRS84));
        geof(registry, "asGeoJSON", 1, a -> NodeValue.makeNode(literals.asGeoJson(faces(a))));
        geof(registry, "asGML", 2, a -> NodeValue.makeNode(literals.asGml(faces(a))));
        geof(registry, "asKML", 1, a -> NodeValue.makeNode(literals.asKml(faces(a))));
    }

    private void registerMeasures(FunctionRegistry registry) {
        geof(registry, "distance", 3, a -> NodeValue.makeDouble(distance(geometry(a, 0), geometry(a, 1), unit(a, 2))));
        geof(
                registry,
                "metricDistance",
                2,
                a -> NodeValue.makeDouble(distance(geometry(a, 0), geometry(a, 1), Unit.METRE)));
        measure(registry, "metricLength", g -> length(PointSets.lines(g), Unit.METRE));
        measure(registry, "metricPerimeter", g -> length(PointSets.areas(g), Unit.METRE));
        measure(registry, "metricArea", g -> metric(g).getArea());
        scaled(registry, "length", (g, u) -> length(PointSets.lines(g), u));
        scaled(registry, "perimeter", (g, u) -> length(PointSets.areas(g), u));
        geof(
                registry,
                "area",
                2,
                a -> NodeValue.makeDouble(area(geometry(a, 0), a.get(1).asNode())));
        limit(registry, "minX", Envelope::getMinX);
        limit(registry, "maxX", Envelope::getMaxX);
        limit(registry, "minY", Envelope::getMinY);
        limit(registry, "maxY", Envelope::getMaxY);
    }

    private void limit(FunctionRegistry registry, String name, ToDoubleFunction<Envelope> limit) {
        geof(registry, name, 1, a -> {
            Envelope box = faces(a).getEnvelopeInternal();
            if (box.isNull()) {
                throw new ExprEvalException(name + ": the geometry is empty");
            }
            return NodeValue.makeDouble(limit.applyAsDouble(box));
        });
    }

    private void registerProperties(FunctionRegistry registry) {
        geof(registry, "getSRID", 1, a -> anyUri(literals.crs(a.get(0).asNode())));
        geof(registry, "geometryType", 1, a -> anyUri(SF + type(a)));
        geof(registry, "dimension", 1, a -> NodeValue.makeInteger(Math.max(0, faces(a).getDimension())));
        geof(
                registry,
                "coordinateDimension",
                1,
                a -> NodeValue.makeInteger(2 + (has(a, 'Z') ? 1 : 0) + (has(a, 'M') ? 1 : 0)));
        geof(registry, "spatialDimension", 1, a -> NodeValue.makeInteger(has(a, 'Z') ? 3 : 2));
        geof(registry, "is3D", 1, a -> NodeValue.makeBoolean(has(a, 'Z')));
        geof(registry, "isMeasured", 1, a -> NodeValue.makeBoolean(has(a, 'M')));
        geof(registry, "isEmpty", 1, a -> NodeValue.makeBoolean(faces(a).isEmpty()));
        geof(registry, "isSimple", 1, a -> NodeValue.makeBoolean(geometry(a, 0).isSimple()));
        geof(registry, "numGeometries", 1, a -> NodeValue.makeInteger(faces(a).getNumGeometries()));
        geof(registry, "geometryN", 2, a -> literal(part(faces(a), number(a, 1))));
        geof(registry, "minZ", 1, a -> NodeValue.makeDouble(z(faces(a), true)));
        geof(registry, "maxZ", 1, a -> NodeValue.makeDouble(z(faces(a), false)));
    }

    /** With its heights, if it is a surface in space. */
    private Geometry faces(List<NodeValue> arguments) {
        Node node = arguments.get(0).asNode();
        return Wkt.isWkt(node) ? wkt.faces(node.getLiteralLexicalForm()) : literals.read(node);
    }

    private static String wktOrNothing(List<NodeValue> arguments) {
        Node node = arguments.get(0).asNode();
        return Wkt.isWkt(node) ? node.getLiteralLexicalForm() : "";
    }

    private String type(List<NodeValue> arguments) {
        Geometry geometry = faces(arguments);
        String surface = Wkt.surface(wktOrNothing(arguments));
        return surface == null ? geometry.getGeometryType() : surface.equals("TIN") ? surface : "PolyhedralSurface";
    }

    /** A surface in space stays one. */
    private NodeValue inCrs(List<NodeValue> arguments, String crs) {
        Node literal = wkt.literal(faces(arguments), crs);
        String surface = Wkt.surface(wktOrNothing(arguments));
        return NodeValue.makeNode(surface == null ? literal : Wkt.named(surface, literal));
    }

    /** Whether its positions have Z or M; of an empty one, what its text says. */
    private boolean has(List<NodeValue> arguments, char ordinate) {
        Geometry geometry = faces(arguments);
        return geometry.isEmpty()
                ? Wkt.ordinatesOfEmpty(wktOrNothing(arguments)).indexOf(ordinate) >= 0
                : ordinate == 'Z' ? Wkt.dimension(geometry) == 3 : Wkt.isMeasured(geometry);
    }

    private static Geometry part(Geometry geometry, double number) {
        if (!(number >= 1 && number <= geometry.getNumGeometries()) || number != Math.rint(number)) {
            throw new ExprEvalException("geometryN: no part " + number + " of " + geometry.getNumGeometries());
        }
        return geometry.getGeometryN((int) number - 1);
    }

    /** A polygon of 192 corners round the circle, as PostGIS makes it, so that all is in it; of one place that point. */
    static Geometry boundingCircle(Geometry geometry) {
        Envelope box = geometry.getEnvelopeInternal();
        if (box.isNull()) {
            return geometry.getFactory().createPolygon();
        }
        if (box.getDiameter() == 0) {
            return geometry.getFactory().createPoint(new Coordinate(box.getMinX(), box.getMinY()));
        }
        MinimumBoundingCircle circle = new MinimumBoundingCircle(geometry);
        double corner = circle.getRadius() / Math.cos(Math.PI / (4 * QUARTER));
        return geometry.getFactory().createPoint(circle.getCentre()).buffer(corner, QUARTER);
    }

    private static double z(Geometry geometry, boolean lowest) {
        double found = Double.NaN;
        for (Coordinate coordinate : geometry.getCoordinates()) {
            double z = coordinate.getZ();
            if (!Double.isNaN(z) && (Double.isNaN(found) || (lowest ? z < found : z > found))) {
                found = z;
            }
        }
        if (Double.isNaN(found)) {
            throw new ExprEvalException("The geometry has no heights");
        }
        return found;
    }

    private boolean relate(Relation relation, Geometry a, Geometry b) {
        if (b.getNumPoints() > 20 && !a.isEmpty() && !PointSets.isMixed(a) && !PointSets.isMixed(b)) {
            Boolean quick = relation.testPrepared(a, prepared.get(b, PreparedGeometryFactory::prepare));
            if (quick != null) {
                return quick;
            }
        }
        return relation.test(a, b, this::members);
    }

    private Members members(Geometry geometry) {
        return takenApart.get(geometry, Members::new);
    }

    /** @param target 1 gives the convex hull, 0 the tightest; above 1 it is taken for a percentage */
    static Geometry concaveHull(Geometry geometry, double target) {
        double ratio = target > 1 ? target / 100 : target;
        if (!(ratio >= 0 && ratio <= 1)) {
            throw new ExprEvalException("concaveHull: the target lies between 0 and 1, not at " + target);
        }
        return ConcaveHull.concaveHullByLengthRatio(geometry, ratio);
    }

    private double distance(Geometry a, Geometry b, Unit unit) {
        if (a.isEmpty() || b.isEmpty()) {
            throw new ExprEvalException("No distance from an empty geometry");
        }
        if (!unit.metric()) {
            return DistanceOp.distance(a, b) / unit.factor();
        }
        Crs plane = wkt.plane(a, b);
        return DistanceOp.distance(Wkt.toPlane(plane, a), Wkt.toPlane(plane, b)) / unit.factor();
    }

    private Geometry buffer(Geometry geometry, double radius, Unit unit) {
        double size = radius * unit.factor();
        if (!Double.isFinite(size)) {
            throw new ExprEvalException("buffer: the radius is not finite: " + radius);
        }
        if (!unit.metric()) {
            return geometry.buffer(size);
        }
        Crs plane = wkt.plane(geometry);
        Geometry made = Wkt.toLonLat(plane, Wkt.toPlane(plane, geometry).buffer(size));
        wkt.plane(made); // refuses what is too wide for metres to be true there
        return made;
    }

    private double area(Geometry geometry, Node unit) {
        Double square = Unit.squareMetres(unit);
        if (square == null) {
            throw new ExprEvalException("Unknown unit of area " + unit);
        }
        return metric(geometry).getArea() / square;
    }

    private double length(Geometry geometry, Unit unit) {
        return (unit.metric() ? metric(geometry) : geometry).getLength() / unit.factor();
    }

    private Geometry metric(Geometry geometry) {
        return Wkt.toPlane(wkt.plane(geometry), geometry);
    }

    private NodeValue literal(Geometry geometry) {
        return NodeValue.makeNode(wkt.literal(geometry));
    }

    private static NodeValue anyUri(String iri) {
        return NodeValue.makeNode(NodeFactory.createLiteralDT(iri, NodeFactory.getType(XSD_ANY_URI)));
    }

    private static NodeValue bool(boolean value) {
        return NodeValue.makeBoolean(value);
    }

    private Geometry geometry(List<NodeValue> arguments, int index) {
        return literals.read(arguments.get(index).asNode());
    }

    /** Seen from above. */
    static Geometry plane(Wkt wkt, Node literal) {
        return new GeometryLiterals(wkt).read(literal);
    }

    private static double number(List<NodeValue> arguments, int index) {
        NodeValue value = arguments.get(index);
        if (!value.isNumber()) {
            throw new ExprEvalException("Not a number: " + value);
        }
        return value.getDouble();
    }

    private static String text(List<NodeValue> arguments, int index) {
        Node node = arguments.get(index).asNode();
        return node.isURI() ? node.getURI() : node.getLiteralLexicalForm();
    }

    private static Unit unit(List<NodeValue> arguments, int index) {
        Unit unit = Unit.find(arguments.get(index).asNode());
        if (unit == null) {
            throw new ExprEvalException("Unknown unit " + arguments.get(index));
        }
        return unit;
    }

    private void unary(FunctionRegistry registry, String name, Function<Geometry, Geometry> make) {
        geof(registry, name, 1, a -> literal(make.apply(geometry(a, 0))));
    }

    private void binary(FunctionRegistry registry, String name, BiFunction<Geometry, Geometry, Geometry> make) {
        geof(registry, name, 2, a -> literal(make.apply(geometry(a, 0), geometry(a, 1))));
    }

    private void measure(FunctionRegistry registry, String name, Function<Geometry, Number> measure) {
        geof(
                registry,
                name,
                1,
                a -> NodeValue.makeDouble(measure.apply(geometry(a, 0)).doubleValue()));
    }

    private void scaled(FunctionRegistry registry, String name, BiFunction<Geometry, Unit, Double> measure) {
        geof(registry, name, 2, a -> NodeValue.makeDouble(measure.apply(geometry(a, 0), unit(a, 1))));
    }

    private static void geof(
            FunctionRegistry registry, String name, int arity, Function<List<NodeValue>, NodeValue> body) {
        add(registry, GEOF + name, arity, body);
    }

    static void tell(FunctionEnv environment, String problem) {
        Consumer<String> listener = environment.getContext().get(PROBLEMS);
        if (listener != null) {
            listener.accept(problem);
        }
    }

    static void add(FunctionRegistry registry, String iri, int arity, Function<List<NodeValue>, NodeValue> body) {
        add(registry, iri, arity, arity, body);
    }

    private static void add(
            FunctionRegistry registry, String iri, int least, int most, Function<List<NodeValue>, NodeValue> body) {
        registry.put(iri, i -> new GeometryFunction(iri, least, most, body));
    }

    /** A function whose geometry errors are expression errors. */
    private static final class GeometryFunction extends FunctionBase {
        private final String iri;
        private final int least;
        private final int most;
        private final Function<List<NodeValue>, NodeValue> body;

        GeometryFunction(String iri, int least, int most, Function<List<NodeValue>, NodeValue> body) {
            this.iri = iri;
            this.least = least;
            this.most = most;
            this.body = body;
        }

        @Override
        public void checkBuild(String uri, org.apache.jena.sparql.expr.@Nullable ExprList arguments) {
            if (arguments != null && (arguments.size() < least || arguments.size() > most)) {
                throw new org.apache.jena.query.QueryBuildException("<" + iri + "> takes "
                        + (least == most ? least + "" : least + " or " + most) + " arguments, not " + arguments.size());
            }
        }

        @Override
        protected NodeValue exec(List<NodeValue> arguments, FunctionEnv environment) {
            try {
                return exec(arguments);
            } catch (ExprEvalException e) {
                tell(environment, String.valueOf(e.getMessage()));
                throw e;
            }
        }

        @Override
        public NodeValue exec(List<NodeValue> arguments) {
            try {
                return body.apply(arguments);
            } catch (MalformedGeometryException | IllegalArgumentException | IllegalStateException e) {
                throw new ExprEvalException("<" + iri + ">: " + e.getMessage());
            } catch (org.locationtech.jts.geom.TopologyException e) {
                throw new ExprEvalException("<" + iri + ">: the geometry is not valid: " + e.getMessage());
            }
        }
    }
}
