package vn.huetwin.server.sparql;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.jena.graph.Node;
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

/** Our CSV of rows is Jena's, byte for byte. */
final class CsvRowsTest {
    private static final List<Var> VARIABLES = List.of(Var.alloc("nơi"), Var.alloc("b"));
    private static final List<String> TERMS = List.of(
            "<https://data.huetwin.vn/id/ward/1?a=1,2>",
            "'Đại Nội'@vi",
            "'\"no\", or\\nnot'",
            "'a\\rb'",
            "''",
            "16.5",
            "<<( <http://example.org/s> <http://example.org/p> 'x' )>>",
            "_:one",
            "_:two");

    private static RowSet rows(List<Binding> rows) {
        return RowSetStream.create(VARIABLES, rows.iterator());
    }

    private static String ours(List<Binding> rows) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CsvRows.write(rows(rows), out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String jena(List<Binding> rows) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        RowSetWriterRegistry.getFactory(ResultSetLang.RS_CSV)
                .create(ResultSetLang.RS_CSV)
                .write(out, rows(rows), new Context());
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void valuesAreQuotedWhereTheyMustBe() throws IOException {
        Binding quoted = BindingBuilder.create()
                .add(VARIABLES.get(0), SSE.parseNode("<https://data.huetwin.vn/id/ward/1>"))
                .add(VARIABLES.get(1), SSE.parseNode("'\"no\", or'"))
                .build();
        Binding empty = BindingBuilder.create()
                .add(VARIABLES.get(1), SSE.parseNode("''"))
                .build();
        assertEquals(
                "nơi,b\r\nhttps://data.huetwin.vn/id/ward/1,\"\"\"no\"\", or\"\r\n,\"\"\r\n",
                ours(List.of(quoted, empty)));
    }

    @Test
    void randomRowsAreWhatJenaWrites() throws IOException {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("random rows: -Dseed=" + seed);
        Random random = new Random(seed);
        List<Node> terms = TERMS.stream().map(SSE::parseNode).toList();
        for (int i = 0; i < 200; i++) {
            List<Binding> rows = new ArrayList<>();
            for (int row = random.nextInt(20); row > 0; row--) {
                BindingBuilder builder = BindingBuilder.create();
                for (Var variable : VARIABLES) {
                    if (random.nextInt(4) > 0) {
                        builder.add(variable, terms.get(random.nextInt(terms.size())));
                    }
                }
                rows.add(builder.build());
            }
            assertEquals(jena(rows), ours(rows));
        }
    }
}
