package vn.huetwin.server.cli;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import java.net.URL;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** How a server writes its log, which goes to standard error. */
final class LogOptions {
    private static final List<String> FORMATS = List.of("text", "json");
    private static final List<String> LEVELS = List.of("error", "warn", "info", "debug");

    @Option(
            names = "--log-format",
            defaultValue = "text",
            description = "text, or json for one JSON object a line (default: ${DEFAULT-VALUE})")
    private String format = "text";

    @Option(
            names = "--log-level",
            defaultValue = "info",
            description = "error, warn, info or debug; debug tells every request (default: ${DEFAULT-VALUE})")
    private String level = "info";

    /** @throws IllegalArgumentException if an option has no such value */
    void apply() {
        check("--log-format", format, FORMATS);
        check("--log-level", level, LEVELS);
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        URL configuration = Objects.requireNonNull(LogOptions.class.getResource("/logback.xml"));
        context.reset();
        context.putProperty("format", format);
        context.putProperty("level", level.toUpperCase(Locale.ROOT));
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        try {
            configurator.doConfigure(configuration);
        } catch (JoranException e) {
            throw new IllegalStateException("The log cannot be set up", e);
        }
    }

    private static void check(String option, String value, List<String> known) {
        if (!known.contains(value)) {
            throw new IllegalArgumentException(option + " is one of " + String.join(", ", known) + ", not " + value);
        }
    }
}
