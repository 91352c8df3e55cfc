package vn.huetwin.ontology.postgres;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks once a second whether PostgreSQL runs, and starts it again when it was killed or gave up. What was committed is
 * there again after its recovery; connections that were open have to be opened anew.
 */
final class ClusterWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ClusterWatch.class);
    private static final long LONGEST_PAUSE_SECONDS = 32;

    private final Postmaster postmaster;
    private final int port;
    private final boolean durable;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "cluster-watch");
        thread.setDaemon(true);
        return thread;
    });
    private long pauseSeconds = 1;
    private boolean closed;

    ClusterWatch(Postmaster postmaster, int port, boolean durable) {
        this.postmaster = postmaster;
        this.port = port;
        this.durable = durable;
        lookLater();
    }

    private void lookLater() {
        var unused = clock.schedule(this::look, pauseSeconds, TimeUnit.SECONDS);
    }

    private synchronized void look() {
        if (closed) {
            return;
        }
        try {
            if (!postmaster.isRunning()) {
                log.error("PostgreSQL has ended though nobody stopped it; it is started again");
                postmaster.startAgain(port, durable);
                log.info("PostgreSQL answers again");
            }
            pauseSeconds = 1;
        } catch (RuntimeException e) {
            pauseSeconds = Math.min(2 * pauseSeconds, LONGEST_PAUSE_SECONDS);
            log.error("{} The next try is in {} s", e.getMessage(), pauseSeconds);
        }
        lookLater();
    }

    /** After this PostgreSQL stays as it is; waits for a start that is under way. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        clock.shutdownNow();
    }
}
