package vn.huetwin.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import vn.huetwin.server.config.Limits;

class SettingsTest {
    private static final Set<String> KNOWN = Set.of("port", "pool-size", "host", "sources", "sparql-timeout");

    @TempDir
    Path folder;

    @Test
    void theCommandLineComesBeforeTheEnvironmentBeforeTheFileBeforeTheDefault() throws IOException {
        String file = "port: 1\npool-size: 2\nhost: 10.0.0.3\n";
        Map<String, String> environment = Map.of("TWIN_PORT", "4", "TWIN_POOL_SIZE", "5");
        CommandLine.ParseResult serve = parse(file, environment, "serve", "--port", "6");
        assertEquals("6", serve.matchedOption("--port").getValue().toString());
        assertEquals("5", value(serve, "--pool-size"));
        assertEquals("10.0.0.3", value(serve, "--host"));
        assertEquals("data", value(serve, "--data"));
    }

    @Test
    void limitsAreSettings() throws IOException {
        CommandLine.ParseResult serve =
                parse("sparql-timeout: 2m\n", Map.of("TWIN_MAX_LISTENERS", "7"), "serve", "--event-queue", "9");
        Limits limits =
                ((ServeCommand) serve.commandSpec().userObject()).config().limits();
        assertEquals(Duration.ofMinutes(2), limits.sparqlTimeout());
        assertEquals(7, limits.maxListeners());
        assertEquals(9, limits.eventQueue());
        assertEquals(Limits.DEFAULT.workerThreads(), limits.workerThreads());
    }

    @Test
    void sourcesMayStandInTheFileItselfOrInAnother() throws IOException {
        String list = "sources:\n- { name: hue-s, kind: http }\n- { name: ioc, kind: http, owner: IOC }\n";
        CommandLine.ParseResult serve = parse(list + "port: 1\n", Map.of(), "serve");
        assertEquals(
                2,
                ((ServeCommand) serve.commandSpec().userObject())
                        .config()
                        .sources()
                        .size());
        Path other = Files.writeString(folder.resolve("other.yaml"), "sources: [{ name: x, kind: http, onwer: y }]");
        CommandLine.ParseResult with = parse("sources: " + other + "\n", Map.of(), "serve");
        assertEquals(
                "x",
                ((ServeCommand) with.commandSpec().userObject())
                        .config()
                        .sources()
                        .get(0)
                        .spec()
                        .name());
    }

    @Test
    void anUnknownKeyIsNamedWithItsLineAndTheOneThatWasMeant() {
        refuses("# settings\n\nhosst: x\n", " line 3: there is no setting 'hosst'; did you mean 'host'?");
        refuses("host: x\nzzzzzz: 1\n", " line 2: there is no setting 'zzzzzz'; docs/config.md lists all");
    }

    @Test
    void onlyFlatMappingsAreTaken() {
        refuses("host: [a, b]\n", " line 1: 'host' takes a single value");
        refuses("host: a\nport: 1\nhost: b\n", " line 3: 'host' is set twice");
        refuses("- host\n", ": write one 'key: value' a line");
    }

    @Test
    void anEmptyFileSetsNothing() throws IOException {
        assertEquals("127.0.0.1", value(parse("# nothing\n", Map.of(), "serve"), "--host"));
    }

    @Test
    void aBadValueIsNamed() {
        CommandLine.ParameterException e =
                assertThrows(CommandLine.ParameterException.class, () -> parse("pool-size: many\n", Map.of(), "serve"));
        assertEquals("Invalid value for option '--pool-size': 'many' is not a whole number", e.getMessage());
    }

    private CommandLine.ParseResult parse(String file, Map<String, String> environment, String... arguments)
            throws IOException {
        CommandLine line = Main.commandLine();
        line.setDefaultValueProvider(Settings.read(write(file), KNOWN, environment));
        return line.parseArgs(arguments).subcommand();
    }

    private static String value(CommandLine.ParseResult result, String option) {
        return result.commandSpec().findOption(option).getValue().toString();
    }

    private void refuses(String file, String message) {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> Settings.read(write(file), KNOWN, Map.of()));
        assertEquals(folder.resolve("twin.yaml") + message, e.getMessage());
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("twin.yaml"), text);
    }
}
