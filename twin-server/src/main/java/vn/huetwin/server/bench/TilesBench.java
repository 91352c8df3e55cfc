package vn.huetwin.server.bench;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import vn.huetwin.ingest.load.ImportReport;
import vn.huetwin.ingest.load.ImportRequest;
import vn.huetwin.server.City;
import vn.huetwin.tiles.solid.Theme;
import vn.huetwin.tiles.solid.TileFolder;
import vn.huetwin.tiles.solid.Tileset;

/** {@code ./twin bench tiles}: city models in, 3D tiles out, beside another converter. */
@Command(
        name = "tiles",
        mixinStandardHelpOptions = true,
        description = {
            "Makes 3D tiles of invented buildings and of a real city model, and imports large models.",
            "",
            "lod1    tiles of buildings without a model, from the database",
            "million the same of a million buildings; only if it is asked for",
            "edits   one building is changed; the time until its new tile is served",
            "model   a real CityGML LoD2 model side by side many times, imported and made into tiles,",
            "        beside npm citygml-to-3dtiles on the same file",
            "large   a large CityGML file and a large CityJSON document, each imported by a program of",
            "        its own",
            "terrain quantized-mesh tiles of an invented elevation model; npm and Debian have no program beside",
            "",
            "Processor time is that of all processes, PostgreSQL too. As with ./twin import, programs find",
            "their classes ready (AppCDS) from a first run, which is not measured. model and large need a real",
            "model to copy: --models names the folder."
        },
        footer = {"", "Exit code: 0 it was measured; 1 something could not be made."})
final class TilesBench implements Callable<Integer> {
    /** As ./twin import runs a city model, with less memory, so that what it holds at most is what it needs. */
    private static final List<String> SMALL = List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private static final List<String> TERRAIN = List.of("-Xmx256m", "-XX:+UseSerialGC");

    private static final String GML = "berlin_lod2.gml";
    private static final String JSON = "delft_3dfier.city.json";
    /** About 620 buildings a km². */
    private static final double DENSE = 0.35;

    private static final int STEP_METRES = 400;
    private static final long MILLION = 1_000_000;

    /** What can be measured. */
    enum Part {
        LOD1,
        EDITS,
        MILLION,
        MODEL,
        LARGE,
        TERRAIN
    }

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "PART",
            description = "lod1, edits, model, large, terrain, million (default: all but million)")
    private List<String> only = new ArrayList<>();

    @Option(names = "--buildings", defaultValue = "100000", description = "for lod1 (default: ${DEFAULT-VALUE})")
    private long buildings = 100_000;

    @Option(names = "--edits", defaultValue = "200", description = "edits (default: ${DEFAULT-VALUE})")
    private int edits = 200;

    @Option(names = "--copies", defaultValue = "40", description = "of the real model (default: ${DEFAULT-VALUE})")
    private int copies = 40;

    @Option(names = "--gml-megabytes", defaultValue = "200", description = "of CityGML (default: ${DEFAULT-VALUE})")
    private int gmlMegabytes = 200;

    @Option(names = "--json-megabytes", defaultValue = "90", description = "of CityJSON (default: ${DEFAULT-VALUE})")
    private int jsonMegabytes = 90;

    @Option(
            names = "--terrain-pixels",
            defaultValue = "2400",
            description = "of a side of the elevation model, 10 m each (default: ${DEFAULT-VALUE})")
    private int terrainPixels = 2400;

    @Option(
            names = "--models",
            paramLabel = "FOLDER",
            defaultValue = "${env:TWIN_SHARED:-../shared}/data/citymodels",
            description = "with " + GML + " and " + JSON + " (default: ${DEFAULT-VALUE})")
    private Path models = Path.of("");

    @Option(names = "--folder", description = "where the temporary city is made (default: the system's place)")
    private @Nullable Path folder;

    private PrintWriter out = new PrintWriter(PrintWriter.nullWriter());

    @Override
    public Integer call() throws Exception {
        CommandLine command = Objects.requireNonNull(spec).commandLine();
        out = command.getOut();
        if (Arrays.stream(Part.values()).filter(this::wants).count() < only.size()) {
            throw new ParameterException(command, "--only takes lod1, edits, model, large, terrain and million");
        }
        boolean made = true;
        if (wants(Part.LOD1) || wants(Part.EDITS)) {
            try (BenchCity bench = BenchCity.open(folder, List.of("ward"))) {
                made = invented(bench, buildings);
            }
        }
        if (wants(Part.MILLION)) {
            try (BenchCity bench = BenchCity.open(folder, List.of("ward"))) {
                made &= invented(bench, MILLION);
            }
        }
        if (wants(Part.TERRAIN)) {
            made &= terrain();
        }
        if (!wants(Part.MODEL) && !wants(Part.LARGE)) {
            return made ? 0 : 1;
        }
        Path given = real();
        if (given == null) {
            out.println("There is no real model to copy: --models names the folder with " + GML + " and " + JSON);
            out.flush();
            return only.isEmpty() && made ? 0 : 1;
        }
        if (wants(Part.MODEL)) {
            try (BenchCity bench = BenchCity.open(folder, List.of())) {
                made &= model(bench, given.resolve(GML));
            }
        }
        if (wants(Part.LARGE)) {
            try (BenchCity bench = BenchCity.open(folder, List.of())) {
                made &= large(bench, given);
            }
        }
        return made ? 0 : 1;
    }

    private boolean wants(Part part) {
        return only.isEmpty() ? part != Part.MILLION : only.contains(part.name().toLowerCase(Locale.ROOT));
    }

    private @Nullable Path real() {
        Path given = models;
        return Files.exists(given.resolve(GML)) && Files.exists(given.resolve(JSON)) ? given.toAbsolutePath() : null;
    }

    private boolean invented(BenchCity bench, long count) throws Exception {
        City city = bench.city();
        Path file = bench.file("buildings.ndjson");
        BuildingFile.write(file, count, BenchCity.SEED, DENSE * Math.sqrt(count / 1e5));
        ImportReport report = ImportBench.load(city, ImportRequest.of(file).layer("building"));
        if (report.stored() != count) {
            out.println("The import did not take all buildings: " + report);
            return false;
        }
        Path folder = bench.file("tiles");
        Run run = run(bench, options(bench), ModelRun.NO_FILE, folder);
        if (run.child().code() != 0) {
            say("The tiles could not be made: %s", run.child().said());
            return false;
        }
        TileSizes sizes = TileSizes.of(folder);
        say("%,d buildings without a model: %s, %,d tiles", count, run, sizes.tiles());
        bar("CPU-s for 100,000", run.cpuSeconds() * 1e5 / count, 8);
        bar("MB of memory", (double) run.child().peakMegabytes(), 512);
        say(
                "bytes a building: %.0f plain, %.0f gzip, %.0f brotli",
                (double) sizes.plain() / count, (double) sizes.gzip() / count, (double) sizes.brotli() / count);
        bar("bytes of brotli a building", (double) sizes.brotli() / count, 160);
        if (wants(Part.EDITS) && count == buildings) {
            Tileset tileset = city.tileset(Theme.BUILDINGS, new TileFolder(folder));
            tileset.open();
            tileset.build("bench");
            edit(city, tileset, file);
        }
        return true;
    }

    /** A program that has imported or made tiles, and what PostgreSQL did for it. */
    private record Run(Child child, double databaseSeconds) {
        double cpuSeconds() {
            return child.cpuSeconds() + databaseSeconds;
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%.1f CPU-s (%.1f Java, %.1f PostgreSQL), %,d MB of memory",
                    cpuSeconds(),
                    child.cpuSeconds(),
                    databaseSeconds,
                    child.peakMegabytes());
        }
    }

    /**
     * As all that {@code ./twin import} runs after the first: with an archive of classes (AppCDS), which a first run on a
     * small file leaves that is not measured. Without one if classes are not in jars.
     */
    private List<String> options(BenchCity bench) throws Exception {
        Path archive = bench.file("classes.jsa");
        Path given = real();
        String classes = System.getProperty("java.class.path");
        if (given == null || !Arrays.stream(classes.split(File.pathSeparator)).allMatch(c -> c.endsWith(".jar"))) {
            return SMALL;
        }
        if (!Files.exists(archive)) {
            try (BenchCity first = BenchCity.open(folder, List.of())) {
                List<String> options = new ArrayList<>(SMALL);
                options.addAll(List.of("-Xlog:cds*=off", "-XX:ArchiveClassesAtExit=" + archive));
                run(first, options, given.resolve(GML).toString(), first.file("tiles"));
            }
        }
        List<String> options = new ArrayList<>(SMALL);
        options.addAll(List.of("-Xlog:cds*=off", "-XX:SharedArchiveFile=" + archive));
        return options;
    }

    /** @param tiles where tiles are made, or null */
    private static Run run(BenchCity bench, List<String> options, String file, @Nullable Path tiles) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(bench.config().data().toString(), file));
        if (tiles != null) {
            arguments.add(tiles.toString());
        }
        Meter.Measured<Child> measured =
                bench.meter().measure(() -> Child.java(bench.file("."), options, ModelRun.class, arguments));
        return new Run(measured.result(), measured.effort().databaseSeconds());
    }

    private void edit(City city, Tileset tileset, Path file) throws Exception {
        List<String> lines = Files.readAllLines(file);
        double[] milliseconds = new double[edits];
        for (int i = 0; i < edits; i++) {
            int number = (int) (i * (buildings / Math.max(1, edits)));
            Path one = Files.writeString(
                    file.resolveSibling("edit.ndjson"),
                    lines.get(number).replaceFirst("\"height\":[0-9.]+", "\"height\":" + (40 + i % 10)) + "\n");
            ImportBench.load(city, ImportRequest.of(one).layer("building"));
            long start = System.nanoTime();
            int changed =
                    tileset.update(List.of("B" + number), "edit " + number).size();
            milliseconds[i] = (System.nanoTime() - start) / 1e6;
            if (changed == 0) {
                say("The edit of B%d changed no tile", number);
            }
        }
        Arrays.sort(milliseconds);
        say(
                "%d edits, from commit to the tile's new files: median %.0f ms, 95 %% within %.0f ms",
                edits, milliseconds[edits / 2], milliseconds[edits * 95 / 100]);
        bar("ms within which 95 % are done", milliseconds[edits * 95 / 100], 50);
    }

    private boolean model(BenchCity bench, Path real) throws Exception {
        Path file = bench.file("model.gml");
        ModelCopies.cityGml(real, file, STEP_METRES, copies);
        say("%n%s %d times, %,d MB", GML, copies, Files.size(file) >> 20);
        Path tiles = bench.file("tiles");
        Run run = run(bench, options(bench), file.toString(), tiles);
        if (run.child().code() != 0) {
            say("It could not be made: %s", run.child().said());
            return false;
        }
        TileSizes sizes = TileSizes.of(tiles);
        say(
                "here: %s, %,d tiles, %,d kB plain, %,d kB brotli",
                run, sizes.tiles(), sizes.plain() >> 10, sizes.brotli() >> 10);
        PeerConverter.Result peer = PeerConverter.run(bench.file("."), file);
        if (peer.problem() != null) {
            say("%s could not be measured: %s", PeerConverter.NAME, peer.problem());
            return true;
        }
        say(
                "%s: %.1f CPU-s, %,d MB, %,d kB plain",
                PeerConverter.NAME, peer.cpuSeconds(), peer.peakMegabytes(), peer.bytes() >> 10);
        atLeast("times less CPU", peer.cpuSeconds() / run.cpuSeconds(), 2.5);
        atLeast("times smaller", (double) peer.bytes() / sizes.plain(), 3);
        return true;
    }

    private boolean large(BenchCity bench, Path real) throws Exception {
        Path gml = bench.file("large.gml");
        ModelCopies.cityGml(real.resolve(GML), gml, STEP_METRES, times(gmlMegabytes, real.resolve(GML)));
        boolean made = importLarge(bench, gml, 512, 10);
        Files.delete(gml);
        Path json = bench.file("large.city.json");
        ModelCopies.cityJson(real.resolve(JSON), json, 2 * STEP_METRES, times(jsonMegabytes, real.resolve(JSON)));
        made &= importLarge(bench, json, 600, 0);
        return made;
    }

    /** It needs no database. */
    private boolean terrain() throws IOException, InterruptedException {
        Path place = folder == null
                ? Files.createTempDirectory("twin-bench-")
                : Files.createTempDirectory(Files.createDirectories(folder), "twin-bench-");
        try {
            Path model = place.resolve("elevation.tif");
            ElevationFile.write(model, terrainPixels, BenchCity.SEED);
            Path tiles = place.resolve("terrain");
            Path report = place.resolve("report");
            Child child = Child.java(
                    place, TERRAIN, TerrainRun.class, List.of(model.toString(), tiles.toString(), report.toString()));
            if (child.code() != 0) {
                say("The terrain could not be made: %s", child.said());
                return false;
            }
            String[] said = Files.readString(report).split(" ");
            TileSizes sizes = TileSizes.of(tiles);
            double pixels = (double) terrainPixels * terrainPixels;
            say(
                    "%nelevation model of %,.0f pixels: %.1f CPU-s (%.2f a million pixels), %,d MB of memory",
                    pixels, child.cpuSeconds(), child.cpuSeconds() * 1e6 / pixels, child.peakMegabytes());
            say(
                    "%s tiles down to level %s, triangles within %s m, %s corners: %,d kB plain, %,d kB gzip, %,d kB brotli",
                    said[0], said[1], said[2], said[3], sizes.plain() >> 10, sizes.gzip() >> 10, sizes.brotli() >> 10);
            bar("MB of memory", (double) child.peakMegabytes(), 512);
            return true;
        } finally {
            TileFolder.delete(place);
        }
    }

    private static int times(int megabytes, Path real) throws IOException {
        return (int) Math.max(1, (((long) megabytes << 20) + Files.size(real) - 1) / Files.size(real));
    }

    private boolean importLarge(BenchCity bench, Path file, int megabytes, int perSecond) throws Exception {
        double size = Files.size(file) / 1048576.0;
        Run run = run(bench, options(bench), file.toString(), null);
        say("%n%s, %.0f MB", file.getFileName(), size);
        if (run.child().code() != 0) {
            say("It could not be imported: %s", run.child().said());
            return false;
        }
        say("%s, %.1f MB a CPU-s", run, size / run.cpuSeconds());
        bar("MB of memory", (double) run.child().peakMegabytes(), megabytes);
        if (perSecond > 0) {
            atLeast("MB a CPU-s", size / run.cpuSeconds(), perSecond);
        }
        return true;
    }

    private void bar(String what, double measured, double most) {
        say("  %s: %.1f; the bar is %.0f: %s", what, measured, most, measured <= most ? "met" : "not met");
    }

    private void atLeast(String what, double measured, double least) {
        say("  %.1f %s; the bar is %.1f: %s", measured, what, least, measured >= least ? "met" : "not met");
    }

    @com.google.errorprone.annotations.FormatMethod
    private void say(String format, Object... values) {
        out.printf(Locale.ROOT, format + "%n", values);
        out.flush();
    }

    /** Bytes of the tiles that are served, and of {@code tileset.json}. */
    record TileSizes(int tiles, long plain, long gzip, long brotli) {
        static TileSizes of(Path folder) throws IOException {
            Path current =
                    folder.resolve(Files.readString(folder.resolve("current")).strip());
            int tiles = 0;
            long plain = 0;
            long gzip = 0;
            long brotli = 0;
            try (var files = Files.walk(current)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    String name = String.valueOf(file.getFileName());
                    long size = Files.size(file);
                    tiles += name.matches(".*\\.(glb|terrain)") ? 1 : 0;
                    plain += name.matches(".*\\.(glb|terrain|json)") ? size : 0;
                    gzip += name.endsWith(".gz") ? size : 0;
                    brotli += name.endsWith(".br") ? size : 0;
                }
            }
            return new TileSizes(tiles, plain, gzip, brotli);
        }
    }
}
