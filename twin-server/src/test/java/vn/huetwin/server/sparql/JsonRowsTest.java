package vn.huetwin.server.sparql;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.riot.resultset.ResultSetLang;
import org.apache.jena.riot.rowset.RowSetWriterRegistry;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.engine.binding.BindingBuilder;
import org.apache.jena.sparql.exec.RowSet;
import org.apache.jena.sparql.exec.RowSetStream;
import org.apache.jena.sparql.sse.SSE;
import org.apache.jena.sparql.util.Context;
import org.junit.jupiter.api.Test;

/** Our JSON of rows says what Jena's says. */
class JsonRowsTest {
    private static final List<Var> VARIABLES = List.of(Var.alloc("nơi"), Var.alloc("b"), Var.alloc("c"));
    private static final List<String> TERMS = List.of(
            "<https://data.huetwin.vn/id/ward/Ph%C3%BA-Xu%C3%A2n>",
            "'Đại Nội'@vi",
            "'text'",
            "'<a>\\n\"b\\\\c\\u0001\\u2028😀'",
            "1",
            "'16.5e0'^^xsd:double",
            "'no number'^^xsd:integer",
            "''",
            "_:one",
            "_:two",
            "<<( _:one <http://example.org/p> 'x'@en )>>",
            "'POINT(107.58 16.46)'^^<http://www.opengis.net/ont/geosparql#wktLiteral>");

    private static RowSet rows(List<Binding> rows) {
        return RowSetStream.create(VARIABLES, rows.iterator());
    }

    private static byte[] jena(List<Binding> rows) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        RowSetWriterRegistry.getFactory(ResultSetLang.RS_JSON)
                .create(ResultSetLang.RS_JSON)
                .write(out, rows(rows), new Context());
        return out.toByteArray();
    }

    private static byte[] ours(List<Binding> rows) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        JsonRows.write(rows(rows), out);
        return out.toByteArray();
    }

    @Test
    void aRowIsShort() throws IOException {
        Binding row = BindingBuilder.create()
                .add(VARIABLES.get(0), NodeFactory.createURI("https://data.huetwin.vn/id/ward/1"))
                .add(VARIABLES.get(2), NodeFactory.createLiteralLang("Huế", "vi"))
                .build();
        assertEquals(
                "{\"head\":{\"vars\":[\"nơi\",\"b\",\"c\"]},\"results\":{\"bindings\":["
                        + "{\"nơi\":{\"type\":\"uri\",\"value\":\"https://data.huetwin.vn/id/ward/1\"},"
                        + "\"c\":{\"type\":\"literal\",\"xml:lang\":\"vi\",\"value\":\"Huế\"}}]}}",
                new String(ours(List.of(row)), StandardCharsets.UTF_8));
    }

    @Test
    void halfACharacterDoesNotEndTheAnswer() throws IOException {
        Binding row = BindingBuilder.create()
                .add(VARIABLES.get(1), NodeFactory.createLiteralString("\uD83D half, whole 😀"))
                .build();
        ObjectMapper mapper = new ObjectMapper();
        assertEquals(mapper.readTree(jena(List.of(row))), mapper.readTree(ours(List.of(row))));
    }

    @Test
    void randomRowsAreWhatJenaWrites() throws IOException {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("random rows: -Dseed=" + seed);
        Random random = new Random(seed);
        ObjectMapper mapper = new ObjectMapper();
        List<Node> terms = TERMS.stream().map(SSE::parseNode).toList();
        for (int i = 0; i < 200; i++) {
            List<Binding> rows = new ArrayList<>();
            for (int row = random.nextInt(30); row > 0; row--) {
                BindingBuilder builder = BindingBuilder.create();
                for (Var variable : VARIABLES) {
                    if (random.nextInt(4) > 0) {
                        builder.add(variable, terms.get(random.nextInt(terms.size())));
                    }
                }
                rows.add(builder.build());
            }
            assertEquals(mapper.readTree(jena(rows)), mapper.readTree(ours(rows)));
        }
    }
}
