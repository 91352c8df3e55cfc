package vn.huetwin.server.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
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
import vn.huetwin.server.raster.RasterImporter;
import vn.huetwin.server.raster.RasterRequest;
import vn.huetwin.tiles.raster.RasterException;

/** {@code ./twin import}. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = {
            "Reads files into layers: GeoJSON (also newline-delimited), CSV, GeoPackage, Shapefile (zip), OSM .pbf.",
            "Each file is one transaction: all its good rows, or nothing if it cannot be read to its end.",
            "Rows that cannot be taken are set aside in quarantine with their reason. Importing a file again",
            "changes nothing.",
            "A GeoTIFF goes into a raster layer, which --layer names: orthophoto, flood_depth, terrain or",
            "one that is declared. It takes the place of a file of the same name and time."
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

    @Option(
            names = "--time",
            description = "when a raster was so, e.g. 2025-10-27T06:00:00Z (default: it holds at all times)")
    private @Nullable String time;

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
            RasterImporter rasters = opened.rasterImporter(city.config());
            for (Path file : readable) {
                PrintWriter errors = command.commandLine().getErr();
                good &= RasterImporter.isTiff(file)
                        ? importRaster(rasters, file, text, errors)
                        : importOne(importer, file, epsg, text, errors);
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

    private boolean importRaster(RasterImporter importer, Path file, ReportText text, PrintWriter errors)
            throws SQLException, IOException {
        RasterRequest request = new RasterRequest(
                file,
                layer,
                crs == null ? null : new CrsRegistry().parse(crs),
                time == null ? null : instant(time),
                anywhere,
                dryRun,
                source,
                licence);
        long size = Files.size(file);
        try (ProgressBar bar = new ProgressBar(errors, isTerminal())) {
            text.raster(
                    file,
                    importer.run(request, done -> bar.advance(String.valueOf(file.getFileName()), done, size, 0)));
            return true;
        } catch (RasterException e) {
            text.refused(file, e.code(), e.text());
            return false;
        }
    }

    private static Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "--time takes a date, a time and a zone such as 2025-10-27T06:00:00Z, not '" + text + "'", e);
        }
    }

    /** Before JDK 22 there is no console where nobody looks; later ones say so themselves. */
    @SuppressWarnings("SystemConsoleNull")
    static boolean isTerminal() {
        return System.console() != null && System.getenv("TERM") != null;
    }

    /** The number of {@code EPSG:9214} or {@code 9214}. */
    static int epsg(String text) {
        String digits = text.toUpperCase(Locale.ROOT).replaceFirst("^EPSG:+", "");
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--crs takes an EPSG code such as 9214, not '" + text + "'", e);
        }
    }
}
