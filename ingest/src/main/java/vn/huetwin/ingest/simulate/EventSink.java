package vn.huetwin.ingest.simulate;

import java.io.IOException;
import java.util.List;

/** Where simulated events go. */
public interface EventSink {
    /** What became of some events. */
    record Outcome(int accepted, int duplicates, int rejected, int refusals) {}

    /**
     * Sends the events and waits for what becomes of them.
     *
     * @param events each in the JSON format of CloudEvents
     */
    Outcome send(List<byte[]> events) throws IOException, InterruptedException;
}
