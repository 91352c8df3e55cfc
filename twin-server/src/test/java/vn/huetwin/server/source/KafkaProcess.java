package vn.huetwin.server.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kafka.Kafka;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.metadata.storage.Formatter;

/** A Kafka broker (KRaft) as a process of its own over one folder, to be killed and started again. */
final class KafkaProcess extends Broker {
    private static final int NODE = 1;

    private final Path settings;

    KafkaProcess(Path folder) throws IOException {
        super(freePort());
        int controller = freePort();
        Path logs = folder.resolve("logs");
        settings =
                Files.writeString(folder.resolve("server.properties"), """
                process.roles=broker,controller
                node.id=%1$d
                controller.quorum.voters=%1$d@127.0.0.1:%3$d
                listeners=PLAINTEXT://127.0.0.1:%2$d,CONTROLLER://127.0.0.1:%3$d
                advertised.listeners=PLAINTEXT://127.0.0.1:%2$d
                controller.listener.names=CONTROLLER
                log.dirs=%4$s
                offsets.topic.replication.factor=1
                offsets.topic.num.partitions=1
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                group.initial.rebalance.delay.ms=0
                group.min.session.timeout.ms=1000
                """.formatted(NODE, port(), controller, logs));
    }

    @Override
    ProcessBuilder program() {
        return new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                KafkaProcess.class.getName(),
                settings.toString());
    }

    public static void main(String[] arguments) throws Exception {
        Properties properties = new Properties();
        try (var in = Files.newInputStream(Path.of(arguments[0]))) {
            properties.load(in);
        }
        new Formatter()
                .setClusterId("hue-twin-test-cluster1")
                .setNodeId(NODE)
                .setControllerListenerName("CONTROLLER")
                .setMetadataLogDirectory(properties.getProperty("log.dirs"))
                .addDirectory(properties.getProperty("log.dirs"))
                .setIgnoreFormatted(true)
                .run();
        Kafka.main(arguments);
    }

    void createTopic(String name, int partitions) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", "127.0.0.1:" + port()))) {
            admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1)))
                    .all()
                    .get();
        }
    }
}
