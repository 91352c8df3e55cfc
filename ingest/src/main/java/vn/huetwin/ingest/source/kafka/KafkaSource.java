package vn.huetwin.ingest.source.kafka;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ingest.event.CloudEventJson;
import vn.huetwin.ingest.event.Receipt;
import vn.huetwin.ingest.source.Inlet;
import vn.huetwin.ingest.source.Parcel;
import vn.huetwin.ingest.source.Source;
import vn.huetwin.ingest.source.SourceLimits;
import vn.huetwin.ingest.source.format.Message;
import vn.huetwin.ingest.source.format.MessageFormat;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.validate.Problem;

/**
 * A member of a consumer group. Where it goes on is what PostGIS says, since that was committed with the events; the
 * offsets that Kafka keeps are for its own tools. A full queue pauses the partitions, while the membership stays alive.
 */
public final class KafkaSource implements Source {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration GOODBYE = Duration.ofSeconds(5);
    private static final long LAST_PARCEL_SECONDS = 10;

    /**
     * Where to read.
     *
     * @param servers    {@code host:port}, with commas
     * @param fromLatest begin at the end of a partition that was never read, instead of its beginning
     * @param client     further settings of the Kafka client, such as {@code security.protocol}
     */
    public record Place(
            String servers, List<String> topics, String group, boolean fromLatest, Map<String, String> client) {}

    private final Place place;
    private final MessageFormat format;
    private final SourceLimits limits;

    public KafkaSource(Place place, MessageFormat format, SourceLimits limits) {
        this.place = place;
        this.format = format;
        this.limits = limits;
    }

    @Override
    public void run(Inlet inlet) throws Exception {
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        try {
            new Reading(inlet, consumer).run();
        } finally {
            leave(consumer);
        }
    }

    /** In order, also when interrupted: otherwise the broker would keep the partitions for one who is gone. */
    private static void leave(KafkaConsumer<?, ?> consumer) {
        boolean interrupted = Thread.interrupted();
        try {
            consumer.close(CloseOptions.timeout(GOODBYE));
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private Properties properties() {
        Properties properties = new Properties();
        properties.putAll(place.client());
        properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, place.servers());
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, place.group());
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, place.fromLatest() ? "latest" : "earliest");
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, limits.events());
        properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 16 * limits.messageBytes());
        properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 2 * limits.messageBytes());
        return properties;
    }

    /** One membership in the group, from joining to leaving. */
    private final class Reading implements ConsumerRebalanceListener {
        private final Inlet inlet;
        private final KafkaConsumer<byte[], byte[]> consumer;
        private @Nullable CompletableFuture<List<Receipt>> stored;

        Reading(Inlet inlet, KafkaConsumer<byte[], byte[]> consumer) {
            this.inlet = inlet;
            this.consumer = consumer;
        }

        void run() throws SQLException, InterruptedException, ExecutionException {
            consumer.subscribe(place.topics(), this);
            boolean joined = false;
            while (!Thread.currentThread().isInterrupted()) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
                if (!joined && !consumer.assignment().isEmpty()) {
                    joined = true;
                    inlet.running();
                }
                if (!records.isEmpty()) {
                    store(records);
                }
                inlet.lag(lag());
            }
        }

        private void store(ConsumerRecords<byte[], byte[]> records)
                throws SQLException, InterruptedException, ExecutionException {
            Parcel parcel = parcel(records);
            stored = inlet.offer(parcel);
            while (stored == null) {
                stay();
                stored = inlet.offer(parcel);
            }
            while (!isDone(stored)) {
                stay();
            }
            stored = null;
            consumer.resume(consumer.paused());
            Map<TopicPartition, OffsetAndMetadata> reached = new HashMap<>(records.nextOffsets());
            reached.keySet().retainAll(consumer.assignment());
            consumer.commitAsync(reached, null);
        }

        private static boolean isDone(CompletableFuture<?> stored) throws InterruptedException, ExecutionException {
            try {
                stored.get(1, TimeUnit.SECONDS);
                return true;
            } catch (TimeoutException e) {
                return false;
            }
        }

        /** Takes nothing, but keeps the place in the group. Partitions that come meanwhile are read from where they stand. */
        private void stay() {
            consumer.pause(consumer.assignment());
            ConsumerRecords<byte[], byte[]> early = consumer.poll(Duration.ofMillis(20));
            for (TopicPartition partition : early.partitions()) {
                consumer.seek(partition, early.records(partition).get(0).offset());
            }
        }

        private Parcel parcel(ConsumerRecords<byte[], byte[]> records) {
            List<CloudEventJson.Item> items = new ArrayList<>();
            Map<String, String> positions = new HashMap<>();
            for (ConsumerRecord<byte[], byte[]> record : records) {
                items.addAll(items(KafkaMessages.of(record)));
            }
            records.nextOffsets()
                    .forEach((partition, offset) -> positions.put(part(partition), Long.toString(offset.offset())));
            return new Parcel(items, positions);
        }

        private List<CloudEventJson.Item> items(Message message) {
            if (message.body().length > limits.messageBytes()) {
                Problem problem = new Problem(
                        "message-too-large",
                        message.name(),
                        new Text(
                                "Thông điệp có " + message.body().length + " byte, tối đa " + limits.messageBytes(),
                                "The message has " + message.body().length + " bytes, at most " + limits.messageBytes()
                                        + " are taken"));
                return List.of(
                        new CloudEventJson.Item(inlet.spec().name(), null, message.original(), null, List.of(problem)));
            }
            return format.items(inlet.spec().name(), message);
        }

        private long lag() {
            return consumer.assignment().stream()
                    .mapToLong(partition -> consumer.currentLag(partition).orElse(0))
                    .sum();
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            Map<String, String> known;
            try {
                known = inlet.positions();
            } catch (SQLException e) {
                throw new IllegalStateException("The position of the source cannot be read", e);
            }
            for (TopicPartition partition : partitions) {
                String offset = known.get(part(partition));
                if (offset != null) {
                    consumer.seek(partition, Long.parseLong(offset));
                }
            }
        }

        /** Who takes over is to find the position of the last parcel. */
        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            CompletableFuture<List<Receipt>> last = stored;
            if (last == null) {
                return;
            }
            try {
                last.get(LAST_PARCEL_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException e) {
                // the parcel comes again to whoever has the partition then; what is stored of it is known
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private static String part(TopicPartition partition) {
            return partition.topic() + "/" + partition.partition();
        }
    }
}
