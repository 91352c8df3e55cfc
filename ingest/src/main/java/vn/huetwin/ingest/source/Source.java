package vn.huetwin.ingest.source;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** One place that events come from, of a kind that goes and gets them. */
public interface Source {
    /**
     * Brings in events until the thread is interrupted. It begins at the positions that the inlet knows, whatever it did
     * before; when it fails, it is run again after a pause.
     */
    void run(Inlet inlet) throws Exception;

    /** A source that does the same again and again, with a pause after each round. */
    static Source every(Duration pause, Source round) {
        return inlet -> {
            while (!Thread.currentThread().isInterrupted()) {
                round.run(inlet);
                inlet.running();
                TimeUnit.MILLISECONDS.sleep(pause.toMillis());
            }
        };
    }
}
