package vn.huetwin.ontology.rdf;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.jena.sparql.algebra.Op;
import org.apache.jena.sparql.algebra.OpVars;
import org.apache.jena.sparql.algebra.TransformCopy;
import org.apache.jena.sparql.algebra.op.OpBGP;
import org.apache.jena.sparql.algebra.op.OpFilter;
import org.apache.jena.sparql.algebra.op.OpMinus;
import org.apache.jena.sparql.algebra.op.OpSequence;
import org.apache.jena.sparql.algebra.op.OpUnion;
import org.apache.jena.sparql.core.BasicPattern;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.expr.E_NotExists;
import org.apache.jena.sparql.expr.ExprFunctionOp;
import org.apache.jena.sparql.expr.ExprList;

/**
 * Algebra that means the same and of which SQL can say more: MINUS as NOT EXISTS, and what follows a UNION in each of
 * its arms.
 */
final class SimplerAlgebra extends TransformCopy {
    private static final int MOST_ARMS = 8;

    /** The same where each answer before it has values for all that both mention, so that MINUS compares them. */
    @Override
    public Op transform(OpMinus minus, Op left, Op right) {
        Set<Var> shared = new HashSet<>(OpVars.visibleVars(left));
        shared.retainAll(OpVars.visibleVars(right));
        boolean certain = !shared.isEmpty() && OpVars.fixedVars(left).containsAll(shared);
        boolean own = isPattern(right) && OpVars.fixedVars(right).containsAll(OpVars.mentionedVars(right));
        return certain && own ? OpFilter.filter(new E_NotExists(right), left) : super.transform(minus, left, right);
    }

    @Override
    public Op transform(OpSequence sequence, List<Op> elements) {
        int place = 0;
        while (place < elements.size() && isPattern(elements.get(place))) {
            place++;
        }
        List<Op> arms = new ArrayList<>();
        List<Op> after = place < elements.size() ? elements.subList(place + 1, elements.size()) : List.of();
        if (place == elements.size()
                || !arms(elements.get(place), arms)
                || !after.stream().allMatch(SimplerAlgebra::isPattern)) {
            return super.transform(sequence, elements);
        }
        List<Op> wider = new ArrayList<>();
        for (Op arm : arms) {
            List<Op> joined = new ArrayList<>(elements);
            joined.set(place, arm);
            if (!seesOnlyWhatIsBefore(joined)) {
                return super.transform(sequence, elements);
            }
            wider.add(together(joined));
        }
        return union(wider);
    }

    @Override
    public Op transform(OpFilter filter, Op sub) {
        List<Op> arms = new ArrayList<>();
        if (!(sub instanceof OpUnion) || !isPlain(filter.getExprs()) || !arms(sub, arms)) {
            return super.transform(filter, sub);
        }
        return union(arms.stream()
                .map(arm -> OpFilter.filterBy(filter.getExprs(), arm))
                .toList());
    }

    private static Op union(List<Op> arms) {
        Op union = arms.get(0);
        for (Op arm : arms.subList(1, arms.size())) {
            union = OpUnion.create(union, arm);
        }
        return union;
    }

    /** Collects the arms of a UNION; gives false if they are not all patterns. */
    private static boolean arms(Op op, List<Op> arms) {
        if (op instanceof OpUnion union) {
            return arms(union.getLeft(), arms) && arms(union.getRight(), arms);
        }
        return isPattern(op) && arms.add(op) && arms.size() <= MOST_ARMS;
    }

    private static boolean isPattern(Op op) {
        return op instanceof OpBGP
                || (op instanceof OpFilter filter && filter.getSubOp() instanceof OpBGP && isPlain(filter.getExprs()));
    }

    private static boolean isPlain(ExprList conditions) {
        return conditions.getList().stream().noneMatch(e -> e instanceof ExprFunctionOp);
    }

    private static BasicPattern pattern(Op op) {
        return ((OpBGP) (op instanceof OpFilter filter ? filter.getSubOp() : op)).getPattern();
    }

    private static boolean seesOnlyWhatIsBefore(List<Op> patterns) {
        Set<Var> known = new LinkedHashSet<>();
        for (Op op : patterns) {
            known.addAll(PatternRun.variablesOf(pattern(op).getList()));
            if (op instanceof OpFilter filter
                    && !known.containsAll(filter.getExprs().getVarsMentioned())) {
                return false;
            }
        }
        return true;
    }

    private static Op together(List<Op> patterns) {
        BasicPattern all = new BasicPattern();
        ExprList conditions = new ExprList();
        for (Op op : patterns) {
            all.addAll(pattern(op));
            if (op instanceof OpFilter filter) {
                conditions.addAll(filter.getExprs());
            }
        }
        return conditions.isEmpty() ? new OpBGP(all) : OpFilter.filterBy(conditions, new OpBGP(all));
    }
}
