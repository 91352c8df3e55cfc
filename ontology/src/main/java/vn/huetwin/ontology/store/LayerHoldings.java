package vn.huetwin.ontology.store;

import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.huetwin.ontology.catalogue.Layer;

/**
 * Copies of layers in memory, each made in the background when it is first asked for, and again when features have
 * changed. While one is made or changes wait to be taken in there is none: who asks has to go to the database. Any
 * thread may ask.
 *
 * @param <C> a copy of a layer; immutable
 * @param <W> what a copy can be asked to hold beside the layer
 */
public final class LayerHoldings<C, W> implements AutoCloseable {
    /** Changed features from which on a layer is read again as a whole. */
    public static final int MOST_CHANGES = 2_000;

    private static final Logger log = LoggerFactory.getLogger(LayerHoldings.class);

    /** Makes copies. */
    public interface Maker<C, W> {
        /**
         * Makes the next copy, from the last one if that is still good.
         *
         * @param held    the last copy; null if all has to be read
         * @param changed keys of features that have changed since
         * @param wanted  what it has to hold beside
         * @return null if it does not fit
         */
        @Nullable
        C make(Layer layer, @Nullable C held, List<String> changed, List<W> wanted) throws SQLException;
    }

    /** What is held of a layer, and what waits to be taken in. */
    private static final class Holding<C, W> {
        private volatile @Nullable C copy;
        private volatile boolean tooLarge;
        /** Keys that have changed; guarded by this holding. */
        private final Set<String> pending = new LinkedHashSet<>();

        /** Those of them that are being taken in; one that changes meanwhile is pending again. */
        private List<String> taken = List.of();

        private final Set<W> wanted = new LinkedHashSet<>();
        private boolean busy;
        /** Grows when all that is held becomes void, also what is being read. */
        private int epoch;
        /** Changes since it was found to be too large. */
        private int changes;

        boolean isUpToDate() {
            return copy != null && pending.isEmpty() && taken.isEmpty();
        }
    }

    private final Map<Layer, Holding<C, W>> holdings = new ConcurrentHashMap<>();
    private final Maker<C, W> maker;
    private final ExecutorService loader;

    /** @param name of the thread that makes the copies */
    public LayerHoldings(String name, Maker<C, W> maker) {
        this.maker = maker;
        loader = Executors.newSingleThreadExecutor(work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Whether a layer is in memory with nothing left to take in. */
    public boolean holds(Layer layer) {
        Holding<C, W> holding = holdings.get(layer);
        if (holding == null) {
            return false;
        }
        synchronized (holding) {
            return holding.isUpToDate() && !holding.busy && holding.wanted.isEmpty();
        }
    }

    /** What the copies of all other layers amount to. */
    public long others(Layer layer, ToLongFunction<C> bytes) {
        long sum = 0;
        for (Map.Entry<Layer, Holding<C, W>> entry : holdings.entrySet()) {
            C copy = entry.getValue().copy;
            sum += entry.getKey() == layer || copy == null ? 0 : bytes.applyAsLong(copy);
        }
        return sum;
    }

    /**
     * The copy if it is up to date and suffices; else null, and it is made in the background.
     *
     * @param wanted what the copy is to hold
     */
    public @Nullable C find(Layer layer, W wanted, Predicate<C> suffices) {
        Holding<C, W> holding = holdings.computeIfAbsent(layer, l -> new Holding<>());
        if (holding.tooLarge) {
            return null;
        }
        synchronized (holding) {
            C copy = holding.copy;
            boolean enough = copy != null && suffices.test(copy);
            if (enough && holding.isUpToDate()) {
                return copy;
            }
            if (!enough) {
                holding.wanted.add(wanted);
            }
        }
        work(layer, holding);
        return null;
    }

    /** Takes in that features have changed; of an unknown number if {@code keys} is null. */
    public void changed(Layer layer, @Nullable List<String> keys) {
        Holding<C, W> holding = holdings.get(layer);
        if (holding == null) {
            return;
        }
        synchronized (holding) {
            holding.changes = keys == null ? MOST_CHANGES : holding.changes + keys.size();
            if (holding.changes >= MOST_CHANGES) {
                // it may have become smaller; to try at each change would be to read it at each
                holding.tooLarge = false;
                holding.changes = 0;
            }
            if (keys == null || holding.pending.size() + keys.size() > MOST_CHANGES) {
                holding.epoch++;
                holding.copy = null;
                holding.pending.clear();
                return;
            }
            holding.pending.addAll(keys);
        }
        if (holding.copy != null) {
            work(layer, holding);
        }
    }

    private void work(Layer layer, Holding<C, W> holding) {
        synchronized (holding) {
            if (holding.busy) {
                return;
            }
            holding.busy = true;
        }
        try {
            loader.execute(() -> run(layer, holding));
        } catch (RejectedExecutionException e) {
            log.debug("Closed while {} was to be read", layer);
        }
    }

    private void run(Layer layer, Holding<C, W> holding) {
        try {
            List<String> keys;
            List<W> wanted;
            C copy;
            int epoch;
            synchronized (holding) {
                epoch = holding.epoch;
                keys = List.copyOf(holding.pending);
                holding.taken = keys;
                holding.pending.clear();
                wanted = List.copyOf(holding.wanted);
                copy = holding.copy;
            }
            C next = maker.make(layer, copy, keys, wanted);
            synchronized (holding) {
                // what was dropped meanwhile stays dropped
                if (holding.epoch == epoch) {
                    holding.copy = next;
                    holding.tooLarge = next == null;
                    holding.changes = 0;
                }
                holding.taken = List.of();
                holding.wanted.removeAll(wanted);
            }
        } catch (SQLException | RuntimeException e) {
            log.warn("The layer {} could not be read into memory; PostGIS is asked", layer, e);
            synchronized (holding) {
                holding.copy = null;
                holding.taken = List.of();
            }
        } finally {
            boolean again;
            synchronized (holding) {
                holding.busy = false;
                again = holding.copy != null && (!holding.pending.isEmpty() || !holding.wanted.isEmpty());
            }
            if (again) {
                work(layer, holding);
            }
        }
    }

    @Override
    public void close() {
        loader.shutdownNow();
    }
}
