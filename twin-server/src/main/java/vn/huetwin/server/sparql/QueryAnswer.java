package vn.huetwin.server.sparql;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Iterator;
import java.util.Objects;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Triple;
import org.apache.jena.query.Query;
import org.apache.jena.riot.Lang;
import org.apache.jena.riot.RDFFormat;
import org.apache.jena.riot.RDFWriter;
import org.apache.jena.riot.ResultSetMgr;
import org.apache.jena.riot.resultset.ResultSetLang;
import org.apache.jena.riot.rowset.RowSetWriterRegistry;
import org.apache.jena.riot.system.StreamRDF;
import org.apache.jena.riot.system.StreamRDFWriter;
import org.apache.jena.shared.PrefixMapping;
import org.apache.jena.sparql.exec.QueryExec;
import org.apache.jena.sparql.exec.RowSet;
import org.apache.jena.sparql.graph.GraphFactory;
import org.apache.jena.sparql.util.Context;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.server.http.HttpProblem;

/** Writes the answer of a running query. */
final class QueryAnswer {
    /** Most triples of an answer that has to be held in memory. */
    private static final int MOST_TRIPLES = 200_000;

    private QueryAnswer() {}

    static void write(QueryExec exec, Query query, AnswerFormat format, PrefixMapping prefixes, OutputStream out)
            throws IOException {
        Lang lang = format.rows();
        RDFFormat triples = format.triples();
        if (lang != null && query.isAskType()) {
            ResultSetMgr.write(out, exec.ask(), lang);
        } else if (lang != null) {
            rows(exec, lang, out);
        } else if (triples != null && query.isConstructType()) {
            write(exec.constructTriples(), format, prefixes, out);
        } else if (triples != null) {
            Graph graph = GraphFactory.createDefaultGraph();
            exec.describe(graph);
            write(graph, triples, prefixes, out);
        }
        out.flush();
    }

    private static void rows(QueryExec exec, Lang lang, OutputStream out) throws IOException {
        RowSet rows = exec.select();
        awaitFirst(rows);
        if (lang.equals(ResultSetLang.RS_JSON)) {
            JsonRows.write(rows, out);
        } else if (lang.equals(ResultSetLang.RS_CSV)) {
            CsvRows.write(rows, out);
        } else {
            RowSetWriterRegistry.getFactory(lang).create(lang).write(out, rows, new Context());
        }
    }

    /** What fails before there is any answer can still be answered with an error; nothing is sent until then. */
    private static boolean awaitFirst(Iterator<?> answers) {
        return answers.hasNext();
    }

    private static void stream(Iterator<Triple> triples, RDFFormat format, PrefixMapping prefixes, OutputStream out) {
        awaitFirst(triples);
        StreamRDF stream = StreamRDFWriter.getWriterStream(out, format);
        stream.start();
        prefixes.getNsPrefixMap().forEach(stream::prefix);
        triples.forEachRemaining(stream::triple);
        stream.finish();
    }

    /** Writes triples as they come, or all at once in the formats that cannot do otherwise. */
    static void write(Iterator<Triple> triples, AnswerFormat format, PrefixMapping prefixes, OutputStream out) {
        RDFFormat syntax = Objects.requireNonNull(format.triples());
        if (format.isStreamed()) {
            stream(triples, syntax, prefixes, out);
            return;
        }
        Graph graph = GraphFactory.createDefaultGraph();
        while (triples.hasNext()) {
            graph.add(triples.next());
            if (graph.size() > MOST_TRIPLES) {
                throw tooLarge();
            }
        }
        write(graph, syntax, prefixes, out);
    }

    private static void write(Graph graph, RDFFormat format, PrefixMapping prefixes, OutputStream out) {
        graph.getPrefixMapping().setNsPrefixes(prefixes);
        RDFWriter.source(graph).format(format).output(out);
    }

    private static HttpProblem tooLarge() {
        return new HttpProblem(
                400,
                "answer-too-large",
                "format",
                new Text(
                        "Kết quả có hơn " + MOST_TRIPLES + " bộ ba; hãy dùng Turtle hoặc N-Triples, hoặc LIMIT",
                        "The answer has more than " + MOST_TRIPLES
                                + " triples; ask for Turtle or N-Triples, which are streamed, or use LIMIT"));
    }
}
