package vn.huetwin.server.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import vn.huetwin.ingest.load.ImportReport;
import vn.huetwin.ingest.load.ImportRequest;
import vn.huetwin.ingest.load.Importer;
import vn.huetwin.ingest.mapping.BuiltInMappings;
import vn.huetwin.ingest.mapping.Mapping;
import vn.huetwin.ingest.mapping.MappingChooser;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.server.City;

/** {@code ./twin import}. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = {
            "Reads files into layers: GeoJSON (also newline-delimited), CSV, GeoPackage, Shapefile (zip), OSM .pbf.",
            "Each file is one transaction: all its good rows, or nothing if it cannot be read to its end.",
            "Rows that cannot be taken are set aside in quarantine with their reason. Importing a file again",
            "changes nothing."
        },
        footer = {
            "",
            "Exit code: 0 all files taken, perhaps with rows set aside; 1 a file was refused or nothing of it stored.",
            "docs/import.md explains mappings."
        })
final class ImportCommand implements Callable<Integer> {
    @Mixin
    private CityOptions city = new CityOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "files to import")
    private List<Path> files = List.of();

    @Option(names = "--layer", description = "layer to import into (default: found by mapping, name or columns)")
    private @Nullable String layer;

    @Option(names = "--crs", description = "CRS of the coordinates, e.g. 9214 or EPSG:3405; overrides the file")
    private @Nullable String crs;

    @Option(names = "--mapping", description = "mapping file (YAML or JSON), or the name of a built-in mapping")
    private @Nullable String mapping;

    @Option(names = "--dry-run", description = "report what would happen and store nothing")
    private boolean dryRun;

    @Option(names = "--anywhere", description = "take features outside the city too")
    private boolean anywhere;

    @Option(names = "--title", description = "title of the batch (default: the file name)")
    private @Nullable String title;

    @Option(names = "--source", description = "who made the data")
    private @Nullable String source;

    @Option(names = "--licence", description = "on what terms it may be used")
    private @Nullable String licence;

    @Option(names = "--schematic", description = "mark the data as made from facts, not surveyed")
    private boolean schematic;

    @Option(names = "--language", description = "language of the report: vi or en (default: by LANG)")
    private @Nullable String language;

    @Override
    public Integer call() throws Exception {
        CommandSpec command = java.util.Objects.requireNonNull(spec);
        PrintWriter out = command.commandLine().getOut();
        String words = language == null ? String.valueOf(System.getenv("LANG")) : language;
        ReportText text = new ReportText(out, words.startsWith("vi"));
        Integer epsg = crs == null ? null : epsg(crs);
        List<Path> readable = new ArrayList<>();
        boolean good = true;
        for (Path file : files) {
            if (Files.isRegularFile(file) && Files.isReadable(file)) {
                readable.add(file);
            } else {
                text.missing(file);
                good = false;
            }
        }
        if (readable.isEmpty()) {
            return 1;
        }
        try (City opened = City.openBesideServer(city.config())) {
            Importer importer = new Importer(
                    opened.dataSource(),
                    opened.catalogue(),
                    opened.writer(),
                    new CrsRegistry(),
                    new MappingChooser(opened.catalogue(), BuiltInMappings.load()),
                    City.domain(),
                    InstantSource.system());
            for (Path file : readable) {
                good &= importOne(
                        importer, file, epsg, text, command.commandLine().getErr());
            }
        }
        text.total();
        return good ? 0 : 1;
    }

    private boolean importOne(Importer importer, Path file, @Nullable Integer epsg, ReportText text, PrintWriter errors)
            throws SQLException {
        ImportRequest request = new ImportRequest(
                file, layer, epsg, mapping, dryRun, anywhere, new Mapping.Origin(title, source, licence, schematic));
        ImportReport report;
        try (ProgressBar bar = new ProgressBar(errors, isTerminal())) {
            report = importer.run(request, bar);
        }
        text.report(report);
        return report.refused() == null && report.stored() > 0;
    }

    /** Before JDK 22 there is no console where nobody looks; later ones say so themselves. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal() {
        return System.console() != null && System.getenv("TERM") != null;
    }

    private static int epsg(String text) {
        String digits = text.toUpperCase(Locale.ROOT).replaceFirst("^EPSG:+", "");
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--crs takes an EPSG code such as 9214, not '" + text + "'", e);
        }
    }
}
