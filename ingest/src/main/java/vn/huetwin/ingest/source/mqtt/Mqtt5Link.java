package vn.huetwin.ingest.source.mqtt;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.huetwin.ingest.source.format.Message;

/** MQTT 5: attributes of events in user properties, a media type, and a receive maximum as back-pressure. */
final class Mqtt5Link implements MqttLink {
    private static final Logger log = LoggerFactory.getLogger(Mqtt5Link.class);

    private final MqttPlace place;
    private final MqttAsyncClient client;

    Mqtt5Link(MqttPlace place) throws MqttException {
        this.place = place;
        client = new MqttAsyncClient(place.address(), place.clientId(), new MemoryPersistence());
    }

    @Override
    public void connect(Consumer<Delivery> deliver, Duration patience) throws MqttException {
        client.setManualAcks(true);
        client.setCallback(new Receiving(deliver));
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setCleanStart(false);
        options.setSessionExpiryInterval(place.session().toSeconds());
        options.setReceiveMaximum(place.receiveMaximum());
        options.setAutomaticReconnect(false);
        options.setUserName(place.user());
        String password = place.password();
        if (password != null) {
            options.setPassword(password.getBytes(StandardCharsets.UTF_8));
        }
        client.connect(options).waitForCompletion(patience.toMillis());
    }

    @Override
    public Awaited subscribe(String filter) throws MqttException {
        IMqttToken answer = client.subscribe(filter, QOS);
        return new Awaited() {
            @Override
            public boolean isThere() {
                return answer.isComplete();
            }

            @Override
            public void check() throws MqttException {
                answer.waitForCompletion();
            }
        };
    }

    private static Message message(String topic, MqttMessage message) {
        Map<String, String> attributes = new LinkedHashMap<>();
        MqttProperties properties = message.getProperties();
        for (UserProperty property : properties.getUserProperties()) {
            attributes.put(property.getKey(), property.getValue());
        }
        if (!attributes.containsKey("specversion")) {
            attributes.clear();
        }
        return new Message(topic, properties.getContentType(), attributes, message.getPayload(), Instant.now());
    }

    private void acknowledge(MqttMessage message) {
        try {
            client.messageArrivedComplete(message.getId(), message.getQos());
        } catch (MqttException e) {
            log.debug("A message is not acknowledged; the broker sends it again", e);
        }
    }

    @Override
    public boolean isOpen() {
        return client.isConnected();
    }

    @Override
    public void close() throws MqttException {
        client.disconnectForcibly(0, 1_000, true);
        client.close(true);
    }

    private final class Receiving implements MqttCallback {
        private final Consumer<Delivery> deliver;

        Receiving(Consumer<Delivery> deliver) {
            this.deliver = deliver;
        }

        @Override
        public void messageArrived(String topic, MqttMessage arrived) {
            deliver.accept(new Delivery(message(topic, arrived), () -> acknowledge(arrived)));
        }

        @Override
        public void disconnected(MqttDisconnectResponse response) {
            log.debug("The broker is gone: {}", response);
        }

        @Override
        public void mqttErrorOccurred(MqttException failure) {
            log.warn("The MQTT client reports a fault", failure);
        }

        @Override
        public void deliveryComplete(IMqttToken token) {
            // nothing is sent
        }

        @Override
        public void connectComplete(boolean again, String server) {
            // connect() tells
        }

        @Override
        public void authPacketArrived(int reason, MqttProperties properties) {
            // no extended authentication
        }
    }
}
