package vn.huetwin.server.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** Mosquitto that writes its sessions down after each change, as far as it does so before it is killed. */
final class MosquittoProcess extends Broker {
    private final @Nullable Path program;
    private final Path settings;

    MosquittoProcess(Path folder) throws IOException {
        super(freePort());
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
                autosave_on_changes true
                max_queued_messages 0
                user %s
                """.formatted(port(), folder, System.getProperty("user.name")));
    }

    @Override
    ProcessBuilder program() {
        return new ProcessBuilder(String.valueOf(program), "-c", settings.toString());
    }
}
