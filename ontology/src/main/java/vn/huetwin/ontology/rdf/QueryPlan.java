package vn.huetwin.ontology.rdf;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.jena.sparql.algebra.Op;
import org.apache.jena.sparql.algebra.OpVisitorBase;
import org.apache.jena.sparql.algebra.walker.Walker;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.expr.E_Function;
import org.apache.jena.sparql.expr.E_Regex;
import org.apache.jena.sparql.expr.E_StrReplace;
import org.apache.jena.sparql.expr.ExprFunction0;
import org.apache.jena.sparql.expr.ExprFunction1;
import org.apache.jena.sparql.expr.ExprFunctionN;
import org.apache.jena.sparql.expr.ExprList;
import org.apache.jena.sparql.expr.ExprVisitorBase;
import org.apache.jena.sparql.expr.Unstable;
import org.apache.jena.vocabulary.XSD;
import org.jspecify.annotations.Nullable;

/**
 * How a query is answered: its algebra as it is carried out, the one statement if it is one, and what was worked out for
 * its patterns. It holds as long as TDB2 holds the same, and not for long, since some of it goes by what tables hold.
 */
final class QueryPlan {
    private static final Duration GOOD_FOR = Duration.ofMinutes(1);
    /** Patterns into which ARQ has put values are new ones every time. */
    private static final int MOST_REMEMBERED = 64;

    /** A pattern of this very query with its conditions, and the variables that are known before it. */
    private record Place(Itself part, ExprList conditions, Set<Var> bound) {}

    /** An object that equals no other. */
    @SuppressWarnings("ReferenceEquality")
    private static final class Itself {
        private final Object object;

        Itself(Object object) {
            this.object = object;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Itself same && same.object == object;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(object);
        }
    }

    private final long revision;
    private final long until = System.nanoTime() + GOOD_FOR.toNanos();
    private final Op op;
    private final VariableUse use;
    private final Map<Place, Object> remembered = new ConcurrentHashMap<>();
    private final Set<Itself> beyondSql = ConcurrentHashMap.newKeySet();
    private volatile @Nullable SqlAnswer whole;

    /** @param revision of TDB2 */
    QueryPlan(long revision, Op op, VariableUse use) {
        this.revision = revision;
        this.op = op;
        this.use = use;
    }

    boolean isOf(long wanted) {
        return revision == wanted && System.nanoTime() - until < 0;
    }

    Op op() {
        return op;
    }

    VariableUse use() {
        return use;
    }

    /** The one statement that answers all of it, or null. */
    @Nullable
    SqlAnswer whole() {
        return whole;
    }

    void answeredBy(SqlAnswer answer) {
        whole = answer;
    }

    /** Whether an operator of this very query is no single statement. */
    boolean isBeyondSql(Op part) {
        return beyondSql.contains(new Itself(part));
    }

    void beyondSql(Op part) {
        if (beyondSql.size() < MOST_REMEMBERED) {
            beyondSql.add(new Itself(part));
        }
    }

    /**
     * What was worked out for a part of the query, or is now.
     *
     * @param part       itself, not one that is equal
     * @param conditions on its answers
     * @param bound      variables that are known before it
     */
    @SuppressWarnings("unchecked")
    <T> T remembered(Object part, ExprList conditions, Set<Var> bound, Supplier<T> work) {
        Place place = new Place(new Itself(part), conditions, bound);
        Object known = remembered.get(place);
        if (known == null) {
            T made = work.get();
            if (remembered.size() < MOST_REMEMBERED) {
                remembered.put(place, made);
            }
            return made;
        }
        return (T) known;
    }

    /** Whether a query asked again is the same question: not one about now, or with numbers that are drawn. */
    static boolean isRepeatable(Op query, Set<String> functions) {
        boolean[] repeatable = {true};
        Walker.walk(query, new OpVisitorBase(), new ExprVisitorBase() {
            @Override
            public void visit(ExprFunction0 function) {
                repeatable[0] = false;
            }

            @Override
            public void visit(ExprFunction1 function) {
                repeatable[0] &= !(function instanceof Unstable);
            }

            @Override
            public void visit(ExprFunctionN function) {
                if (function instanceof E_Function named) {
                    String iri = named.getFunctionIRI();
                    repeatable[0] &= functions.contains(iri) || iri.startsWith(XSD.NS);
                }
                // these are tied to their session: see BoundedRegex
                repeatable[0] &= !(function instanceof E_Regex || function instanceof E_StrReplace);
            }
        });
        return repeatable[0];
    }
}
