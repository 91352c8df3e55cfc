package vn.huetwin.ingest.source.mqtt;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * A connection to a broker in one version of the protocol. The client reads from its socket only while messages are taken
 * off it, so that a full queue holds back any broker, also one that minds no receive maximum. It holds back the answer to
 * a subscription too: who waits for that has to take messages meanwhile.
 */
interface MqttLink {
    /** QoS of the subscriptions: the broker holds each message until it is acknowledged. */
    int QOS = 2;

    /** An answer that the broker owes. */
    interface Awaited {
        boolean isThere();

        /** @throws Exception if it says no; called when it is there */
        void check() throws Exception;
    }

    /**
     * Connects with the session of before.
     *
     * @param deliver  gets each message; blocks while there is no room
     * @param patience how long the broker may take to answer
     */
    void connect(Consumer<Delivery> deliver, Duration patience) throws Exception;

    /** Subscribes without waiting. */
    Awaited subscribe(String filter) throws Exception;

    boolean isOpen();

    /** Leaves, whatever the state it is in; the broker keeps the session. */
    void close() throws Exception;
}
