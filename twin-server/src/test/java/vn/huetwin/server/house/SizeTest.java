package vn.huetwin.server.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** What one person reads at a sitting: a file has at most 600 lines, a method of the product at most 70. */
class SizeTest {
    private static final int FILE_LINES = 600;
    private static final int METHOD_LINES = 70;

    @Test
    void filesAreShort() throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (String part : List.of("main", "test")) {
            for (String ending : List.of(".java", ".js", ".mjs", ".css", ".sql")) {
                for (Path file : Sources.files(part, ending)) {
                    int lines = Files.readAllLines(file).size();
                    if (lines > FILE_LINES) {
                        tooLong.add(Sources.name(file) + " has " + lines + " lines");
                    }
                }
            }
        }
        assertEquals(List.of(), tooLong, "Divide these files by what they are about");
    }

    @Test
    void methodsAreShort() throws IOException {
        List<Path> files = Sources.files("main", ".java");
        assertTrue(files.size() > 100, "the sources were not found");
        List<String> found = new ArrayList<>();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, manager, null, List.of("-proc:none"), null, manager.getJavaFileObjectsFromPaths(files));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                unit.accept(new LongMethods(unit, positions, found), null);
            }
        }
        assertEquals(List.of(), found, "Say what the parts of these methods do by giving them names");
    }

    private static final class LongMethods extends TreeScanner<Void, Void> {
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final List<String> found;

        LongMethods(CompilationUnitTree unit, SourcePositions positions, List<String> found) {
            this.unit = unit;
            this.positions = positions;
            this.found = found;
        }

        @Override
        public Void visitMethod(MethodTree method, Void nothing) {
            long end = positions.getEndPosition(unit, method);
            if (end >= 0) {
                LineMap map = unit.getLineMap();
                long first = map.getLineNumber(positions.getStartPosition(unit, method));
                long lines = map.getLineNumber(end) - first + 1;
                if (lines > METHOD_LINES) {
                    found.add(Sources.name(Path.of(unit.getSourceFile().toUri())) + ":" + first + " " + method.getName()
                            + " has " + lines + " lines");
                }
            }
            return super.visitMethod(method, null);
        }
    }
}
