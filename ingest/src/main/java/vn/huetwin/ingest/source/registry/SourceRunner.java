package vn.huetwin.ingest.source.registry;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.huetwin.ingest.source.Inlet;
import vn.huetwin.ingest.source.Source;
import vn.huetwin.ingest.source.SourceTally;

/** Runs a source on a thread of its own, and again after a pause when it fails; pauses grow up to a minute. */
public final class SourceRunner implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SourceRunner.class);
    private static final long FIRST_PAUSE_MILLIS = 1_000;
    private static final long LONGEST_PAUSE_MILLIS = 60_000;
    private static final long GOODBYE_MILLIS = 15_000;

    private final Source source;
    private final Inlet inlet;
    private final SourceTally tally;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    public SourceRunner(Source source, Inlet inlet, SourceTally tally) {
        this.source = source;
        this.inlet = inlet;
        this.tally = tally;
        thread = new Thread(this::run, "source-" + inlet.spec().name());
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    private void run() {
        long pause = FIRST_PAUSE_MILLIS;
        while (closed.getCount() > 0) {
            long accepted = tally.acceptedEvents();
            tally.state(SourceTally.State.CONNECTING);
            try {
                source.run(inlet);
                break;
            } catch (Exception e) {
                if (closed.getCount() == 0) {
                    break;
                }
                tally.failed(e);
                pause = tally.acceptedEvents() > accepted ? FIRST_PAUSE_MILLIS : pause;
                log.warn(
                        "Source {} failed and is tried again in {} s",
                        inlet.spec().name(),
                        pause / 1_000,
                        e);
            }
            pause = waitFor(pause);
        }
        tally.state(SourceTally.State.STOPPED);
    }

    /** @return the next pause */
    private long waitFor(long pause) {
        try {
            closed.await(pause, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            closed.countDown();
        }
        return Math.min(LONGEST_PAUSE_MILLIS, pause * 2);
    }

    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
        try {
            thread.join(GOODBYE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
