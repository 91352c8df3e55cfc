package vn.huetwin.server.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;
import vn.huetwin.server.Twin;
import vn.huetwin.server.bench.BenchCommand;

/** Huế Twin: the digital twin that a city runs on. */
@Command(
        name = "twin",
        mixinStandardHelpOptions = true,
        version = "Huế Twin " + Twin.VERSION,
        description = "The digital twin that a city runs on.",
        subcommands = {
            DemoCommand.class,
            ServeCommand.class,
            ImportCommand.class,
            RastersCommand.class,
            ExportCommand.class,
            ReplayCommand.class,
            SimulateCommand.class,
            QuarantineCommand.class,
            TilesCommand.class,
            TerrainCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            WebhookKeyCommand.class,
            BenchCommand.class,
            GeoServerCommand.class,
            ExplainCommand.class,
            SettingsCommand.class
        })
public final class Main {
    private static final Logger log = LoggerFactory.getLogger(Main.class);

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments, System.getenv()));
    }

    static int run(String[] arguments, Map<String, String> environment) {
        CommandLine line = commandLine();
        try {
            Settings settings = settings(line, arguments, environment);
            line.setDefaultValueProvider(settings);
            line.setParameterExceptionHandler((e, given) -> refuse(e, settings));
        } catch (IOException | IllegalArgumentException e) {
            line.getErr().println("twin: " + message(e));
            return line.getCommandSpec().exitCodeOnInvalidInput();
        }
        return line.execute(arguments);
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main());
        for (String server : List.of("demo", "serve")) {
            LimitOptions.add(
                    Objects.requireNonNull(line.getSubcommands().get(server)).getCommandSpec());
        }
        line.setExecutionExceptionHandler((e, command, result) -> {
            log.debug("The command failed", e);
            command.getErr().println("twin: " + message(e));
            return 1;
        });
        return line;
    }

    /** The file is needed before the command line is understood: its values are defaults of options. */
    private static Settings settings(CommandLine line, String[] arguments, Map<String, String> environment)
            throws IOException {
        String file = environment.get(Settings.variable("config"));
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i].startsWith("--config=")) {
                file = arguments[i].substring("--config=".length());
            } else if (arguments[i].equals("--config") && i + 1 < arguments.length) {
                file = arguments[i + 1];
            }
        }
        if (file == null) {
            return Settings.none(environment);
        }
        Set<String> known = line.getSubcommands().values().stream()
                .flatMap(c -> SettingsCommand.options(c).stream())
                .map(Settings::name)
                .filter(name -> !name.equals("config"))
                .collect(Collectors.toSet());
        return Settings.read(Path.of(file), known, environment);
    }

    private static int refuse(ParameterException problem, Settings settings) {
        CommandLine command = problem.getCommandLine();
        ArgSpec argument = problem.getArgSpec();
        String outside = argument == null ? null : settings.defaultValue(argument);
        String origin =
                argument == null || !message(problem).contains("'" + outside + "'") ? null : settings.origin(argument);
        command.getErr().println("twin: " + message(problem) + (origin == null ? "" : " (from " + origin + ")"));
        UnmatchedArgumentException.printSuggestions(problem, command.getErr());
        command.getErr().println("'./" + command.getCommandSpec().qualifiedName() + " --help' explains the options");
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    private static String message(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.toString() : message;
    }
}
