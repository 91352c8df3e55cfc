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
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import vn.huetwin.ingest.load.ImportRequest;
import vn.huetwin.ontology.postgres.PostgresAddress;
import vn.huetwin.ontology.postgres.PrivateCluster;

/** {@code ./twin bench maps}: maps, features and vector tiles beside MapServer on the same buildings. */
@Command(
        name = "maps",
        mixinStandardHelpOptions = true,
        description = {
            "Asks for maps, features and vector tiles beside MapServer: the same buildings, colours, boxes and database.",
            "",
            "Processor time is that of the server and of PostgreSQL for one answer: a map of 512 x 512",
            "pixels, a box of about 100 or 5,000 features by WFS as GeoJSON or GML 3.2, a tile of zoom",
            "13 to 15. The server here answers over HTTP/1.1 and keeps no answers; MapServer is asked",
            "by FastCGI, without the web server that it needs. Boxes are drawn by lot; both get the same",
            "ones by turns."
        },
        footer = {
            "",
            "Exit code: 0 it was measured; 1 an answer was not right, or not the same number of features as",
            "MapServer's; 2 MapServer is not there, or an option is wrong."
        })
final class MapsBench implements Callable<Integer> {
    private static final Logger log = LoggerFactory.getLogger(MapsBench.class);
    private static final int ROUNDS = 4;
    /** Boxes whose numbers of features are compared. */
    private static final int COMPARED = 20;
    /** Rounds that are asked for in one batch before it is measured. */
    private static final int WARM_UP = 2;

    private static final int MOST_BATCHES = 15;
    /** A batch that costs more than this part of the best one before has brought nothing. */
    private static final double SAME = 0.93;
    /** Processor seconds per second of a server that nobody asks. */
    private static final double BUSY = 0.05;

    private static final int QUIET_SECONDS = 6;
    private static final int MOST_SECONDS = 180;

    /** Processor time and size of one answer: milliseconds, bytes. */
    private record Cost(double server, double database, double bytes) {
        double total() {
            return server + database;
        }

        static Cost mean(List<Cost> costs) {
            return new Cost(
                    costs.stream().mapToDouble(Cost::server).average().orElse(0),
                    costs.stream().mapToDouble(Cost::database).average().orElse(0),
                    costs.stream().mapToDouble(Cost::bytes).average().orElse(0));
        }
    }

    /** A server that answers queries. */
    private interface Asked {
        byte[] get(String query) throws Exception;
    }

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--buildings", defaultValue = "100000", description = "buildings (default: ${DEFAULT-VALUE})")
    private long buildings = 100_000;

    @Option(names = "--maps", defaultValue = "100", description = "percent of the usual number of requests")
    private int percent = 100;

    @Option(
            names = "--only",
            split = ",",
            description =
                    "of street, ward, city, geojson-100, geojson-5000, gml-100, gml-5000, tile-15, tile-14, tile-13")
    private List<String> only = List.of();

    @Option(names = "--folder", description = "where the temporary city is made (default: the system's place)")
    private @Nullable Path folder;

    @Option(names = "--keep", description = "folder of a city that is made if it is not there, and left there")
    private @Nullable Path keep;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        List<MapsTask> tasks = tasks();
        String missing = MapServer.missing();
        if (missing != null) {
            out.println(missing);
            out.flush();
            return 2;
        }
        try (BenchCity bench =
                keep == null ? BenchCity.open(folder, List.of("ward")) : BenchCity.keep(keep, List.of("ward"))) {
            load(bench);
            bench.city().close();
            int port = ServerProcess.freePort();
            try (ServerProcess server = ServerProcess.start(
                    bench.config().data(), List.of("-Xmx1g"), port, List.of("--answer-memory-megabytes", "0"))) {
                return measure(out, bench, server, tasks);
            }
        }
    }

    private List<MapsTask> tasks() {
        List<MapsTask> tasks = new ArrayList<>();
        for (String label : only) {
            MapsTask task = MapsTask.find(label);
            if (task == null) {
                throw new ParameterException(
                        Objects.requireNonNull(spec).commandLine(),
                        "--only takes "
                                + Arrays.stream(MapsTask.values())
                                        .map(MapsTask::label)
                                        .collect(Collectors.joining(", ")));
            }
            tasks.add(task);
        }
        return only.isEmpty() ? List.of(MapsTask.values()) : tasks;
    }

    private void load(BenchCity bench) throws Exception {
        Path loaded = bench.file("buildings-loaded");
        if (Files.exists(loaded)) {
            return;
        }
        Path file = bench.file("buildings.ndjson");
        BuildingFile.write(file, buildings, BenchCity.SEED);
        ImportBench.load(bench.city(), ImportRequest.of(file).layer("building"));
        Files.delete(file);
        Files.createFile(loaded);
    }

    private int measure(PrintWriter out, BenchCity bench, ServerProcess server, List<MapsTask> tasks) throws Exception {
        PrivateCluster cluster =
                Objects.requireNonNull(PrivateCluster.attach(bench.config().data()));
        PostgresAddress database = cluster.address();
        Long postmaster =
                Long.valueOf(Files.readAllLines(postmaster(bench)).get(0).strip());
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        Asked here = query -> {
            HttpRequest request =
                    HttpRequest.newBuilder(server.at(query.replace(" ", "%20"))).build();
            return http.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
        };
        Meter own = new Meter(postmaster, server.processId());
        out.printf(Locale.ROOT, "%,d buildings; CPU ms and bytes of one answer%n%n", buildings);
        out.printf(
                "%-13s %6s %6s %6s %9s | MapServer %6s %6s %9s%n",
                "", "server", "PG", "sum", "bytes", "server", "PG", "bytes");
        boolean right = true;
        settle(own);
        try (MapServer map = MapServer.start(
                bench.file("."), database, bench.city().catalogue().get("building"))) {
            Meter other = new Meter(postmaster, map.processId());
            for (MapsTask task : tasks) {
                right &= compare(out, task, here, own, map::get, other);
            }
        }
        return right ? 0 : 1;
    }

    private boolean compare(PrintWriter out, MapsTask task, Asked here, Meter own, Asked theirs, Meter other)
            throws Exception {
        int requests = task.requests(percent);
        boolean right = same(task, here, theirs);
        warmUp(task, own, here);
        List<Cost> ours = new ArrayList<>();
        Map<String, List<Cost>> variants = new LinkedHashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            List<MapsTask.Question> questions = task.questions(requests, 100L + round);
            ours.add(cost(
                    own, here, questions.stream().map(MapsTask.Question::here).toList()));
            for (String variant : questions.get(0).mapServer().keySet()) {
                List<String> queries = questions.stream()
                        .map(question ->
                                Objects.requireNonNull(question.mapServer().get(variant)))
                        .toList();
                variants.computeIfAbsent(variant, v -> new ArrayList<>()).add(cost(other, theirs, queries));
            }
        }
        tell(out, task, Cost.mean(ours), variants, right);
        return right;
    }

    private static void tell(
            PrintWriter out, MapsTask task, Cost here, Map<String, List<Cost>> variants, boolean right) {
        out.printf(
                Locale.ROOT,
                "%-13s %6.2f %6.2f %6.2f %,9.0f |",
                task.label(),
                here.server(),
                here.database(),
                here.total(),
                here.bytes());
        double least = Double.POSITIVE_INFINITY;
        for (Map.Entry<String, List<Cost>> variant : variants.entrySet()) {
            Cost cost = Cost.mean(variant.getValue());
            least = Math.min(least, cost.total());
            out.printf(
                    Locale.ROOT,
                    " %9s %6.2f %6.2f %,9.0f |",
                    variant.getKey(),
                    cost.server(),
                    cost.database(),
                    cost.bytes());
        }
        double ratio = least / here.total();
        boolean met = ratio >= task.bar() && (!task.isTile() || here.total() <= MapsTask.TILE_MILLIS);
        out.printf(
                Locale.ROOT,
                " %.1f x less; the bar is %s: %s%n",
                ratio,
                task.isTile()
                        ? String.format(Locale.ROOT, "%.0f ms", MapsTask.TILE_MILLIS)
                        : String.format(Locale.ROOT, "%.0f x", task.bar()),
                right ? met ? "met" : "not met" : "not right");
        out.flush();
    }

    private static Cost cost(Meter meter, Asked asked, List<String> queries) throws Exception {
        Meter.Measured<Long> measured = meter.measure(() -> {
            long bytes = 0;
            for (String query : queries) {
                bytes += asked.get(query).length;
            }
            return bytes;
        });
        Meter.Effort effort = measured.effort();
        return new Cost(
                effort.serverSeconds() * 1000 / queries.size(),
                effort.databaseSeconds() * 1000 / queries.size(),
                (double) measured.result() / queries.size());
    }

    /** Asks until an answer costs the server no less than before: what answers is compiled then. */
    private void warmUp(MapsTask task, Meter own, Asked here) throws Exception {
        double best = Double.POSITIVE_INFINITY;
        int batch = task.requests(100) * WARM_UP;
        for (int i = 0, idle = 0; i < MOST_BATCHES && idle < 3; i++) {
            double cost = cost(
                            own,
                            here,
                            task.questions(batch, 1_000L + i).stream()
                                    .map(MapsTask.Question::here)
                                    .toList())
                    .server();
            idle = cost < best * SAME ? 0 : idle + 1;
            best = Math.min(best, cost);
        }
    }

    /** Waits until what a server does after its start, such as making 3D tiles, is done. */
    private static void settle(Meter own) throws Exception {
        for (int i = 0, quiet = 0; i < MOST_SECONDS && quiet < QUIET_SECONDS; i++) {
            Meter.Effort second = own.measure(() -> {
                        Thread.sleep(1_000);
                        return "";
                    })
                    .effort();
            quiet = second.serverSeconds() + second.databaseSeconds() < BUSY ? quiet + 1 : 0;
        }
    }

    /** Whether all answers are what was asked for, and hold as many features as MapServer's. */
    private static boolean same(MapsTask task, Asked here, Asked theirs) throws Exception {
        boolean same = true;
        for (MapsTask.Question question : task.questions(COMPARED, 2)) {
            int features = count(task, here.get(question.here()), question.here());
            for (String query : question.mapServer().values()) {
                int others = count(task, theirs.get(query), query);
                if (task.isCounted() && features != others) {
                    log.error("{} features, but MapServer has {}: {}", features, others, question.here());
                }
                same &= features >= 0 && others >= 0 && (!task.isCounted() || features == others);
            }
        }
        return same;
    }

    private static int count(MapsTask task, byte[] answer, String query) {
        int count = task.count(answer);
        if (count < 0) {
            log.error(
                    "To {} came {}",
                    query,
                    new String(answer, 0, Math.min(2_000, answer.length), StandardCharsets.UTF_8));
        }
        return count;
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
