package vn.huetwin.server.cli;

import java.io.PrintWriter;
import java.util.Locale;
import vn.huetwin.ingest.load.Progress;

/** One line on a terminal that is drawn over itself; silent where nobody looks. */
final class ProgressBar implements Progress, AutoCloseable {
    private static final int WIDTH = 30;
    private static final long EVERY_NANOS = 200_000_000;

    private final PrintWriter out;
    private final boolean shown;
    private final long start = System.nanoTime();
    private long last;
    private boolean drawn;

    ProgressBar(PrintWriter out, boolean shown) {
        this.out = out;
        this.shown = shown;
    }

    @Override
    public synchronized void advance(String table, long done, long total, long rows) {
        long now = System.nanoTime();
        if (!shown || now - last < EVERY_NANOS) {
            return;
        }
        last = now;
        drawn = true;
        double part = total <= 0 ? 0 : Math.min(1, (double) done / total);
        int filled = (int) (part * WIDTH);
        double seconds = (now - start) / 1e9;
        out.printf(
                Locale.ROOT,
                "\r%-24.24s [%s%s] %3d %%  %,d rows  %,.0f/s ",
                table,
                "█".repeat(filled),
                "░".repeat(WIDTH - filled),
                (int) (part * 100),
                rows,
                rows / Math.max(seconds, 0.001));
        out.flush();
    }

    @Override
    public synchronized void close() {
        if (drawn) {
            out.print("\r" + " ".repeat(100) + "\r");
            out.flush();
        }
    }
}
