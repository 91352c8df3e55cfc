package vn.huetwin.server.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.apache.jena.riot.Lang;
import org.apache.jena.riot.RDFDataMgr;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.huetwin.ingest.export.Exporter;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.access.ApiKeys;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.ontology.store.CityGeometry;
import vn.huetwin.server.City;

/** {@code ./twin bench sparql}: ten questions of planners over HTTP, while reports arrive. */
@Command(
        name = "sparql",
        mixinStandardHelpOptions = true,
        description = {
            "Asks ten questions of planners over HTTP, while reports arrive.",
            "",
            "Times are from the request to the last byte of the answer, while reports arrive. CPU is that of",
            "server and PostgreSQL for one answer, without the client, measured afterwards without reports.",
            "",
            "With --beside, another SPARQL server in a process of its own answers its best form of the same",
            "questions over the same triples, as often and as much warmed up, and writes the answers as JSON, without HTTP and without reports:",
            "./twin bench sparql --beside jena-geosparql fetches that one."
        },
        footer = {"", "Exit code: 0 it was measured; 1 a question had no answer."})
final class SparqlBench implements Callable<Integer> {
    /** The Java compiler takes some hundred answers until it rests; a server in use is past that. */
    private static final int WARMING = 400;

    private static final int MOST_SECONDS_FOR_TILES = 90;

    private static final int HOSTILE = 200;
    private static final int HOSTILE_TIMES = 100;

    /** Questions that join layers by space. */
    private static final Set<String> JOINS = Set.of("P3", "P4", "P5b", "P6", "P8", "P9");

    private static final List<String> PLANNED = List.of(
            "land_parcel", "building", "incident", "building_permit", "construction_site", "flood_zone", "water");
    private static final List<String> LAYERS =
            List.of("ward", "tourism_site", "heritage_zone", "station", "health_facility", "observation");

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--buildings",
            defaultValue = "100000",
            description = "size of the city; half as many parcels, twice as many incidents (default: ${DEFAULT-VALUE})")
    private long buildings = 100_000;

    @Option(names = "--times", defaultValue = "40", description = "how often each is asked (default: ${DEFAULT-VALUE})")
    private int times = 40;

    @Option(
            names = "--seconds",
            defaultValue = "20",
            description = "no question is asked anew after this (default: ${DEFAULT-VALUE})")
    private int seconds = 20;

    @Option(names = "--events", defaultValue = "50", description = "reports per second (default: ${DEFAULT-VALUE})")
    private double events = 50;

    @Option(names = "--only", description = "questions, such as P1,P6", split = ",")
    private List<String> only = List.of();

    @Option(names = "--beside", description = "folder of another server to measure beside this one")
    private @Nullable Path beside;

    @Option(
            names = "--cut-off",
            defaultValue = "60",
            description = "seconds after which the other server's question is given up (default: ${DEFAULT-VALUE})")
    private int cutOff = 60;

    @Option(
            names = "--hostile",
            description = "ask P1 while 200 queries without end are asked at once, of 1 client and of 20")
    private boolean hostile;

    @Option(names = "--serve", description = "leave the server up afterwards, until it is interrupted")
    private boolean serve;

    @Option(names = "--folder", description = "where the temporary city is made (default: the system's place)")
    private @Nullable Path folder;

    @Option(
            names = "--keep",
            description = "make the city in this folder and leave it there, or measure the one that was left there")
    private @Nullable Path keep;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        try (BenchCity bench = keep == null ? BenchCity.open(folder, LAYERS) : BenchCity.keep(keep, LAYERS)) {
            new PlannersCity(bench.city(), buildings, BenchCity.NOW).load();
            out.printf(Locale.ROOT, "%,d buildings, %.0f reports per second%n", buildings, events);
            out.flush();
            List<Path> triples = beside == null ? List.of() : export(bench);
            String key = new ApiKeys(bench.city().dataSource()).create("bench " + Instant.now(), "admin");
            bench.city().close();
            Map<String, Double> cpu = new LinkedHashMap<>();
            boolean all;
            int port = ServerProcess.freePort();
            try (ServerProcess server = ServerProcess.start(bench.config().data(), List.of("-Xmx2g"), port)) {
                awaitTiles(out, port);
                all = measure(out, bench, server, key, cpu);
                if (hostile) {
                    hostile(out, port);
                }
                if (serve) {
                    out.println("Serving at " + server.at("/sparql"));
                    out.flush();
                    new CountDownLatch(1).await();
                }
            }
            if (beside != null) {
                compare(out, beside, triples, cpu);
            }
            return all ? 0 : 1;
        }
    }

    /** The server makes the 3D tiles of a city that it has not seen before; that is not what is measured. */
    private static void awaitTiles(PrintWriter out, int port) throws IOException, InterruptedException {
        HttpRequest health = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health"))
                .build();
        HttpClient client = HttpClient.newHttpClient();
        for (int i = 0; i < MOST_SECONDS_FOR_TILES; i++) {
            String state =
                    client.send(health, HttpResponse.BodyHandlers.ofString()).body();
            if (!state.contains("making") && !state.contains("stale")) {
                return;
            }
            Thread.sleep(1_000);
        }
        out.println("3D tiles are still being made.");
    }

    private boolean measure(PrintWriter out, BenchCity bench, ServerProcess server, String key, Map<String, Double> cpu)
            throws Exception {
        SparqlClient client = new SparqlClient(server.at("/sparql").toString());
        Map<String, SparqlClient.Answers> answers = new LinkedHashMap<>();
        try (EventTrickle trickle = new EventTrickle(server.at("/events").toString(), key, events)) {
            for (PlannersQuestion question : asked()) {
                client.ask(question, WARMING, warming());
            }
            for (PlannersQuestion question : asked()) {
                answers.put(question.id(), client.ask(question, times, Duration.ofSeconds(seconds)));
            }
            out.printf(Locale.ROOT, "%,d reports were taken meanwhile.%n", trickle.accepted());
        }
        Meter meter = new Meter(postmaster(bench), server.processId());
        out.printf("%n%-4s %7s %6s %9s %9s %9s %9s%n", "", "rows", "asked", "median ms", "p95 ms", "goal ms", "CPU ms");
        boolean all = true;
        for (PlannersQuestion question : asked()) {
            SparqlClient.Answers timed = Objects.requireNonNull(answers.get(question.id()));
            Meter.Measured<SparqlClient.Answers> alone =
                    meter.measure(() -> client.ask(question, times, Duration.ofSeconds(seconds / 2)));
            String failure = timed.failure() + alone.result().failure();
            if (failure.isEmpty()) {
                Meter.Effort effort = alone.effort();
                double own = (effort.serverSeconds() + effort.databaseSeconds())
                        * 1000
                        / alone.result().millis().size();
                cpu.put(question.id(), own);
                print(out, question, timed, own);
            } else {
                out.println(question.id() + " " + failure);
            }
            out.flush();
            all &= failure.isEmpty();
        }
        return all;
    }

    private Duration warming() {
        return Duration.ofSeconds(Math.max(1, seconds / 2));
    }

    private List<PlannersQuestion> asked() {
        return PlannersQuestion.all().stream()
                .filter(q -> only.isEmpty() || only.contains(q.id()))
                .toList();
    }

    private static void print(
            PrintWriter out, PlannersQuestion question, SparqlClient.Answers answers, double cpuMillis) {
        double p95 = answers.percentile(0.95);
        out.printf(
                Locale.ROOT,
                "%-4s %7d %6d %9.1f %9.1f %9d %9.1f %s%n",
                question.id(),
                answers.rows(),
                answers.millis().size(),
                answers.percentile(0.5),
                p95,
                question.goalMillis(),
                cpuMillis,
                p95 <= question.goalMillis() ? "met" : "not met");
    }

    /** Others stay fast: three times what it takes when nothing else is asked, at most. */
    private static void hostile(PrintWriter out, int port) throws InterruptedException {
        String question = PlannersQuestion.all().get(0).query();
        HostileLoad load = new HostileLoad(port);
        double idle = load.run(question, HOSTILE_TIMES, 0, 1).p95();
        out.printf(Locale.ROOT, "%nP1 of one client, p95: alone %.1f ms%n", idle);
        for (int clients : new int[] {1, 20}) {
            HostileLoad.Outcome outcome = load.run(question, HOSTILE_TIMES, HOSTILE, clients);
            out.printf(
                    Locale.ROOT,
                    "with %d endless queries of %d clients: %.1f ms, %.1f times, %d refused; those: %s, the longest %.1f s%n",
                    HOSTILE,
                    clients,
                    outcome.p95(),
                    outcome.p95() / idle,
                    outcome.refused(),
                    outcome.answers(),
                    outcome.longest());
            out.flush();
        }
    }

    /** The triples of the layers as our SPARQL gives them, and the vocabulary with the code lists. */
    private static List<Path> export(BenchCity bench) throws IOException, SQLException {
        City city = bench.city();
        Exporter exporter = new Exporter(
                city.store(),
                new CityGeometry(city.dataSource()),
                new CrsRegistry(),
                city.catalogue(),
                InstantSource.system());
        List<Path> files = new ArrayList<>();
        for (String layer :
                Stream.concat(LAYERS.stream(), PLANNED.stream()).distinct().toList()) {
            Path file = bench.file(layer + ".ttl");
            exporter.toFile(layer, Exporter.Format.TTL, Access.OPEN, file);
            files.add(file);
        }
        Path vocabulary = bench.file("vocabulary.ttl");
        try (OutputStream stream = Files.newOutputStream(vocabulary)) {
            RDFDataMgr.write(stream, city.catalogue().ontology().getGraph(), Lang.TURTLE);
        }
        files.add(vocabulary);
        return files;
    }

    private void compare(PrintWriter out, Path folder, List<Path> triples, Map<String, Double> cpu) throws Exception {
        out.printf("%nBeside %s; it loads …%n", folder.getFileName());
        out.flush();
        try (Peer peer = Peer.start(folder, triples, (int) Math.max(2_048, buildings / 20))) {
            String[] loaded = peer.loaded().split(" ");
            out.printf("%s triples, loaded in %s s, indexed in %s s%n", (Object[]) loaded);
            out.printf(
                    "%n%-4s %7s %6s %12s %12s %9s %9s%n",
                    "", "rows", "asked", "median ms", "CPU ms", "our CPU", "ratio");
            for (PlannersQuestion question : asked()) {
                Peer.Answers answers = peer.ask(question.id(), times, WARMING, warming(), cutOff);
                Double own = cpu.get(question.id());
                if (answers != null && own != null) {
                    out.println(line(question.id(), answers, own));
                    out.flush();
                }
            }
        }
    }

    /** Of what was cut off, the time until then is less than it would have taken. */
    private String line(String id, Peer.Answers answers, double own) {
        int bar = JOINS.contains(id) ? 100 : 20;
        boolean cut = answers.failure().startsWith("cut-off");
        if (!answers.failure().isEmpty() && !cut) {
            return String.format(Locale.ROOT, "%-4s %s", id, answers.failure());
        }
        double theirs = cut ? cutOff * 1000.0 : answers.cpuMillis();
        double ratio = theirs / own;
        return String.format(
                Locale.ROOT,
                "%-4s %7s %6d %12.1f %12.1f %9.1f %s%8.1f %s",
                id,
                cut ? "cut off" : Long.toString(answers.rows()),
                answers.asked(),
                answers.median(),
                theirs,
                own,
                cut ? ">" : " ",
                ratio,
                ratio >= bar ? "at least " + bar : cut ? "" : "less than " + bar);
    }

    /** The server's own PostgreSQL writes its process id into its folder, which may lie outside the data directory. */
    private static @Nullable Long postmaster(BenchCity bench) throws IOException {
        Path data = bench.config().data();
        Path elsewhere = data.resolve("postgres.path");
        Path cluster =
                Files.exists(elsewhere) ? Path.of(Files.readString(elsewhere).strip()) : data.resolve("postgres");
        Path file = cluster.resolve("postmaster.pid");
        return Files.exists(file) ? Long.valueOf(Files.readAllLines(file).get(0).strip()) : null;
    }
}
