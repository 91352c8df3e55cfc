package vn.huetwin.ingest.source.kafka;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import vn.huetwin.ingest.source.SourceBench;
import vn.huetwin.ingest.source.SourceLimits;
import vn.huetwin.ingest.source.SourceTally;
import vn.huetwin.ingest.source.format.MessageFormat;
import vn.huetwin.ontology.postgres.PostgresAddress;

/** A process of its own that reads a topic, to be killed. */
final class KafkaReader {
    private KafkaReader() {}

    static Process start(PostgresAddress database, String servers, String topic) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KafkaReader.class.getName(),
                        database.jdbcUrl(),
                        database.user(),
                        database.password(),
                        servers,
                        topic)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    public static void main(String[] arguments) throws Exception {
        SourceBench bench =
                new SourceBench(new PostgresAddress(arguments[0], arguments[1], arguments[2]), SourceBench.CITY, 1_000);
        source(
                        arguments[3],
                        arguments[4],
                        bench.cloudEvents,
                        new SourceLimits(100_000, 1 << 20, 50, SourceLimits.DEFAULT.patience()))
                .run(bench.inlet(SourceBench.spec(arguments[4], "kafka"), new SourceTally()));
    }

    /** Notices within seconds that another reader was killed. */
    static KafkaSource source(String servers, String topic, MessageFormat format, SourceLimits limits) {
        return new KafkaSource(
                new KafkaSource.Place(
                        servers,
                        List.of(topic),
                        "twin-" + topic,
                        false,
                        Map.of("session.timeout.ms", "6000", "heartbeat.interval.ms", "500")),
                format,
                limits);
    }
}
