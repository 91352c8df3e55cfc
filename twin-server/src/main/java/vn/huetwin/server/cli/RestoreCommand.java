package vn.huetwin.server.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import vn.huetwin.server.backup.Restore;
import vn.huetwin.server.config.ServerConfig;

/** {@code ./twin restore}. */
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        description = "Makes a city of a backup, in an empty data directory; another is refused.")
final class RestoreCommand implements Callable<Integer> {
    @Mixin
    private CityOptions city = new CityOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "zip file that ./twin backup wrote")
    private Path file = Path.of("");

    @Override
    public Integer call() throws Exception {
        ServerConfig config = city.config();
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException("There is no file " + file);
        }
        if (config.database() != null) {
            throw new IllegalArgumentException("A restore makes a private database. For another server take"
                    + " database.dump out of the zip file and use pg_restore");
        }
        long start = System.nanoTime();
        long rows = Restore.run(file, config);
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        out.printf(
                Locale.ROOT,
                "%,d rows in %.1f s. ./twin serve --data %s serves them; the API keys are those of the backup%n",
                rows,
                (System.nanoTime() - start) / 1e9,
                config.data());
        out.flush();
        return 0;
    }
}
