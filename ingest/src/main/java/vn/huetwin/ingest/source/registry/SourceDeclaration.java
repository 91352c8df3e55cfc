package vn.huetwin.ingest.source.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ingest.source.SourceException;
import vn.huetwin.ingest.source.SourceSpec;
import vn.huetwin.ontology.catalogue.AccessClass;

/** A source of a YAML file: what all sources have, and the keys of its kind. */
public final class SourceDeclaration {
    /** More are a mistake: each may hold a thread. */
    private static final int MOST = 200;

    private final SourceSpec spec;
    private final SourceSettings settings;

    private SourceDeclaration(SourceSpec spec, SourceSettings settings) {
        this.spec = spec;
        this.settings = settings;
    }

    public SourceSpec spec() {
        return spec;
    }

    SourceSettings settings() {
        return settings;
    }

    /**
     * Reads the list below {@code sources:}; other keys of the file are left to others.
     *
     * @param environment gives the values of <code>${NAME}</code>
     */
    public static List<SourceDeclaration> read(Path file, Function<String, @Nullable String> environment)
            throws IOException, SourceException {
        try {
            return parse(Files.readString(file), file, environment);
        } catch (NoSuchFileException e) {
            throw new SourceException("--sources: there is no file " + file, e);
        }
    }

    static List<SourceDeclaration> parse(String yaml, Path file, Function<String, @Nullable String> environment)
            throws IOException, SourceException {
        JsonNode root;
        try {
            root = new ObjectMapper(new YAMLFactory()).readTree(yaml);
        } catch (JsonProcessingException e) {
            throw new SourceException(file + ": this is not YAML: " + e.getOriginalMessage(), e);
        }
        JsonNode list = root.path("sources");
        if (!list.isArray() || list.size() > MOST) {
            throw new SourceException(file + ": 'sources:' must be a list of at most " + MOST + " sources");
        }
        Path folder = file.toAbsolutePath().getParent();
        List<SourceDeclaration> all = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (JsonNode node : list) {
            String place = file + " source " + (all.size() + 1);
            if (!(node instanceof ObjectNode object)) {
                throw new SourceException(place + ": begin each source with '- name: …'");
            }
            String name = object.path("name").asText("");
            String called = name.isEmpty() ? place : file + " source '" + name + "'";
            SourceDeclaration declaration =
                    of(new SourceSettings(object, called, folder == null ? Path.of("") : folder, environment));
            if (!names.add(declaration.spec().name())) {
                throw new SourceException(place + ": the name '" + name + "' is taken");
            }
            all.add(declaration);
        }
        return all;
    }

    private static SourceDeclaration of(SourceSettings settings) throws SourceException {
        String name = settings.text("name");
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
            throw settings.wrong("a name has letters, digits, '.', '-' and '_', at most 64");
        }
        String access = settings.text("access", AccessClass.INTERNAL.keyword());
        AccessClass known = Arrays.stream(AccessClass.values())
                .filter(a -> a.keyword().equals(access))
                .findFirst()
                .orElseThrow(() -> settings.wrong("'access' is one of "
                        + Arrays.stream(AccessClass.values())
                                .map(AccessClass::keyword)
                                .collect(Collectors.joining(", "))));
        return new SourceDeclaration(
                new SourceSpec(
                        name,
                        settings.text("kind").toLowerCase(Locale.ROOT),
                        settings.find("owner"),
                        settings.find("schema"),
                        settings.find("licence"),
                        known,
                        settings.duration("period")),
                settings);
    }
}
