package vn.huetwin.ingest.source;

import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What a source did since the server started. Safe for several threads. */
public final class SourceTally {
    /** What a source is doing. */
    public enum State {
        /** Waits for others to send. */
        LISTENING,
        CONNECTING,
        RUNNING,
        /** The queue of the intake is full. */
        PAUSED,
        /** It failed and is tried again after a while. */
        FAILED,
        STOPPED;

        public String keyword() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private final LongAdder accepted = new LongAdder();
    private final LongAdder duplicates = new LongAdder();
    private final LongAdder setAside = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final State usual;
    private volatile State state;
    private volatile @Nullable Instant lastSeen;
    private volatile @Nullable Long lag;
    private volatile @Nullable Double progress;
    private volatile @Nullable String lastError;

    /** Of a source that fetches. */
    public SourceTally() {
        this(State.RUNNING);
        state = State.CONNECTING;
    }

    /** @param usual what it does when all is well */
    public SourceTally(State usual) {
        this.usual = usual;
        state = usual;
    }

    /** All is well. */
    void well() {
        state = usual;
        lastError = null;
    }

    void accepted() {
        accepted.increment();
    }

    void duplicate() {
        duplicates.increment();
    }

    void setAside(long count) {
        setAside.add(count);
    }

    public void failed(Throwable cause) {
        failures.increment();
        String message = cause.getMessage();
        lastError = cause.getClass().getSimpleName() + (message == null ? "" : ": " + message);
        state = State.FAILED;
    }

    public void state(State now) {
        state = now;
    }

    public void seen(Instant when) {
        lastSeen = when;
    }

    void lag(long behind) {
        lag = behind;
    }

    void progress(double share) {
        progress = share;
    }

    /** Share of what it has that it has brought, from 0 to 1; null if it has no end. */
    public @Nullable Double progress() {
        return progress;
    }

    public long acceptedEvents() {
        return accepted.sum();
    }

    public long duplicateEvents() {
        return duplicates.sum();
    }

    /** Messages in quarantine. */
    public long messagesSetAside() {
        return setAside.sum();
    }

    public long failures() {
        return failures.sum();
    }

    public State state() {
        return state;
    }

    public @Nullable Instant lastSeen() {
        return lastSeen;
    }

    /** Messages that wait at the source, if it can tell. */
    public @Nullable Long lag() {
        return lag;
    }

    /** Why it does not run, or null. */
    public @Nullable String lastError() {
        return lastError;
    }
}
