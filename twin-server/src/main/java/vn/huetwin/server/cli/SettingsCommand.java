package vn.huetwin.server.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;

/** {@code ./twin settings}: docs/config.md is what it prints. */
@Command(
        name = "settings",
        mixinStandardHelpOptions = true,
        description = "Prints every setting of every command as Markdown, with its default.")
final class SettingsCommand implements Callable<Integer> {
    private static final String INTRODUCTION = """
            # Settings

            Each setting can be given in three ways; the first one found holds:

            1. on the command line: `--pool-size 20`
            2. in the environment: `TWIN_POOL_SIZE=20`
            3. in a YAML file that `--config FILE` (or `TWIN_CONFIG`) names: `pool-size: 20`

            One file serves all commands: each takes what it knows. A key that no command knows is refused, with its line. Passwords belong in
            the environment or in a file that only the server can read, not on the command line.

            `TWIN_JAVA_OPTS` replaces the options of the Java machine (default `-Xmx2g`).

            This page is made by `./twin settings > docs/config.md`.
            """;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        CommandSpec own = Objects.requireNonNull(spec);
        PrintWriter out = own.commandLine().getOut();
        out.print(document(own.root().commandLine()));
        out.flush();
        return 0;
    }

    static String document(CommandLine root) {
        Map<String, List<String>> commands = new LinkedHashMap<>();
        Map<String, OptionSpec> options = new TreeMap<>();
        root.getSubcommands().forEach((name, command) -> {
            for (OptionSpec option : options(command)) {
                commands.computeIfAbsent(key(option), k -> new ArrayList<>()).add(name);
                options.put(key(option), option);
            }
        });
        Map<List<String>, List<OptionSpec>> groups = new LinkedHashMap<>();
        options.forEach((key, option) -> groups.computeIfAbsent(commands.get(key), k -> new ArrayList<>())
                .add(option));
        StringBuilder page = new StringBuilder(INTRODUCTION);
        groups.entrySet().stream()
                .sorted((a, b) -> b.getKey().size() - a.getKey().size() != 0
                        ? b.getKey().size() - a.getKey().size()
                        : String.join(" ", a.getKey()).compareTo(String.join(" ", b.getKey())))
                .forEach(group -> table(page, group.getKey(), group.getValue()));
        return page.toString();
    }

    /** The options that set something, without --help and the like. */
    static List<OptionSpec> options(CommandLine command) {
        return command.getCommandSpec().options().stream()
                .filter(o -> !o.usageHelp() && !o.versionHelp() && !o.hidden())
                .toList();
    }

    /** The same name with another meaning in another command is another setting. */
    private static String key(OptionSpec option) {
        return Settings.name(option) + " " + meaning(option);
    }

    private static void table(StringBuilder page, List<String> commands, List<OptionSpec> options) {
        page.append("\n## ")
                .append(String.join(", ", commands))
                .append("\n\n| key | default | what |\n|---|---|---|\n");
        for (OptionSpec option : options) {
            String value = option.defaultValue();
            page.append("| `").append(Settings.name(option)).append("` | ");
            if (option.required()) {
                page.append("required");
            } else if (value != null && !value.startsWith("$")) {
                page.append('`').append(value).append('`');
            }
            page.append(" | ").append(meaning(option)).append(" |\n");
        }
    }

    private static String meaning(OptionSpec option) {
        return String.join(" ", option.description())
                .replace(" (default: " + option.defaultValue() + ")", "")
                .replace("|", "\\|");
    }
}
