package vn.huetwin.server.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.huetwin.ingest.load.ImportRequest;
import vn.huetwin.ontology.postgres.PostgresAddress;
import vn.huetwin.ontology.postgres.PrivateCluster;

/** {@code ./twin bench maps}: GetMap beside MapServer on the same buildings. */
@Command(
        name = "maps",
        mixinStandardHelpOptions = true,
        description = {
            "Draws maps beside MapServer: the same buildings, colours, boxes and database.",
            "",
            "Processor time is that of the server and of PostgreSQL for one map of 512 x 512",
            "pixels. The server here answers over HTTP; MapServer is asked by FastCGI, without",
            "the web server that it needs. Boxes are drawn by lot; both get the same ones by turns."
        },
        footer = {"", "Exit code: 0 it was measured; 1 a map was not drawn; 2 MapServer is not there."})
final class MapsBench implements Callable<Integer> {
    private static final Logger log = LoggerFactory.getLogger(MapsBench.class);
    private static final int SIDE = 512;
    private static final double WEST = 107.40;
    private static final double SOUTH = 16.25;
    private static final double WIDTH = 0.35;
    private static final double HEIGHT = 0.30;
    private static final int ROUNDS = 4;
    /** Maps after which what draws them is compiled. */
    private static final int WARM_UP = 2_000;

    /** A kind of map: its share of the city's side, and by how much it must cost less. */
    private enum Extent {
        STREET(0.05, 3, 200),
        WARD(0.354, 3, 80),
        CITY(1, 8, 40);

        private final double share;
        private final double bar;
        private final int maps;

        Extent(double share, double bar, int maps) {
            this.share = share;
            this.bar = bar;
            this.maps = maps;
        }
    }

    /** Processor time of one map in milliseconds. */
    private record Cost(double server, double database) {
        double total() {
            return server + database;
        }
    }

    /** A server that draws. */
    private interface Drawing {
        byte[] get(String query) throws Exception;
    }

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--buildings", defaultValue = "100000", description = "buildings (default: ${DEFAULT-VALUE})")
    private long buildings = 100_000;

    @Option(names = "--maps", defaultValue = "100", description = "percent of the usual number of maps")
    private int percent = 100;

    @Option(names = "--folder", description = "where the temporary city is made (default: the system's place)")
    private @Nullable Path folder;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        String missing = MapServer.missing();
        if (missing != null) {
            out.println(missing);
            out.flush();
            return 2;
        }
        try (BenchCity bench = BenchCity.open(folder, List.of("ward"))) {
            load(bench);
            bench.city().close();
            int port = ServerProcess.freePort();
            try (ServerProcess server = ServerProcess.start(bench.config().data(), List.of("-Xmx1g"), port)) {
                return measure(out, bench, server);
            }
        }
    }

    private void load(BenchCity bench) throws Exception {
        Path file = bench.file("buildings.ndjson");
        BuildingFile.write(file, buildings, BenchCity.SEED);
        ImportBench.load(bench.city(), ImportRequest.of(file).layer("building"));
        Files.delete(file);
    }

    private int measure(PrintWriter out, BenchCity bench, ServerProcess server) throws Exception {
        PrivateCluster cluster =
                Objects.requireNonNull(PrivateCluster.attach(bench.config().data()));
        PostgresAddress database = cluster.address();
        Long postmaster =
                Long.valueOf(Files.readAllLines(postmaster(bench)).get(0).strip());
        HttpClient http = HttpClient.newHttpClient();
        Drawing ours = query -> {
            HttpRequest request = HttpRequest.newBuilder(server.at("/wms?" + query.replace(" ", "%20")))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
        };
        Meter own = new Meter(postmaster, server.processId());
        out.printf(Locale.ROOT, "%,d buildings, maps of %d x %d pixels; CPU ms for one map%n", buildings, SIDE, SIDE);
        out.printf(
                "%n%-8s %22s %22s %22s%n%-8s %8s %6s %6s %8s %6s %6s %8s %6s %6s%n",
                "",
                "here",
                "MapServer RGBA",
                "MapServer 8 bit",
                "",
                "server",
                "PG",
                "sum",
                "server",
                "PG",
                "sum",
                "server",
                "PG",
                "sum");
        boolean drawn = true;
        try (MapServer map = MapServer.start(
                bench.file("."), database, bench.city().catalogue().get("building"))) {
            Meter other = new Meter(postmaster, map.processId());
            for (Extent extent : Extent.values()) {
                drawn &= compare(out, extent, ours, own, map::get, other);
            }
        }
        return drawn ? 0 : 1;
    }

    private boolean compare(PrintWriter out, Extent extent, Drawing ours, Meter own, Drawing theirs, Meter other)
            throws Exception {
        int maps = Math.max(2, extent.maps * percent / 100);
        String plain = "image/png";
        String eight = "image/png; mode=8bit";
        boolean drawn = run(ours, queries(extent, Math.max(maps * 3, WARM_UP), 1, plain))
                && run(theirs, queries(extent, maps, 1, plain));
        List<Cost> here = new ArrayList<>();
        List<Cost> rgba = new ArrayList<>();
        List<Cost> palette = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            long seed = 100L + round;
            here.add(cost(own, ours, queries(extent, maps, seed, plain)));
            rgba.add(cost(other, theirs, queries(extent, maps, seed, plain)));
            palette.add(cost(other, theirs, queries(extent, maps, seed, eight)));
        }
        Cost a = mean(here);
        Cost b = mean(rgba);
        Cost c = mean(palette);
        double ratio = Math.min(b.total(), c.total()) / a.total();
        out.printf(
                Locale.ROOT,
                "%-8s %8.2f %6.2f %6.2f %8.2f %6.2f %6.2f %8.2f %6.2f %6.2f  %.1f x less than its better; the bar is %.0f: %s%n",
                extent.name().toLowerCase(Locale.ROOT),
                a.server(),
                a.database(),
                a.total(),
                b.server(),
                b.database(),
                b.total(),
                c.server(),
                c.database(),
                c.total(),
                ratio,
                extent.bar,
                drawn ? ratio >= extent.bar ? "met" : "not met" : "not drawn");
        out.flush();
        return drawn;
    }

    private static Cost cost(Meter meter, Drawing drawing, List<String> queries) throws Exception {
        Meter.Effort effort = meter.measure(() -> run(drawing, queries)).effort();
        return new Cost(
                effort.serverSeconds() * 1000 / queries.size(), effort.databaseSeconds() * 1000 / queries.size());
    }

    private static Cost mean(List<Cost> costs) {
        return new Cost(
                costs.stream().mapToDouble(Cost::server).average().orElse(0),
                costs.stream().mapToDouble(Cost::database).average().orElse(0));
    }

    /** Whether all of them are images. */
    private static boolean run(Drawing drawing, List<String> queries) throws Exception {
        boolean images = true;
        for (String query : queries) {
            byte[] answer = drawing.get(query);
            boolean image = answer.length > 8 && answer[1] == 'P' && answer[2] == 'N' && answer[3] == 'G';
            if (!image && images) {
                log.error("No map but {}", new String(answer, StandardCharsets.UTF_8).replaceAll("<!--.*?-->", ""));
            }
            images &= image;
        }
        return images;
    }

    private static List<String> queries(Extent extent, int maps, long seed, String format) {
        SplittableRandom random = new SplittableRandom(seed);
        List<String> queries = new ArrayList<>();
        double width = WIDTH * extent.share;
        double height = HEIGHT * extent.share;
        for (int i = 0; i < maps; i++) {
            double slack = 1 - extent.share;
            double west = WEST
                    + WIDTH * slack * random.nextDouble()
                    - (extent == Extent.CITY ? random.nextDouble() * 0.01 : 0);
            double south = SOUTH + HEIGHT * slack * random.nextDouble();
            queries.add(String.format(
                    Locale.ROOT,
                    "SERVICE=WMS&VERSION=1.1.1&REQUEST=GetMap&LAYERS=building&STYLES=&SRS=EPSG:4326&BBOX=%.6f,%.6f,%.6f,%.6f"
                            + "&WIDTH=%d&HEIGHT=%d&FORMAT=%s",
                    west,
                    south,
                    west + width,
                    south + height,
                    SIDE,
                    SIDE,
                    format));
        }
        return queries;
    }

    /** The server's own PostgreSQL writes its process id into its folder, which may lie outside the data directory. */
    private static Path postmaster(BenchCity bench) throws IOException {
        Path data = bench.config().data();
        Path elsewhere = data.resolve("postgres.path");
        Path cluster =
                Files.exists(elsewhere) ? Path.of(Files.readString(elsewhere).strip()) : data.resolve("postgres");
        return cluster.resolve("postmaster.pid");
    }
}
