package vn.huetwin.server.bench;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.huetwin.ingest.load.ImportReport;
import vn.huetwin.ingest.load.ImportRequest;
import vn.huetwin.ingest.load.Importer;
import vn.huetwin.ingest.load.Progress;
import vn.huetwin.ingest.mapping.BuiltInMappings;
import vn.huetwin.ingest.mapping.MappingChooser;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.ontology.store.RawCopy;
import vn.huetwin.server.City;

/** {@code ./twin bench import}: the importer beside a bare COPY of the same rows. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = {
            "Imports invented buildings beside a bare COPY of the same rows.",
            "",
            "The COPY goes into an identical table with the same indexes. What the import",
            "adds is reading, checking, locating in wards and provenance."
        },
        footer = {"", "Exit code: 0 it was measured; 1 the import was refused."})
final class ImportBench implements Callable<Integer> {
    private static final int BAR = 15_000;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--rows", defaultValue = "1000000", description = "buildings (default: ${DEFAULT-VALUE})")
    private long rows = 1_000_000;

    @Option(names = "--seed", defaultValue = "46", description = "the same seed gives the same file")
    private long seed = BenchCity.SEED;

    @Option(names = "--folder", description = "where the temporary city is made (default: the system's place)")
    private @Nullable Path folder;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        try (BenchCity bench = BenchCity.open(folder, List.of("ward"))) {
            Path file = bench.file("buildings.ndjson");
            BuildingFile.write(file, rows, seed);
            out.printf(Locale.ROOT, "%,d buildings in %,d MB of GeoJSON%n", rows, Files.size(file) >> 20);
            out.flush();
            Meter meter = bench.meter();
            Meter.Measured<ImportReport> imported = meter.measure(
                    () -> load(bench.city(), ImportRequest.of(file).layer("building")));
            ImportReport report = imported.result();
            if (report.refused() != null || report.stored() != rows) {
                out.println("The import did not take all rows: " + report);
                out.flush();
                return 1;
            }
            Files.delete(file);
            print(out, imported.effort(), limit(bench, meter));
        }
        return 0;
    }

    /** Imports a file into a city, as {@code ./twin import} does. */
    static ImportReport load(City city, ImportRequest request) throws Exception {
        Importer importer = new Importer(
                city.dataSource(),
                city.catalogue(),
                city.writer(),
                new CrsRegistry(),
                new MappingChooser(city.catalogue(), BuiltInMappings.load()),
                City.domain(),
                InstantSource.system());
        return importer.run(request, Progress.NONE);
    }

    private static Meter.Effort limit(BenchCity bench, Meter meter) throws Exception {
        Layer layer = bench.city().catalogue().get("building");
        Path rows = bench.file("rows.copy");
        try (RawCopy copy = new RawCopy(bench.city().dataSource(), layer)) {
            copy.unload(rows);
            return meter.measure(() -> copy.load(rows)).effort();
        } finally {
            Files.deleteIfExists(rows);
        }
    }

    private void print(PrintWriter out, Meter.Effort imported, Meter.Effort limit) {
        out.printf("%n%-12s %9s %10s %s%n", "", "seconds", "rows/s", "  CPU-s per million rows: JVM, PostgreSQL");
        line(out, "import", imported);
        line(out, "bare COPY", limit);
        out.printf(
                Locale.ROOT,
                "%nThe import runs at %.2f of the bare COPY; %,.0f rows/s, the bar is %,d.%n",
                limit.seconds() / imported.seconds(),
                rows / imported.seconds(),
                BAR);
        out.flush();
    }

    private void line(PrintWriter out, String what, Meter.Effort effort) {
        double millions = rows / 1e6;
        out.printf(
                Locale.ROOT,
                "%-12s %9.1f %,10.0f %27.1f %11.1f%n",
                what,
                effort.seconds(),
                rows / effort.seconds(),
                effort.ownSeconds() / millions,
                effort.databaseSeconds() / millions);
    }
}
