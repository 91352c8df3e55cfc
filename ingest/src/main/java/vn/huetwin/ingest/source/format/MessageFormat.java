package vn.huetwin.ingest.source.format;

import java.util.List;
import vn.huetwin.ingest.event.CloudEventJson;
import vn.huetwin.ingest.event.EventException;

/** Turns messages into events. The same message always gives events of the same ids. Safe for several threads. */
public interface MessageFormat {
    /**
     * The events of a message, and what of it cannot be one, in order.
     *
     * @throws EventException if the message as a whole cannot be read
     */
    List<CloudEventJson.Item> read(Message message) throws EventException;

    /** The same, with a message that cannot be read as the only item. */
    default List<CloudEventJson.Item> items(String source, Message message) {
        try {
            return read(message);
        } catch (EventException e) {
            return List.of(new CloudEventJson.Item(source, null, message.original(), null, e.problems()));
        }
    }
}
