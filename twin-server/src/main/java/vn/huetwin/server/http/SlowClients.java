package vn.huetwin.server.http;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Room on the disk for what slow clients have not taken yet. A worker writes an answer there and goes on to the next
 * request, with its database connection; the answer is sent from the file at the pace of the client.
 */
public final class SlowClients {
    private final long each;
    private final long all;
    private final long patienceMillis;
    private final AtomicLong taken = new AtomicLong();

    /**
     * Room in bytes.
     *
     * @param each           for one answer
     * @param all            for all answers together
     * @param patienceMillis for a client that takes nothing while there is no room for the rest of its answer
     */
    public SlowClients(long each, long all, long patienceMillis) {
        this.each = each;
        this.all = all;
        this.patienceMillis = patienceMillis;
    }

    long patienceMillis() {
        return patienceMillis;
    }

    /** Whether there is room for more of an answer; it is taken then. */
    boolean take(long already, int more) {
        if (already + more > each) {
            return false;
        }
        if (taken.addAndGet(more) > all) {
            taken.addAndGet(-more);
            return false;
        }
        return true;
    }

    void give(long bytes) {
        taken.addAndGet(-bytes);
    }

    /** Bytes that wait for slow clients. */
    public long waiting() {
        return taken.get();
    }
}
