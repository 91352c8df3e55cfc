package vn.huetwin.server.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import vn.huetwin.ontology.crs.Crs;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.server.City;
import vn.huetwin.server.config.ServerConfig;
import vn.huetwin.tiles.raster.RasterException;
import vn.huetwin.tiles.solid.TileFolder;
import vn.huetwin.tiles.terrain.TerrainMaker;
import vn.huetwin.tiles.terrain.TerrainProgress;

/** {@code ./twin terrain}. */
@Command(
        name = "terrain",
        mixinStandardHelpOptions = true,
        description = {
            "Makes the ground of the 3D viewer from an elevation model: a GeoTIFF of heights above sea level. It takes the",
            "place of the terrain before it at once; a running server notices it and sets its buildings on it. Work that",
            "was cut off goes on when the command is given again."
        },
        footer = {"", "Exit code: 0 made or taken away; 1 the file was refused, the old terrain stays."})
final class TerrainCommand implements Callable<Integer> {
    private static final Map<String, Double> UNITS = Map.of("metre", 1.0, "foot", 0.3048, "us-foot", 1200.0 / 3937);
    private static final double HIGHEST_GEOID = 150;
    private static final int DEEPEST = 20;

    @Mixin
    private CityOptions options = new CityOptions();

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "GeoTIFF with one band of heights")
    private @Nullable Path file;

    @Option(names = "--crs", description = "CRS of the file, e.g. 9214 or EPSG:3405; overrides the file")
    private @Nullable String crs;

    @Option(names = "--unit", description = "unit of the heights: metre, foot or us-foot; overrides the file")
    private @Nullable String unit;

    @Option(
            names = "--geoid-offset",
            defaultValue = "0",
            paramLabel = "METRES",
            description = "sea level above the WGS 84 ellipsoid, negative if below (default: ${DEFAULT-VALUE})")
    private double geoidOffset;

    @Option(
            names = "--geoid",
            paramLabel = "FILE",
            description = "GeoTIFF of sea levels above the ellipsoid, in place of --geoid-offset")
    private @Nullable Path geoid;

    @Option(
            names = "--base-height",
            defaultValue = "0",
            paramLabel = "METRES",
            description = "height above sea level of all ground outside of the file (default: ${DEFAULT-VALUE})")
    private double base;

    @Option(
            names = "--error",
            paramLabel = "METRES",
            description =
                    "how far triangles may lie off the file (default: a sixteenth of its resolution, 0.1 at least)")
    private @Nullable Double error;

    @Option(
            names = "--max-level",
            paramLabel = "LEVEL",
            description = "level of the finest tiles, 0 to 20 (default: by the resolution of the file)")
    private @Nullable Integer deepest;

    @Option(names = "--anywhere", description = "take a model outside the city too")
    private boolean anywhere;

    @Option(names = "--remove", description = "take the terrain away: the ground is flat again")
    private boolean remove;

    @Option(names = "--language", description = "language of the report: vi or en (default: by LANG)")
    private @Nullable String language;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = command().commandLine().getOut();
        ServerConfig config = options.config();
        check();
        Files.createDirectories(config.data());
        Path lock = config.data().resolve("terrain.lock");
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = lock(channel)) {
            if (held == null) {
                out.println(say("Một lệnh khác đang làm địa hình", "Another command is making the terrain"));
                return 1;
            }
            Path model = file;
            if (model == null) {
                City.terrain(config).remove();
                out.println(say("Đã bỏ địa hình; mặt đất phẳng", "The terrain is taken away; the ground is flat"));
                return 0;
            }
            return make(model, City.terrain(config), out);
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private int make(Path model, TileFolder folder, PrintWriter out) throws IOException {
        for (Path given : geoid == null ? List.of(model) : List.of(model, geoid)) {
            if (!Files.isReadable(given) || Files.isDirectory(given)) {
                out.println(given + ": "
                        + say("không có tệp này hoặc không đọc được", "there is no such file, or it cannot be read"));
                return 1;
            }
        }
        CrsRegistry systems = new CrsRegistry();
        Crs declared = crs == null ? null : systems.get(ImportCommand.epsg(crs));
        TerrainMaker.Request request = new TerrainMaker.Request(
                model,
                declared,
                unit == null ? null : UNITS.get(unit),
                geoidOffset,
                geoid,
                base,
                error,
                deepest,
                anywhere ? null : City.domain());
        try {
            print(model, make(request, systems, folder), out);
            return 0;
        } catch (RasterException e) {
            String text = vietnamese() ? e.text().vi() : e.text().en();
            out.println(model.getFileName() + ": " + say("TỪ CHỐI", "REFUSED") + " [" + e.code() + "] " + text);
            return 1;
        }
    }

    private TerrainMaker.Report make(TerrainMaker.Request request, CrsRegistry systems, TileFolder folder)
            throws IOException {
        try (ProgressBar bar = new ProgressBar(command().commandLine().getErr(), ImportCommand.isTerminal())) {
            return TerrainMaker.make(request, systems, folder, (stage, done, total) -> {
                boolean reading = stage == TerrainProgress.Stage.READING;
                bar.advance(
                        reading ? say("đọc độ cao", "reading heights") : say("ghi ô", "writing tiles"),
                        done,
                        total,
                        done);
            });
        }
    }

    private void print(Path model, TerrainMaker.Report report, PrintWriter out) {
        out.println(String.format(
                Locale.ROOT,
                say(
                        "%s: %,d ô đến mức %d (%,d mới), mặt lưới lệch nhiều nhất %.2f m so với lưới %.1f m của tệp",
                        "%s: %,d tiles down to level %d (%,d new), triangles within %.2f m of the file, whose pixels are"
                                + " %.1f m"),
                model.getFileName(),
                report.tiles(),
                report.deepest(),
                report.made(),
                report.error(),
                report.spacing()));
        if (report.filled() + report.odd() > 0) {
            out.println(String.format(
                    Locale.ROOT,
                    say(
                            "  %,d trong %,d điểm nằm trong lỗ và được lấp từ xung quanh; %,d điểm ảnh không phải là độ cao",
                            "  %,d of %,d points lay in holes and were filled from around; %,d pixels were no heights"),
                    report.filled(),
                    report.known() + report.filled(),
                    report.odd()));
        }
    }

    /** Before anything is read, so that a slip of the pen costs nothing. */
    private void check() {
        if ((file == null) != remove) {
            throw new ParameterException(command().commandLine(), "Name a file, or say --remove");
        }
        if (unit != null && !UNITS.containsKey(unit)) {
            throw new ParameterException(command().commandLine(), "--unit is metre, foot or us-foot, not " + unit);
        }
        if (!(Math.abs(geoidOffset) <= HIGHEST_GEOID)) {
            throw new ParameterException(
                    command().commandLine(), "--geoid-offset is from -150 to 150 metres, not " + geoidOffset);
        }
        if (!(Math.abs(base) <= 9_000)) {
            throw new ParameterException(command().commandLine(), "--base-height is in metres, not " + base);
        }
        if (error != null && !(error >= 0.01 && error <= 1_000)) {
            throw new ParameterException(command().commandLine(), "--error is from 0.01 to 1000 metres, not " + error);
        }
        if (deepest != null && (deepest < 0 || deepest > DEEPEST)) {
            throw new ParameterException(command().commandLine(), "--max-level is from 0 to 20, not " + deepest);
        }
    }

    private CommandSpec command() {
        return Objects.requireNonNull(spec);
    }

    private boolean vietnamese() {
        String words = language == null ? String.valueOf(System.getenv("LANG")) : language;
        return words.startsWith("vi");
    }

    private String say(String vi, String en) {
        return vietnamese() ? vi : en;
    }
}
