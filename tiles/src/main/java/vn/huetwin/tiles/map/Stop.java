package vn.huetwin.tiles.map;

import java.util.ArrayList;
import java.util.List;

/** A word to stop work that nobody waits for any more, or that takes too long. Any thread may say it. */
public final class Stop {
    /** The work was stopped; there is no result. */
    public static final class Stopped extends RuntimeException {
        private final boolean late;

        Stopped(boolean late) {
            super(late ? "It took too long" : "Nobody waits for it", null, false, false);
            this.late = late;
        }

        /** Whether the deadline has passed, else nobody waits. */
        public boolean late() {
            return late;
        }
    }

    private final long deadline;
    private final List<Runnable> actions = new ArrayList<>();
    private volatile boolean said;

    /** @param millis time until the work stops by itself */
    public Stop(long millis) {
        deadline = System.nanoTime() + millis * 1_000_000;
    }

    /** Does what {@link #during} has named; those may block for some milliseconds. */
    public void say() {
        List<Runnable> due;
        synchronized (actions) {
            said = true;
            due = List.copyOf(actions);
            actions.clear();
        }
        due.forEach(Runnable::run);
    }

    /** Names what is to be done if the word comes. */
    public void during(Runnable action) {
        synchronized (actions) {
            actions.add(action);
        }
        check();
    }

    /** It is done with: nothing is left to stop. */
    public void past(Runnable action) {
        synchronized (actions) {
            actions.remove(action);
        }
    }

    /** Until the deadline; negative after it. */
    public long millisLeft() {
        return (deadline - System.nanoTime()) / 1_000_000;
    }

    /** @throws Stopped if the word was said or the deadline has passed */
    public void check() {
        if (said) {
            throw new Stopped(false);
        }
        if (System.nanoTime() - deadline > 0) {
            throw new Stopped(true);
        }
    }
}
