package vn.huetwin.server.cli;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import vn.huetwin.ontology.validate.Nearest;

/**
 * What is set outside the command line: in the environment ({@code TWIN_PORT}) and, after that, in a YAML file
 * ({@code port: 8080}), whose keys are the long names of the options.
 */
final class Settings implements IDefaultValueProvider {
    /** Stands for a file with the list, or is the list itself: then this file is meant. */
    private static final String SOURCES = "sources";

    private record Setting(String value, int line) {}

    private final Map<String, String> environment;
    private final String file;
    private final Map<String, Setting> settings = new LinkedHashMap<>();

    private Settings(Map<String, String> environment, String file) {
        this.environment = environment;
        this.file = file;
    }

    static Settings none(Map<String, String> environment) {
        return new Settings(environment, "");
    }

    /**
     * @param known the keys that some command has
     * @throws IllegalArgumentException if the file is not a flat mapping of known keys; names the line
     */
    static Settings read(Path file, Collection<String> known, Map<String, String> environment) throws IOException {
        Settings settings = new Settings(environment, file.toString());
        try (JsonParser parser = new YAMLFactory().createParser(Files.readString(file))) {
            if (parser.nextToken() == null) {
                return settings;
            }
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException(file + ": write one 'key: value' a line");
            }
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                settings.take(parser, known);
            }
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("--config: there is no file " + file, e);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    file + " line " + e.getLocation().getLineNr() + ": this is not YAML: " + e.getOriginalMessage(), e);
        }
        return settings;
    }

    private void take(JsonParser parser, Collection<String> known) throws IOException {
        int line = parser.currentTokenLocation().getLineNr();
        String key = parser.currentName();
        String place = file + " line " + line + ": ";
        if (!known.contains(key)) {
            String near = Nearest.to(key, known);
            throw new IllegalArgumentException(place + "there is no setting '" + key + "'"
                    + (near == null ? "; docs/config.md lists all" : "; did you mean '" + near + "'?"));
        }
        if (parser.nextToken() == JsonToken.START_ARRAY && key.equals(SOURCES)) {
            parser.skipChildren();
            settings.put(key, new Setting(file, line));
            return;
        }
        if (!parser.currentToken().isScalarValue()) {
            throw new IllegalArgumentException(place + "'" + key + "' takes a single value");
        }
        if (settings.put(key, new Setting(parser.getText(), line)) != null) {
            throw new IllegalArgumentException(place + "'" + key + "' is set twice");
        }
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        String name = name(argument);
        if (name == null) {
            return null;
        }
        String value = environment.get(variable(name));
        Setting setting = settings.get(name);
        return value != null || setting == null ? value : setting.value();
    }

    /** Where the value of an option that was not on the command line comes from, for messages; or null. */
    @Nullable
    String origin(ArgSpec argument) {
        String name = name(argument);
        if (name == null) {
            return null;
        }
        if (environment.containsKey(variable(name))) {
            return variable(name) + " in the environment";
        }
        Setting setting = settings.get(name);
        return setting == null ? null : file + " line " + setting.line();
    }

    private static @Nullable String name(ArgSpec argument) {
        return argument instanceof OptionSpec option ? name(option) : null;
    }

    /** The key of an option: its long name without the hyphens before it. */
    static String name(OptionSpec option) {
        return option.longestName().replaceFirst("^--", "");
    }

    static String variable(String name) {
        return "TWIN_" + Objects.requireNonNull(name).toUpperCase(Locale.ROOT).replace('-', '_');
    }
}
