package vn.huetwin.ingest.source.mqtt;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * A connection to a broker in one version of the protocol. The client reads from its socket only while messages are taken
 * off it, so that a full queue holds back any broker, also one that minds no receive maximum.
 */
interface MqttLink {
    /**
     * Connects with the session of before and subscribes.
     *
     * @param deliver gets each message; blocks while there is no room
     */
    void open(Consumer<Delivery> deliver, Duration patience) throws Exception;

    boolean isOpen();

    /** Leaves; the broker keeps the session. */
    void close() throws Exception;
}
