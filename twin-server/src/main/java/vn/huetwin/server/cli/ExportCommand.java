package vn.huetwin.server.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vn.huetwin.ingest.export.Exporter;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.AccessClass;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.UnknownLayerException;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.ontology.store.CityGeometry;
import vn.huetwin.server.City;

/** {@code ./twin export}. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description =
                "Writes a layer to a file; all but ttl can be imported again. Open data only, unless --access says otherwise.")
final class ExportCommand implements Callable<Integer> {
    @Mixin
    private CityOptions city = new CityOptions();

    @Option(names = "--layer", required = true, description = "layer to export")
    private String layer = "";

    @Option(
            names = "--format",
            defaultValue = "geojson",
            description = "geojson, ndjson, csv, ttl, gpkg, shapefile (zip) or cityjson (default: ${DEFAULT-VALUE})")
    private String format = "geojson";

    @Option(
            names = "--output",
            description = "file to write (default: <layer>.<format>; - writes to the standard output)")
    private @Nullable Path output;

    @Option(
            names = "--access",
            defaultValue = "open",
            description = "open, internal or personal (default: ${DEFAULT-VALUE})")
    private String access = "open";

    @Override
    public Integer call() throws Exception {
        Exporter.Format chosen = Exporter.Format.find(format);
        if (chosen == null) {
            throw new IllegalArgumentException(
                    "--format is geojson, ndjson, csv, ttl, gpkg, shapefile (zip) or cityjson, not '" + format + "'");
        }
        Access reader = new Access(clearance());
        try (City opened = City.openBesideServer(city.config())) {
            Exporter exporter = new Exporter(
                    opened.store(),
                    new CityGeometry(opened.dataSource()),
                    new CrsRegistry(),
                    opened.catalogue(),
                    InstantSource.system());
            long count;
            if (output != null && output.toString().equals("-")) {
                count = exporter.toStream(layer, chosen, reader, new Unclosed(System.out));
            } else {
                Path file = output == null ? Path.of(layer + "." + extension(chosen)) : output;
                count = exporter.toFile(layer, chosen, reader, file);
                System.err.println(count + " features written to " + file);
            }
            return count >= 0 ? 0 : 1;
        } catch (UnknownLayerException e) {
            try (City opened = City.openBesideServer(city.config())) {
                String names = reader.layers(opened.catalogue()).stream()
                        .map(Layer::name)
                        .collect(Collectors.joining(", "));
                throw new IllegalArgumentException("There is no layer '" + layer + "'; there are: " + names, e);
            }
        }
    }

    private static String extension(Exporter.Format format) {
        return switch (format) {
            case CITYJSON -> "city.json";
            case SHAPEFILE -> "zip";
            default -> format.name().toLowerCase(Locale.ROOT);
        };
    }

    private AccessClass clearance() {
        return Arrays.stream(AccessClass.values())
                .filter(c -> c.keyword().equals(access.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("--access is open, internal or personal, not '" + access + "'"));
    }

    /** The standard output is not ours to close. */
    private static final class Unclosed extends FilterOutputStream {
        Unclosed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
