package vn.huetwin.server.cli;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Huế Twin: the digital twin that a city runs on. */
@Command(
        name = "twin",
        mixinStandardHelpOptions = true,
        version = "Huế Twin 0.1.0",
        description = "The digital twin that a city runs on.",
        subcommands = {
            DemoCommand.class,
            ServeCommand.class,
            ImportCommand.class,
            ExportCommand.class,
            SimulateCommand.class,
            QuarantineCommand.class
        })
public final class Main {
    private static final Logger log = LoggerFactory.getLogger(Main.class);

    private Main() {}

    public static void main(String[] arguments) {
        System.setProperty("org.jooq.no-logo", "true");
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main());
        line.setDefaultValueProvider(Main::fromEnvironment);
        line.setExecutionExceptionHandler((e, command, result) -> {
            log.debug("The command failed", e);
            command.getErr().println("twin: " + message(e));
            return 1;
        });
        return line;
    }

    private static String message(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.toString() : message;
    }

    /** Every option is also {@code TWIN_<OPTION>} in the environment. */
    private static @Nullable String fromEnvironment(ArgSpec argument) {
        if (argument instanceof OptionSpec option) {
            String name = option.longestName().replaceFirst("^--", "");
            return System.getenv("TWIN_" + name.toUpperCase(Locale.ROOT).replace('-', '_'));
        }
        return null;
    }
}
