package vn.huetwin.ingest.source.mqtt;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where to listen.
 *
 * @param version        5 or 3 (3.1.1)
 * @param clientId       names the session at the broker; the same after a restart
 * @param share          group of a shared subscription, in which each message goes to one member; null for none
 * @param receiveMaximum messages that the broker may send before the first of them is acknowledged (MQTT 5)
 * @param session        how long the broker keeps what comes while this server is away (MQTT 5)
 */
public record MqttPlace(
        String host,
        int port,
        boolean tls,
        int version,
        String clientId,
        List<String> topics,
        @Nullable String share,
        int receiveMaximum,
        Duration session,
        @Nullable String user,
        @Nullable String password) {
    String address() {
        return (tls ? "ssl://" : "tcp://") + host + ":" + port;
    }

    /** Topic filters as they are subscribed to. */
    List<String> filters() {
        return topics.stream()
                .map(t -> share == null ? t : "$share/" + share + "/" + t)
                .toList();
    }
}
