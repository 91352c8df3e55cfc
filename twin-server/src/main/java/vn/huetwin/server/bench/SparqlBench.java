package vn.huetwin.server.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.huetwin.server.Twin;

/** {@code ./twin bench sparql}: ten questions of planners over HTTP, while reports arrive. */
@Command(
        name = "sparql",
        mixinStandardHelpOptions = true,
        description = {
            "Asks ten questions of planners over HTTP, while reports arrive.",
            "",
            "Times are from the request to the last byte of the answer. CPU is that of server",
            "(with the client, which is in the same process) and PostgreSQL for one answer,",
            "without what the arriving reports take."
        },
        footer = {"", "Exit code: 0 it was measured; 1 a question had no answer."})
final class SparqlBench implements Callable<Integer> {
    /** Connections and the Java compiler take some answers to warm up. */
    private static final int WARMING = 30;

    private static final Duration BASE = Duration.ofSeconds(3);
    private static final int SPELLS = 3;
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

    @Option(names = "--serve", description = "leave the server up afterwards, until it is interrupted")
    private boolean serve;

    @Option(names = "--folder", description = "where the temporary city is made (default: the system's place)")
    private @Nullable Path folder;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        try (BenchCity bench = BenchCity.open(folder, LAYERS)) {
            new PlannersCity(bench.city(), buildings, BenchCity.NOW).load();
            out.printf(Locale.ROOT, "%,d buildings, %.0f reports per second%n", buildings, events);
            out.flush();
            bench.city().close();
            try (Twin twin = Twin.start(bench.config())) {
                boolean all = measure(out, bench, twin);
                if (serve) {
                    out.println("Serving at http://127.0.0.1:" + twin.port() + "/sparql");
                    out.flush();
                    new CountDownLatch(1).await();
                }
                return all ? 0 : 1;
            }
        }
    }

    private boolean measure(PrintWriter out, BenchCity bench, Twin twin) throws Exception {
        String server = "http://127.0.0.1:" + twin.port();
        SparqlClient client = new SparqlClient(server + "/sparql");
        Meter meter = new Meter(postmaster(bench));
        String key = Objects.requireNonNull(twin.adminKey());
        out.printf("%n%-4s %7s %6s %9s %9s %9s %9s%n", "", "rows", "asked", "median ms", "p95 ms", "goal ms", "CPU ms");
        boolean all = true;
        try (EventTrickle trickle = new EventTrickle(server + "/events", key, events)) {
            double idle = idle(meter, trickle);
            for (PlannersQuestion question : PlannersQuestion.all()) {
                if (only.isEmpty() || only.contains(question.id())) {
                    all &= measure(out, question, client, meter, idle);
                }
            }
            out.printf(Locale.ROOT, "%n%,d reports were taken meanwhile.%n", trickle.accepted());
            out.flush();
        }
        return all;
    }

    /** Processor seconds per second that the reports take: the least of some spells, for a server that starts does more. */
    private static double idle(Meter meter, EventTrickle trickle) throws Exception {
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < SPELLS; i++) {
            Meter.Effort spell = meter.measure(() -> {
                        Thread.sleep(BASE.toMillis());
                        return trickle;
                    })
                    .effort();
            least = Math.min(least, (spell.ownSeconds() + spell.databaseSeconds()) / spell.seconds());
        }
        return least;
    }

    private boolean measure(PrintWriter out, PlannersQuestion question, SparqlClient client, Meter meter, double idle)
            throws Exception {
        client.ask(question, WARMING, Duration.ofSeconds(seconds / 2));
        Meter.Measured<SparqlClient.Answers> measured =
                meter.measure(() -> client.ask(question, times, Duration.ofSeconds(seconds)));
        SparqlClient.Answers answers = measured.result();
        if (!answers.failure().isEmpty()) {
            out.println(question.id() + " " + answers.failure());
            out.flush();
            return false;
        }
        Meter.Effort effort = measured.effort();
        double cpu = effort.ownSeconds() + effort.databaseSeconds() - idle * effort.seconds();
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
                Math.max(0, cpu) * 1000 / answers.millis().size(),
                p95 <= question.goalMillis() ? "met" : "not met");
        out.flush();
        return true;
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
