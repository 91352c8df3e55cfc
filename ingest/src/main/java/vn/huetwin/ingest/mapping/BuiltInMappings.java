package vn.huetwin.ingest.mapping;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The mappings that come along, in the order in which they are tried. */
public final class BuiltInMappings {
    private static final String FOLDER = "/mapping/";

    private final List<Mapping> mappings;

    private BuiltInMappings(List<Mapping> mappings) {
        this.mappings = List.copyOf(mappings);
    }

    /** Reads the resources; they are ours, so that a fault in one is a fault of the program. */
    public static BuiltInMappings load() {
        MappingReader reader = new MappingReader();
        List<Mapping> mappings = new ArrayList<>();
        try (InputStream index = open("index")) {
            String text = new String(index.readAllBytes(), StandardCharsets.UTF_8);
            for (String name :
                    text.lines().map(String::strip).filter(l -> !l.isEmpty()).toList()) {
                try (InputStream in = open(name + ".yaml")) {
                    mappings.add(reader.read(in, name));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (MappingException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
        return new BuiltInMappings(mappings);
    }

    private static InputStream open(String name) throws IOException {
        InputStream in = BuiltInMappings.class.getResourceAsStream(FOLDER + name);
        if (in == null) {
            throw new IOException("The resource " + FOLDER + name + " is missing");
        }
        return in;
    }

    public List<Mapping> all() {
        return mappings;
    }

    public @Nullable Mapping find(String name) {
        return mappings.stream().filter(m -> m.name().equals(name)).findFirst().orElse(null);
    }

    /**
     * The first mapping whose marks the table bears.
     *
     * @param layer the layer that is wanted, or null for any
     */
    public @Nullable Mapping match(Path file, Sample sample, @Nullable String layer) {
        for (Mapping mapping : mappings) {
            Mapping.Match match = mapping.match();
            boolean wanted = layer == null || layer.equals(mapping.layer());
            if (match != null && wanted && fits(match, file, sample)) {
                return mapping;
            }
        }
        return null;
    }

    private static boolean fits(Mapping.Match match, Path file, Sample sample) {
        Path name = file.getFileName();
        String glob = match.file();
        if (glob != null
                && (name == null
                        || !FileSystems.getDefault()
                                .getPathMatcher("glob:" + glob)
                                .matches(name))) {
            return false;
        }
        Integer geometry = match.geometry();
        return (geometry == null || geometry.equals(sample.dimension()))
                && match.columns().stream().allMatch(sample::mostlyHas)
                && match.without().stream().noneMatch(sample::has);
    }
}
