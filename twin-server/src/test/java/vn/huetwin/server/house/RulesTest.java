package vn.huetwin.server.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.Field;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A rule that cannot fail guards nothing: each is shown a class that breaks it, and one that keeps it. */
class RulesTest {
    private static final Map<String, List<String>> BREACHES = Map.ofEntries(
            breach("fourRoots", "package vn.huetwin.other; class Lost {}"),
            breach(
                    "ontologyKnowsNobody",
                    "package vn.huetwin.ontology.x; class Up { vn.huetwin.ingest.x.Low low; }",
                    "package vn.huetwin.ingest.x; public class Low {}"),
            breach(
                    "tilesKnowOnlyTheOntology",
                    "package vn.huetwin.tiles.x; class Beside { vn.huetwin.ingest.x.Low low; }",
                    "package vn.huetwin.ingest.x; public class Low {}"),
            breach(
                    "ingestKnowsOnlyTheOntology",
                    "package vn.huetwin.ingest.x; class Beside { vn.huetwin.tiles.x.Tile tile; }",
                    "package vn.huetwin.tiles.x; public class Tile {}"),
            breach("vertxIsAtTheEdge", "package vn.huetwin.ingest.x; class Wet { io.vertx.core.Vertx vertx; }"),
            breach(
                    "theOntologyKnowsNoHttp",
                    "package vn.huetwin.ontology.x; class Web { java.net.http.HttpClient c; }"),
            breach(
                    "theServerHasNoSqlOfItsOwn",
                    "package vn.huetwin.server.x; class Sly { java.sql.PreparedStatement statement; }"),
            breach(
                    "packagesOfAModuleHaveNoCycles",
                    "package vn.huetwin.server.a; public class One { vn.huetwin.server.b.Two two; }",
                    "package vn.huetwin.server.b; public class Two { vn.huetwin.server.a.One one; }"),
            breach("namesAreNounsOfTheField", "package vn.huetwin.server.x; class StoreImpl {}"),
            breach("nothingChangesBehindAStaticField", "package vn.huetwin.server.x; class Sum { static int sum; }"),
            breach(
                    "onlyTheCommandLineWritesToTheConsole",
                    "package vn.huetwin.server.x; class Loud { void cry() { System.out.println(); } }"),
            breach(
                    "onlyTheCommandLineReadsTheEnvironmentOrExits",
                    "package vn.huetwin.ingest.x; class Quit { void go() { System.exit(1); } }"));

    private static Map.Entry<String, List<String>> breach(String rule, String... sources) {
        return Map.entry(rule, List.of(sources));
    }

    @TempDir
    Path classes;

    @Test
    void eachRuleOfTheHouseHasABreach() {
        Set<String> rules = Arrays.stream(ArchitectureTest.class.getDeclaredFields())
                .filter(f -> f.isAnnotationPresent(ArchTest.class))
                .map(Field::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(rules, new TreeSet<>(BREACHES.keySet()));
    }

    @Test
    void eachRuleRefusesItsBreach() throws Exception {
        for (Map.Entry<String, List<String>> breach : BREACHES.entrySet()) {
            Path folder = classes.resolve(breach.getKey());
            assertTrue(
                    rule(breach.getKey())
                            .evaluate(compiled(folder, breach.getValue()))
                            .hasViolation(),
                    breach.getKey());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            onlyTheCommandLineWritesToTheConsole         | package vn.huetwin.server.cli; class Say { void it() { System.out.println(); } }
            onlyTheCommandLineReadsTheEnvironmentOrExits | package vn.huetwin.server.cli; class Quit { void go() { System.exit(1); } }
            vertxIsAtTheEdge                             | package vn.huetwin.server.x; class Wet { io.vertx.core.Vertx vertx; }
            theServerHasNoSqlOfItsOwn                    | package vn.huetwin.server.x; class Pool { javax.sql.DataSource source; }""")
    void andLetsPassWhatIsRight(String rule, String source) throws Exception {
        ArchRule kept = rule(rule).allowEmptyShould(true);
        assertFalse(kept.evaluate(compiled(classes, List.of(source))).hasViolation());
    }

    private static ArchRule rule(String name) throws ReflectiveOperationException {
        return (ArchRule) ArchitectureTest.class.getDeclaredField(name).get(null);
    }

    private static JavaClasses compiled(Path folder, List<String> sources) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter told = new StringWriter();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            boolean done = compiler.getTask(
                            told,
                            manager,
                            null,
                            List.of(
                                    "-proc:none",
                                    "-d",
                                    Files.createDirectories(folder).toString()),
                            null,
                            sources.stream().map(Source::new).toList())
                    .call();
            assertTrue(done, told.toString());
        }
        return new ClassFileImporter().importPath(folder);
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String text) {
            super(
                    URI.create("string:///"
                            + text.replaceAll("(?s)^package ([\\w.]+);.*?class (\\w+).*", "$1.$2")
                                    .replace('.', '/') + ".java"),
                    Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
