package vn.huetwin.ingest.subscription;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.geotools.api.feature.simple.SimpleFeature;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ingest.event.LogEntry;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.AccessClass;
import vn.huetwin.ontology.query.FeatureMatch;

/**
 * Entries that follow each other in the log, and what each filter and clearance makes of them, worked out once for all
 * who ask. Safe for several threads.
 */
public final class EventPage {
    /** How the features of some entries were, told when a filter first asks. */
    interface States {
        /** By position of the entry: the states whose match makes the entry wanted; no key if it has no feature. */
        Map<Long, List<SimpleFeature>> of(List<LogEntry> entries);

        /** By position of an entry that corrects or retracts: the entry that it is about. */
        Map<Long, LogEntry> amended(List<LogEntry> entries);
    }

    private static final String HIDDEN = "";

    private final long after;
    private final List<LogEntry> entries;
    private final EventView view;
    private final States states;
    private final Map<AccessClass, @Nullable String[]> texts = new EnumMap<>(AccessClass.class);
    private final Map<FilterKey, boolean[]> wanted = new HashMap<>();
    private @Nullable Map<Long, List<SimpleFeature>> features;
    private @Nullable Map<Long, LogEntry> amended;

    private record FilterKey(EventFilter filter, AccessClass clearance) {}

    EventPage(long after, List<LogEntry> entries, EventView view, States states) {
        this.after = after;
        this.entries = List.copyOf(entries);
        this.view = view;
        this.states = states;
    }

    /** The position that the page goes on from: it holds all entries from there to {@link #last()}. */
    public long after() {
        return after;
    }

    /** The position of the last entry; {@link #after()} if there is none. */
    public long last() {
        return entries.isEmpty() ? after : entries.get(entries.size() - 1).position();
    }

    public List<LogEntry> entries() {
        return entries;
    }

    /**
     * @param filter made for a reader of this clearance
     * @return the entry as a CloudEvent, or null if it is not wanted or must not be seen
     */
    public synchronized @Nullable String json(int index, EventFilter filter, Access access) {
        if (!wanted(filter, access)[index]) {
            return null;
        }
        String[] known = texts.computeIfAbsent(access.clearance(), c -> new String[entries.size()]);
        if (known[index] == null) {
            String text = view.json(entries.get(index), access);
            known[index] = text == null ? HIDDEN : text;
        }
        return HIDDEN.equals(known[index]) ? null : known[index];
    }

    private boolean[] wanted(EventFilter filter, Access access) {
        FilterKey key = new FilterKey(filter, access.clearance());
        boolean[] known = wanted.get(key);
        if (known == null) {
            known = new boolean[entries.size()];
            for (int i = 0; i < known.length; i++) {
                known[i] = isWanted(filter, entries.get(i));
            }
            wanted.put(key, known);
        }
        return known;
    }

    /** Who heard the original hears what corrects it or takes it back, wherever the feature is now. */
    private boolean isWanted(EventFilter filter, LogEntry entry) {
        if (EventPages.amends(entry) == null) {
            return filter.wants(entry) && holds(filter, entry);
        }
        LogEntry original = amended().get(entry.position());
        boolean wanted = filter.wants(entry) || (original != null && filter.wants(original));
        return wanted && holds(filter, entry);
    }

    private boolean holds(EventFilter filter, LogEntry entry) {
        FeatureMatch match = filter.match();
        if (match == null) {
            return true;
        }
        List<SimpleFeature> known = features().get(entry.position());
        return known == null || known.stream().anyMatch(match::holds);
    }

    private Map<Long, List<SimpleFeature>> features() {
        Map<Long, List<SimpleFeature>> known = features;
        if (known == null) {
            known = states.of(entries);
            features = known;
        }
        return known;
    }

    private Map<Long, LogEntry> amended() {
        Map<Long, LogEntry> known = amended;
        if (known == null) {
            known = states.amended(entries);
            amended = known;
        }
        return known;
    }
}
