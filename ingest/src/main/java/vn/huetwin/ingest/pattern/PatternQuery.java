package vn.huetwin.ingest.pattern;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.apache.jena.graph.Node;
import org.apache.jena.query.Query;
import org.apache.jena.query.QueryCancelledException;
import org.apache.jena.query.QueryException;
import org.apache.jena.query.QueryFactory;
import org.apache.jena.query.Syntax;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.exec.QueryExec;
import org.apache.jena.sparql.exec.RowSet;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.query.FilterException;
import vn.huetwin.ontology.rdf.CitySession;
import vn.huetwin.ontology.rdf.LayersRead;
import vn.huetwin.ontology.rdf.TwinDataset;

/** Asks the questions, within bounds of time and size. */
final class PatternQuery {
    /** It cannot be answered; the message says why. */
    static final class Unanswered extends Exception {
        Unanswered(String message, Throwable cause) {
            super(message, cause);
        }

        Unanswered(String message) {
            super(message);
        }
    }

    private final TwinDataset dataset;
    private final Duration timeout;
    private final int mostSolutions;

    PatternQuery(TwinDataset dataset, Duration timeout, int mostSolutions) {
        this.dataset = dataset;
        this.timeout = timeout;
        this.mostSolutions = mostSolutions;
    }

    /** @throws FilterException if it is not a question that can stand */
    Query parse(String text) {
        Query query;
        try {
            query = QueryFactory.create(text, dataset.catalogue().iris().base(), Syntax.syntaxSPARQL_11);
        } catch (QueryException e) {
            throw new FilterException(
                    "query", "Câu hỏi sai cú pháp: " + e.getMessage(), "The query cannot be read: " + e.getMessage());
        } catch (StackOverflowError e) {
            throw new FilterException("query", "Câu hỏi lồng quá sâu", "The query is nested too deeply");
        }
        if (!(query.isAskType() || query.isSelectType())) {
            throw new FilterException("query", "Chỉ nhận ASK hoặc SELECT", "Only ASK and SELECT can stand");
        }
        return query;
    }

    /** @throws FilterException if no layer can change its answer */
    Set<String> layers(Query query, Access access) {
        Set<String> layers = LayersRead.of(query, dataset.catalogue(), access);
        if (layers.isEmpty()) {
            throw new FilterException(
                    "query", "Câu hỏi không đọc lớp dữ liệu nào", "The query reads no layer, so nothing can change it");
        }
        return layers;
    }

    /** @return the solutions as JSON objects, in order; of an ASK that is true, one without members */
    Set<String> ask(String text, Access access) throws Unanswered {
        Query query = parse(text);
        try (CitySession session = dataset.read(access, timeout)) {
            try (QueryExec exec = session.query(query)) {
                Set<String> solutions = query.isAskType() ? ask(exec) : select(exec);
                Exception failure = session.failure();
                if (failure != null) {
                    throw new Unanswered(String.valueOf(failure.getMessage()), failure);
                }
                return solutions;
            } catch (QueryCancelledException e) {
                throw new Unanswered("It took longer than " + timeout.toSeconds() + " s", e);
            } catch (StackOverflowError e) {
                throw new Unanswered("It is nested too deeply", e);
            } catch (RuntimeException e) {
                throw new Unanswered(String.valueOf(e.getMessage()), e);
            }
        }
    }

    private static Set<String> ask(QueryExec exec) {
        return exec.ask() ? Set.of("{}") : Set.of();
    }

    private Set<String> select(QueryExec exec) throws Unanswered {
        Set<String> solutions = new TreeSet<>();
        RowSet rows = exec.select();
        while (rows.hasNext()) {
            Binding row = rows.next();
            ObjectNode solution = JsonNodeFactory.instance.objectNode();
            for (Var variable : rows.getResultVars()) {
                Node value = row.get(variable);
                if (value != null) {
                    solution.put(
                            variable.getVarName(),
                            value.isLiteral() ? value.getLiteralLexicalForm() : value.toString());
                }
            }
            solutions.add(solution.toString());
            if (solutions.size() > mostSolutions) {
                throw new Unanswered("It has more than " + mostSolutions + " solutions");
            }
        }
        return solutions;
    }
}
