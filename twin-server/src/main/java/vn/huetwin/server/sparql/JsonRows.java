package vn.huetwin.server.sparql;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.TextDirection;
import org.apache.jena.graph.Triple;
import org.apache.jena.riot.out.NodeToLabel;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.exec.RowSet;
import org.apache.jena.sparql.util.NodeUtils;

/**
 * Rows in SPARQL 1.1 Query Results JSON Format, with the triple terms and text directions of the working draft of 1.2.
 * Jena's writer says the same, sets it with indents character by character, and takes longer for a map's window than the
 * database does to find it.
 */
final class JsonRows {
    private static final JsonFactory JSON = new JsonFactory();
    private static final SerializableString TYPE = new SerializedString("type");
    private static final SerializableString VALUE = new SerializedString("value");
    private static final SerializableString DATATYPE = new SerializedString("datatype");
    private static final SerializableString LANGUAGE = new SerializedString("xml:lang");
    private static final SerializableString DIRECTION = new SerializedString("its:dir");

    private final JsonGenerator json;
    private final NodeToLabel labels = NodeToLabel.createScopeByDocument();

    private JsonRows(JsonGenerator json) {
        this.json = json;
    }

    /** Writes the rows as they come. If they end with an exception, what was written last is cut off. */
    static void write(RowSet rows, OutputStream out) throws IOException {
        JsonGenerator json = JSON.createGenerator(out);
        json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        json.disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);
        new JsonRows(json).write(rows);
        json.close();
    }

    private void write(RowSet rows) throws IOException {
        List<Var> variables = rows.getResultVars();
        json.writeStartObject();
        json.writeObjectFieldStart("head");
        json.writeArrayFieldStart("vars");
        for (Var variable : variables) {
            json.writeString(variable.getVarName());
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeObjectFieldStart("results");
        json.writeArrayFieldStart("bindings");
        SerializableString[] names = variables.stream()
                .map(v -> new SerializedString(v.getVarName()))
                .toArray(SerializableString[]::new);
        while (rows.hasNext()) {
            row(rows.next(), variables, names);
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndObject();
    }

    private void row(Binding row, List<Var> variables, SerializableString[] names) throws IOException {
        json.writeStartObject();
        for (int i = 0; i < names.length; i++) {
            Node term = row.get(variables.get(i));
            if (term != null) {
                json.writeFieldName(names[i]);
                term(term);
            }
        }
        json.writeEndObject();
    }

    private void term(Node term) throws IOException {
        json.writeStartObject();
        json.writeFieldName(TYPE);
        if (term.isURI()) {
            json.writeString("uri");
            json.writeFieldName(VALUE);
            json.writeString(whole(term.getURI()));
        } else if (term.isLiteral()) {
            literal(term);
        } else if (term.isBlank()) {
            json.writeString("bnode");
            json.writeFieldName(VALUE);
            // without the "_:" of Turtle
            json.writeString(labels.get(null, term).substring(2));
        } else if (term.isTripleTerm()) {
            triple(term.getTriple());
        } else {
            throw new IOException("There is no JSON for the term " + term);
        }
        json.writeEndObject();
    }

    private void literal(Node term) throws IOException {
        json.writeString("literal");
        TextDirection direction = term.getLiteralBaseDirection();
        if (NodeUtils.hasLang(term)) {
            json.writeFieldName(LANGUAGE);
            json.writeString(term.getLiteralLanguage());
            if (direction != null) {
                json.writeFieldName(DIRECTION);
                json.writeString(direction.direction());
            }
        } else if (!NodeUtils.isSimpleString(term)) {
            json.writeFieldName(DATATYPE);
            json.writeString(term.getLiteralDatatypeURI());
        }
        json.writeFieldName(VALUE);
        json.writeString(whole(term.getLiteralLexicalForm()));
    }

    /** With a question mark for each half of a pair of surrogates, which SUBSTR can leave and UTF-8 cannot write. */
    private static String whole(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
            }
        }
        return text;
    }

    private void triple(Triple triple) throws IOException {
        json.writeString("triple");
        json.writeFieldName(VALUE);
        json.writeStartObject();
        json.writeFieldName("subject");
        term(triple.getSubject());
        json.writeFieldName("predicate");
        term(triple.getPredicate());
        json.writeFieldName("object");
        term(triple.getObject());
        json.writeEndObject();
    }
}
