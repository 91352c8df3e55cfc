package vn.huetwin.ingest.source.mqtt;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.huetwin.ingest.source.format.Message;

/** MQTT 3.1.1: structured events only, since a message has nothing beside its body. */
final class Mqtt3Link implements MqttLink {
    private static final Logger log = LoggerFactory.getLogger(Mqtt3Link.class);

    private final MqttPlace place;
    private final MqttAsyncClient client;

    Mqtt3Link(MqttPlace place) throws MqttException {
        this.place = place;
        client = new MqttAsyncClient(place.address(), place.clientId(), new MemoryPersistence());
    }

    @Override
    public void connect(Consumer<Delivery> deliver, Duration patience) throws MqttException {
        client.setManualAcks(true);
        client.setCallback(new Receiving(deliver));
        MqttConnectOptions options = new MqttConnectOptions();
        options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
        options.setCleanSession(false);
        options.setAutomaticReconnect(false);
        options.setUserName(place.user());
        String password = place.password();
        if (password != null) {
            options.setPassword(password.toCharArray());
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
        return new Message(topic, null, Map.of(), message.getPayload(), Instant.now());
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
        client.disconnectForcibly(0, 1_000);
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
        public void connectionLost(@Nullable Throwable cause) {
            log.debug("The broker is gone", cause);
        }

        @Override
        public void deliveryComplete(IMqttDeliveryToken token) {
            // nothing is sent
        }
    }
}
