package vn.huetwin.server.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** Mosquitto that writes down every second what it holds; what it acknowledged since then is gone when it is killed. */
final class MosquittoProcess extends Broker {
    private final @Nullable Path program;
    private final Path folder;
    private final Path settings;

    MosquittoProcess(Path folder) throws IOException {
        super(freePort());
        this.folder = folder;
        program = Stream.of("/usr/sbin/mosquitto", "/usr/bin/mosquitto", "/usr/local/sbin/mosquitto")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
        Assumptions.assumeTrue(program != null, "Mosquitto is not installed (Debian package mosquitto)");
        settings = Files.writeString(
                folder.resolve("mosquitto.conf"), """
                listener %d 127.0.0.1
                allow_anonymous true
                persistence true
                persistence_location %s/
                autosave_interval 1
                max_queued_messages 0
                user %s
                """.formatted(port(), folder, System.getProperty("user.name")));
    }

    @Override
    ProcessBuilder program() {
        return new ProcessBuilder(String.valueOf(program), "-c", settings.toString());
    }

    /** When it last began to write down what it holds, at the latest. */
    Instant saved() throws IOException {
        Path file = folder.resolve("mosquitto.db");
        return Files.exists(file) ? Files.getLastModifiedTime(file).toInstant().minusSeconds(2) : Instant.EPOCH;
    }
}
