package vn.huetwin.server.sparql;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whose query runs next. A client whose queries are short finds a place at once while others send long ones: long
 * queries share half of the places, and one that turns out to be long gives way when a short one would have to wait.
 * A client whose queries are refused or stopped one after the other waits longer and longer before the next begins, so
 * that refusing them does not become the server's work.
 */
final class Turns {
    /** What becomes of a turn that waits or runs. */
    interface Outcome {
        void begin();

        /** It waited too long, or others have to be let in; it has not begun. */
        void refuse();
    }

    /** A query from when it comes to when it is answered. */
    static final class Turn {
        private final String client;
        private final Outcome outcome;
        private final long arrived;
        private long began;
        private boolean isLong;
        private boolean gaveWay;
        private boolean failed;
        private @Nullable Runnable giveWay;

        private Turn(String client, Outcome outcome, long arrived) {
            this.client = client;
            this.outcome = outcome;
            this.arrived = arrived;
        }

        /** @param action how to stop it; runs at once if it has to give way already */
        void onGiveWay(Runnable action) {
            boolean now;
            synchronized (this) {
                giveWay = action;
                now = gaveWay;
            }
            if (now) {
                action.run();
            }
        }

        /** It has no answer but an error that the client is to blame for. */
        synchronized void fail() {
            failed = true;
        }

        private synchronized boolean hasFailed() {
            return failed || gaveWay;
        }

        /** Whether it was stopped for others. */
        synchronized boolean gaveWay() {
            return gaveWay;
        }

        private void stop() {
            Runnable action;
            synchronized (this) {
                gaveWay = true;
                action = giveWay;
            }
            if (action != null) {
                action.run();
            }
        }
    }

    /** From here on a query is long. */
    private static final long LONG = Duration.ofSeconds(1).toNanos();
    /** A query that has not begun by then would be answered too late to be of use. */
    private static final long PATIENCE = Duration.ofSeconds(10).toNanos();

    /** So many failures in a row cost nothing: somebody is writing a query. */
    private static final int FREE_FAILURES = 2;

    private static final long FIRST_WAIT = Duration.ofMillis(250).toNanos();
    private static final long LONGEST_WAIT = Duration.ofSeconds(4).toNanos();

    private static final int CLIENTS_KNOWN = 1_000;

    /** Failures of a client since its last answer, and when its next query may begin. */
    private record Failures(int inARow, long until) {}

    private final int places;
    private final int longPlaces;
    private final int placesOfClient;
    private final int mostWaiting;
    private final int mostWaitingOfClient;
    private final LongSupplier clock;
    private final List<Turn> running = new ArrayList<>();
    private final List<Turn> waiting = new ArrayList<>();
    /** How long queries of a client take, the last ones most. */
    private final Map<String, Long> usual = ofClients();

    private final Map<String, Failures> failures = ofClients();

    /**
     * Places and limits.
     *
     * @param places         queries at once
     * @param placesOfClient of one client at once
     * @param mostWaiting    of all clients; one client may have half of them and one
     * @param clock          nanoseconds
     */
    Turns(int places, int placesOfClient, int mostWaiting, LongSupplier clock) {
        this.places = places;
        this.longPlaces = Math.max(1, places / 2);
        this.placesOfClient = placesOfClient;
        this.mostWaiting = mostWaiting;
        this.mostWaitingOfClient = mostWaiting / 2 + 1;
        this.clock = clock;
    }

    private static <T> Map<String, T> ofClients() {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, T> eldest) {
                return size() > CLIENTS_KNOWN;
            }
        };
    }

    /**
     * A query comes: it begins at once or waits.
     *
     * @return null if too many of the client's wait already
     */
    synchronized @Nullable Turn enter(String client, Outcome outcome) {
        if (waitingOf(client) >= mostWaitingOfClient) {
            return null;
        }
        Turn turn = new Turn(client, outcome, clock.getAsLong());
        waiting.add(turn);
        if (waiting.size() > mostWaiting) {
            refuseOne();
        }
        next();
        return turn;
    }

    /** It is known beforehand that it will be long. @return whether there is a place for it among the long ones */
    synchronized boolean runsLong(Turn turn) {
        boolean free = turn.isLong || running.stream().filter(t -> t.isLong).count() < longPlaces;
        turn.isLong |= free;
        return free;
    }

    /** Its work is done; may be said twice. */
    synchronized void leave(Turn turn) {
        waiting.remove(turn);
        if (running.remove(turn)) {
            long took = clock.getAsLong() - turn.began;
            long counted = turn.gaveWay() ? Math.max(took, 2 * LONG) : took;
            usual.merge(turn.client, counted, (before, last) -> (before + last) / 2);
            if (turn.hasFailed()) {
                failed(turn.client);
            } else {
                failures.remove(turn.client);
            }
        }
        next();
    }

    private void failed(String client) {
        Failures before = failures.get(client);
        int inARow = before == null ? 1 : before.inARow() + 1;
        long wait = 0;
        for (int i = FREE_FAILURES; i < inARow && wait < LONGEST_WAIT; i++) {
            wait = wait == 0 ? FIRST_WAIT : wait * 2;
        }
        failures.put(client, new Failures(inARow, clock.getAsLong() + wait));
    }

    /** To be called now and then. @return false when nothing waits and nothing runs */
    synchronized boolean pass() {
        long now = clock.getAsLong();
        for (Turn turn : List.copyOf(waiting)) {
            if (now - turn.arrived > PATIENCE) {
                waiting.remove(turn);
                turn.outcome.refuse();
            }
        }
        running.forEach(t -> t.isLong |= now - t.began > LONG);
        next();
        return !waiting.isEmpty() || !running.isEmpty();
    }

    private void next() {
        for (Turn turn = first(); turn != null; turn = first()) {
            waiting.remove(turn);
            turn.began = clock.getAsLong();
            turn.isLong = sendsLong(turn.client);
            running.add(turn);
            turn.outcome.begin();
        }
        boolean shortWaits = waiting.stream().anyMatch(t -> !sendsLong(t.client) && mayRun(t));
        long stopping = running.stream().filter(Turn::gaveWay).count();
        if (shortWaits && running.size() >= places && stopping == 0) {
            running.stream()
                    .filter(t -> t.isLong)
                    .max(Comparator.comparingLong(t -> t.began))
                    .ifPresent(Turn::stop);
        }
    }

    /** Those of clients with short queries first, then the client that has fewest running, then the oldest. */
    private @Nullable Turn first() {
        if (running.size() >= places) {
            return null;
        }
        boolean longPlace = running.stream().filter(t -> t.isLong).count() < longPlaces;
        return waiting.stream()
                .filter(t -> mayRun(t) && (longPlace || !sendsLong(t.client)))
                .min(Comparator.<Turn, Boolean>comparing(t -> sendsLong(t.client))
                        .thenComparing(t -> runningOf(t.client))
                        .thenComparing(t -> t.arrived))
                .orElse(null);
    }

    private boolean mayRun(Turn turn) {
        Failures before = failures.get(turn.client);
        return runningOf(turn.client) < placesOfClient && (before == null || clock.getAsLong() - before.until() >= 0);
    }

    /** The newest of the client that has most waiting, rather one with long queries. */
    private void refuseOne() {
        Turn refused = waiting.stream()
                .max(Comparator.<Turn, Boolean>comparing(t -> sendsLong(t.client))
                        .thenComparing(t -> waitingOf(t.client))
                        .thenComparing(t -> t.arrived))
                .orElseThrow();
        waiting.remove(refused);
        refused.outcome.refuse();
    }

    private boolean sendsLong(String client) {
        return usual.getOrDefault(client, 0L) > LONG;
    }

    private long runningOf(String client) {
        return running.stream().filter(t -> t.client.equals(client)).count();
    }

    private long waitingOf(String client) {
        return waiting.stream().filter(t -> t.client.equals(client)).count();
    }
}
