package vn.huetwin.ontology.geosparql;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.expr.Expr;
import org.apache.jena.sparql.expr.ExprEvalException;
import org.apache.jena.sparql.expr.NodeValue;
import org.apache.jena.sparql.expr.aggregate.Accumulator;
import org.apache.jena.sparql.expr.aggregate.AccumulatorFactory;
import org.apache.jena.sparql.expr.aggregate.AggregateRegistry;
import org.apache.jena.sparql.function.FunctionEnv;
import org.apache.jena.sparql.util.Symbol;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.algorithm.MinimumBoundingCircle;
import org.locationtech.jts.algorithm.hull.ConcaveHull;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.operation.union.UnaryUnionOp;

/**
 * The spatial aggregates of GeoSPARQL 1.1, clause 8.7.14. ARQ knows aggregates by name for the whole process, so the
 * names are registered there; how geometries are read comes from the context of each query.
 */
final class Aggregates {
    static final Symbol LITERALS = Symbol.create("https://huetwin.vn/symbol#geometryLiterals");
    /** Geometries that are kept for one group. */
    private static final int MOST = 200_000;

    private static final Map<String, UnaryOperator<Geometry>> AGGREGATES = Map.of(
            "aggBoundingBox", Geometry::getEnvelope,
            "aggBoundingCircle", g -> new MinimumBoundingCircle(g).getCircle(),
            "aggCentroid", Geometry::getCentroid,
            "aggConvexHull", Geometry::convexHull,
            "aggConcaveHull", g -> ConcaveHull.concaveHullByLengthRatio(g, 0.3),
            "aggUnion", UnaryUnionOp::union);

    private Aggregates() {}

    /** Makes the names known to the parser. */
    static void register() {
        AGGREGATES.forEach((name, make) -> AggregateRegistry.register(Functions.GEOF + name, (AccumulatorFactory)
                (custom, distinct) -> new Gathering(custom.getExprList().get(0), make)));
    }

    private static final class Gathering implements Accumulator {
        private final Expr expr;
        private final UnaryOperator<Geometry> make;
        private final List<Geometry> geometries = new ArrayList<>();
        private @Nullable GeometryLiterals literals;
        private boolean failed;

        Gathering(Expr expr, UnaryOperator<Geometry> make) {
            this.expr = expr;
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
            try {
                geometries.add(reading.read(expr.eval(binding, environment).asNode()));
                failed = geometries.size() > MOST;
            } catch (ExprEvalException | MalformedGeometryException e) {
                failed = true;
            }
        }

        @Override
        public @Nullable NodeValue getValue() {
            if (failed || geometries.isEmpty() || literals == null) {
                return null;
            }
            Geometry all = geometries.get(0).getFactory().createGeometryCollection(geometries.toArray(Geometry[]::new));
            return NodeValue.makeNode(literals.asWkt(make.apply(all)));
        }
    }
}
