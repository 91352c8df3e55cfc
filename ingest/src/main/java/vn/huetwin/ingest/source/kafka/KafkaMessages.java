package vn.huetwin.ingest.source.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ingest.source.format.Message;

/** Reads records: {@code ce_} headers in UTF-8 are attributes, {@code content-type} is the media type (sections 3.2, 3.3). */
final class KafkaMessages {
    private static final String PREFIX = "ce_";
    private static final String CONTENT_TYPE = "content-type";

    private KafkaMessages() {}

    /** A record without a value has an empty body. */
    static Message of(ConsumerRecord<byte[], byte[]> record) {
        Map<String, String> attributes = new LinkedHashMap<>();
        String type = null;
        for (Header header : record.headers()) {
            String name = header.key().toLowerCase(Locale.ROOT);
            String value = header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
            if (name.startsWith(PREFIX)) {
                attributes.put(name.substring(PREFIX.length()), value);
            } else if (name.equals(CONTENT_TYPE)) {
                type = value;
            }
        }
        byte @Nullable [] value = record.value();
        return new Message(
                record.topic() + "/" + record.partition() + "@" + record.offset(),
                type,
                attributes,
                value == null ? new byte[0] : value,
                Instant.ofEpochMilli(Math.max(0, record.timestamp())));
    }
}
