package vn.huetwin.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SettingsDocumentTest {
    @Test
    void theDocumentSaysWhatTheOptionsSay() throws IOException {
        assertEquals(
                SettingsCommand.document(Main.commandLine()),
                Files.readString(Path.of("../docs/config.md")),
                "Make it anew: ./twin settings > docs/config.md");
    }
}
