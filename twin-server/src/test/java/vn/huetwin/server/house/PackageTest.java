package vn.huetwin.server.house;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Every package says its idea in one sentence; the code of the product is null-marked. */
class PackageTest {
    @Test
    void packagesOfTheProductSayTheirIdeaAndAreNullMarked() throws IOException {
        List<String> faults = new ArrayList<>();
        for (Path folder : packages("main")) {
            Path info = folder.resolve("package-info.java");
            String text = Files.exists(info) ? Files.readString(info) : "";
            if (!text.contains("/**") || !text.contains("NullMarked")) {
                faults.add(Sources.name(folder));
            }
        }
        assertEquals(List.of(), faults, "package-info.java with a sentence and @NullMarked is missing");
    }

    @Test
    void packagesThatOnlyTestsHaveSayTheirIdea() throws IOException {
        List<String> faults = new ArrayList<>();
        for (Path folder : packages("test")) {
            Path main = Path.of(folder.toString().replace("/src/test/", "/src/main/"));
            if (!Files.exists(folder.resolve("package-info.java")) && !Files.exists(main)) {
                faults.add(Sources.name(folder));
            }
        }
        assertEquals(List.of(), faults, "package-info.java is missing");
    }

    private static Set<Path> packages(String part) throws IOException {
        Set<Path> folders = new TreeSet<>();
        for (Path file : Sources.files(part, ".java")) {
            folders.add(file.getParent());
        }
        return folders;
    }
}
