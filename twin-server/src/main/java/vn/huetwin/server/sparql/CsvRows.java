package vn.huetwin.server.sparql;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.jena.graph.Node;
import org.apache.jena.riot.out.NodeToLabel;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.exec.RowSet;

/** Rows in SPARQL 1.1 Query Results CSV Format. Jena's writer says the same and sends each value by itself. */
final class CsvRows {
    private final Writer text;
    private final NodeToLabel labels = NodeToLabel.createScopeByDocument();

    private CsvRows(Writer text) {
        this.text = text;
    }

    /** Writes the rows as they come. If they end with an exception, what was written last is cut off. */
    static void write(RowSet rows, OutputStream out) throws IOException {
        Writer text = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        new CsvRows(text).write(rows);
        text.flush();
    }

    private void write(RowSet rows) throws IOException {
        List<Var> variables = rows.getResultVars();
        for (int i = 0; i < variables.size(); i++) {
            text.write(i == 0 ? "" : ",");
            cell(variables.get(i).getVarName());
        }
        text.write("\r\n");
        while (rows.hasNext()) {
            row(rows.next(), variables);
        }
    }

    private void row(Binding row, List<Var> variables) throws IOException {
        for (int i = 0; i < variables.size(); i++) {
            if (i > 0) {
                text.write(',');
            }
            Node term = row.get(variables.get(i));
            if (term != null) {
                cell(plain(term));
            }
        }
        text.write("\r\n");
    }

    private String plain(Node term) {
        if (term.isURI()) {
            return term.getURI();
        }
        if (term.isLiteral()) {
            return term.getLiteralLexicalForm();
        }
        // without the "_:" of Turtle; the format has nothing for other terms
        return term.isBlank() ? labels.get(null, term).substring(2) : "?";
    }

    /** In quotes where RFC 4180 wants them, and where there is a text without a character, which is not none. */
    private void cell(String value) throws IOException {
        boolean quoted = value.isEmpty();
        for (int i = 0; i < value.length() && !quoted; i++) {
            char c = value.charAt(i);
            quoted = c == '"' || c == ',' || c == '\r' || c == '\n';
        }
        text.write(quoted ? '"' + value.replace("\"", "\"\"") + '"' : value);
    }
}
