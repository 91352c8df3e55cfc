package vn.huetwin.server.house;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The sources of the project as they lie on the disk. */
final class Sources {
    private static final List<String> MODULES = List.of("ontology", "tiles", "ingest", "twin-server");

    private Sources() {}

    static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("twin"))) {
            folder = folder.getParent();
            if (folder == null) {
                throw new IllegalStateException("The tests do not run inside the project");
            }
        }
        return folder;
    }

    /** @param part "main" or "test"; @return its files with that ending, without what tools fetched */
    static List<Path> files(String part, String ending) throws IOException {
        return MODULES.stream()
                .map(m -> root().resolve(m).resolve("src").resolve(part))
                .filter(Files::isDirectory)
                .flatMap(f -> walk(f).filter(p -> p.toString().endsWith(ending)))
                .filter(p -> !p.toString().contains("/node_modules/"))
                .sorted()
                .toList();
    }

    private static Stream<Path> walk(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.toList().stream();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static String name(Path file) {
        return root().relativize(file).toString();
    }
}
