package vn.huetwin.server.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.apache.jena.query.QueryFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SparqlBenchTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void everyQuestionIsStandardSparqlWithAGoal() {
        for (PlannersQuestion question : PlannersQuestion.all()) {
            assertTrue(QueryFactory.create(question.query()).isSelectType(), question.id());
            assertTrue(question.goalMillis() > 0, question.id());
        }
    }

    @Test
    @Tag("postgis")
    @Tag("slow")
    void asksAllQuestionsAndLeavesNothing() throws Exception {
        StringWriter said = new StringWriter();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        int code = new CommandLine(new BenchCommand())
                .setOut(new PrintWriter(said))
                .execute(
                        "sparql",
                        "--buildings",
                        "1000",
                        "--times",
                        "1",
                        "--seconds",
                        "1",
                        "--folder",
                        folder.toString());
        assertEquals(0, code, said.toString());
        for (PlannersQuestion question : PlannersQuestion.all()) {
            assertTrue(said.toString().contains("\n" + question.id() + " "), said.toString());
        }
        try (var left = Files.list(folder)) {
            assertEquals(List.of(), left.toList());
        }
    }
}
