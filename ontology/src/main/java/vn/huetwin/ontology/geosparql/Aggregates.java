package vn.huetwin.ontology.geosparql;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.jena.graph.Node;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.expr.Expr;
import org.apache.jena.sparql.expr.ExprEvalException;
import org.apache.jena.sparql.expr.ExprList;
import org.apache.jena.sparql.expr.NodeValue;
import org.apache.jena.sparql.expr.aggregate.Accumulator;
import org.apache.jena.sparql.expr.aggregate.AccumulatorFactory;
import org.apache.jena.sparql.expr.aggregate.AggregateRegistry;
import org.apache.jena.sparql.function.FunctionEnv;
import org.apache.jena.sparql.util.Symbol;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.TopologyException;
import org.locationtech.jts.operation.overlayng.OverlayNGRobust;

/**
 * The spatial aggregates of GeoSPARQL 1.1, clause 8.7.14. ARQ knows aggregates by name for the whole process, so the
 * names are registered there; how geometries are read comes from the context of each query.
 */
final class Aggregates {
    static final Symbol LITERALS = Symbol.create("https://huetwin.vn/symbol#geometryLiterals");
    /** Geometries that are kept for one group. */
    private static final int MOST = 200_000;

    /** What is made of all geometries, with a number that one of them takes. */
    private interface Making {
        Geometry of(Geometry all, double target);
    }

    private static final Map<String, Making> AGGREGATES = Map.of(
            "aggBoundingBox", (g, target) -> g.getEnvelope(),
            "aggBoundingCircle", (g, target) -> Functions.boundingCircle(g),
            "aggCentroid", (g, target) -> g.getCentroid(),
            "aggConvexHull", (g, target) -> g.convexHull(),
            "aggConcaveHull", Functions::concaveHull,
            "aggUnion", (g, target) -> OverlayNGRobust.union(g));

    private Aggregates() {}

    static Set<String> names() {
        return AGGREGATES.keySet();
    }

    /** Makes the names known to the parser. */
    static void register() {
        AGGREGATES.forEach((name, make) -> AggregateRegistry.register(Functions.GEOF + name, (AccumulatorFactory)
                (custom, distinct) -> new Gathering(name, custom.getExprList(), distinct, make)));
    }

    private static final class Gathering implements Accumulator {
        private final Expr expr;
        private final @Nullable Expr target;
        private final Making make;
        private final boolean countsRight;
        private final @Nullable Set<Node> seen;
        private final List<Geometry> geometries = new ArrayList<>();
        private @Nullable GeometryLiterals literals;
        private @Nullable FunctionEnv where;
        private double number = Functions.TARGET;
        private boolean failed;

        Gathering(String name, ExprList arguments, boolean distinct, Making make) {
            int most = name.equals("aggConcaveHull") ? 2 : 1;
            this.countsRight = !arguments.isEmpty() && arguments.size() <= most;
            this.seen = distinct ? new HashSet<>() : null;
            this.expr = countsRight ? arguments.get(0) : NodeValue.FALSE;
            this.target = arguments.size() > 1 ? arguments.get(1) : null;
            this.make = make;
        }

        @Override
        public void accumulate(Binding binding, FunctionEnv environment) {
            GeometryLiterals reading = environment.getContext().get(LITERALS);
            if (reading == null || failed) {
                failed = true;
                return;
            }
            literals = reading;
            where = environment;
            if (!countsRight) {
                fail("it takes one geometry, aggConcaveHull a number too");
                return;
            }
            try {
                Node literal = expr.eval(binding, environment).asNode();
                if (seen != null && !seen.add(literal)) {
                    return;
                }
                geometries.add(reading.read(literal));
                number = target == null
                        ? number
                        : target.eval(binding, environment).getDouble();
                if (geometries.size() > MOST) {
                    fail("a group has more than " + MOST + " geometries");
                }
            } catch (ExprEvalException | MalformedGeometryException e) {
                fail(e.getMessage());
            }
        }

        private void fail(@Nullable String why) {
            failed = true;
            if (where != null) {
                Functions.tell(where, "An aggregate has no value: " + why);
            }
        }

        @Override
        public @Nullable NodeValue getValue() {
            if (failed || geometries.isEmpty() || literals == null) {
                return null;
            }
            Geometry all = geometries.get(0).getFactory().createGeometryCollection(geometries.toArray(Geometry[]::new));
            try {
                return NodeValue.makeNode(literals.asWkt(make.of(all, number)));
            } catch (TopologyException e) {
                fail("a geometry is not valid: " + e.getMessage());
                return null;
            } catch (ExprEvalException | IllegalArgumentException | IllegalStateException e) {
                fail(e.getMessage());
                return null;
            }
        }
    }
}
