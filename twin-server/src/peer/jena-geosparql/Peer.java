import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.apache.jena.geosparql.configuration.GeoSPARQLConfig;
import org.apache.jena.graph.Graph;
import org.apache.jena.query.Dataset;
import org.apache.jena.query.DatasetFactory;
import org.apache.jena.query.Query;
import org.apache.jena.query.QueryCancelledException;
import org.apache.jena.query.QueryExecution;
import org.apache.jena.query.QueryFactory;
import org.apache.jena.query.ResultSetFormatter;
import org.apache.jena.query.ResultSetRewindable;
import org.apache.jena.riot.RDFDataMgr;
import org.apache.jena.sparql.core.DatasetGraphFactory;
import org.apache.jena.sparql.graph.GraphFactory;
import org.apache.jena.sys.JenaSystem;

/**
 * jena-geosparql in its best form: all triples in memory, spatial index, caches, query rewrite. It writes its answers as JSON, as
 * a server has to, to nobody. Arguments: folder of
 * questions, files of triples. Each line of the input is the id of a question, how often to ask it, how often before to
 * warm up, for how many seconds at most, and a cut-off in seconds; each line of the output what that took. Started as a source file, with its libraries as class path.
 */
public final class Peer {
    public static void main(String[] arguments) throws Exception {
        JenaSystem.init();
        long start = System.nanoTime();
        GeoSPARQLConfig.setupMemoryIndex(true);
        Graph graph = GraphFactory.createDefaultGraph();
        for (int i = 1; i < arguments.length; i++) {
            RDFDataMgr.read(graph, Path.of(arguments[i]).toUri().toString());
        }
        Dataset dataset = DatasetFactory.wrap(DatasetGraphFactory.wrap(graph));
        double loaded = (System.nanoTime() - start) / 1e9;
        start = System.nanoTime();
        GeoSPARQLConfig.setupSpatialIndex(dataset);
        System.out.printf(
                Locale.ROOT, "ready %d %.1f %.1f%n", graph.size(), loaded, (System.nanoTime() - start) / 1e9);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ");
            String text = Files.readString(Path.of(arguments[0], words[0] + ".rq"));
            System.out.println(ask(
                    dataset,
                    QueryFactory.create(text),
                    Integer.parseInt(words[1]),
                    Integer.parseInt(words[2]),
                    Long.parseLong(words[3]),
                    Long.parseLong(words[4])));
        }
    }

    private static String ask(Dataset dataset, Query query, int times, int warming, long warmSeconds, long cutOff) {
        try {
            long warm = System.nanoTime() + warmSeconds * 1_000_000_000;
            for (int i = 0; i < warming && System.nanoTime() < warm; i++) {
                rows(dataset, query, cutOff);
            }
            double cpu = cpu();
            List<Double> millis = new ArrayList<>();
            long rows = 0;
            long end = System.nanoTime() + cutOff * 1_000_000_000;
            while (millis.size() < times && System.nanoTime() < end) {
                long start = System.nanoTime();
                rows = rows(dataset, query, cutOff);
                millis.add((System.nanoTime() - start) / 1e6);
            }
            cpu = cpu() - cpu;
            Collections.sort(millis);
            return String.format(
                    Locale.ROOT,
                    "answer %d %d %.3f %.3f",
                    rows,
                    millis.size(),
                    millis.get(millis.size() / 2),
                    cpu / millis.size());
        } catch (QueryCancelledException e) {
            return "cut-off";
        } catch (RuntimeException | StackOverflowError e) {
            return "failed " + e;
        }
    }

    private static long rows(Dataset dataset, Query query, long cutOff) {
        try (QueryExecution execution = QueryExecution.dataset(dataset)
                .query(query)
                .timeout(cutOff, TimeUnit.SECONDS)
                .build()) {
            ResultSetRewindable rows = execution.execSelect().rewindable();
            ResultSetFormatter.outputAsJSON(OutputStream.nullOutputStream(), rows);
            return rows.size();
        }
    }

    /** Milliseconds of all processors. */
    private static double cpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                        .getProcessCpuTime()
                / 1e6;
    }
}
