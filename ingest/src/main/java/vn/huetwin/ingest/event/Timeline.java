package vn.huetwin.ingest.event;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The events of one subject as they count: in their order, corrected, without those that were retracted. A function of
 * the set of events alone, whatever the order in which they arrived.
 */
final class Timeline {
    /**
     * An event in the log.
     *
     * @param recordedTime when the source recorded it
     * @param corrects     id of the event whose data this one puts right
     * @param retracts     id of the event that is taken back
     * @param recordedAt   when the city learnt it
     * @param verb         what happened
     */
    record Entry(
            String source,
            String id,
            Instant time,
            @Nullable Long sequence,
            @Nullable Instant recordedTime,
            @Nullable String corrects,
            @Nullable String retracts,
            Change change,
            long position,
            Instant recordedAt,
            String verb) {
        static Entry of(CityEvent event, Change change, long position, Instant recordedAt) {
            return new Entry(
                    event.source(),
                    event.id(),
                    event.time(),
                    event.sequence(),
                    event.recordedTime(),
                    event.corrects(),
                    event.retracts(),
                    change,
                    position,
                    recordedAt,
                    event.verb());
        }

        /** Whether the feature is no more from then on. */
        boolean deletes() {
            return verb.equals(CityEvent.DELETED);
        }

        boolean amends() {
            return corrects != null || retracts != null;
        }

        /** Keeps its place in the order and takes over what the correction says. */
        private Entry with(Entry correction) {
            return new Entry(
                    source,
                    id,
                    time,
                    sequence,
                    recordedTime,
                    corrects,
                    retracts,
                    change.with(correction.change()),
                    Math.max(position, correction.position()),
                    recordedAt.isAfter(correction.recordedAt()) ? recordedAt : correction.recordedAt(),
                    verb);
        }

        private String key() {
            return source + '\n' + id;
        }
    }

    private static final Comparator<Instant> NONE_FIRST = Comparator.nullsFirst(Comparator.naturalOrder());
    private static final Comparator<Entry> BY_TIME = Comparator.comparing(Entry::time)
            .thenComparing(Entry::sequence, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(Entry::recordedTime, NONE_FIRST)
            .thenComparing(Entry::source)
            .thenComparing(Entry::id);
    private static final Comparator<Entry> BY_SEQUENCE = Comparator.comparing(
                    Entry::sequence, Comparator.nullsFirst(Comparator.<Long>naturalOrder()))
            .thenComparing(BY_TIME);

    private final Map<String, List<Entry>> amendments = new HashMap<>();

    private Timeline(List<Entry> entries) {
        for (Entry entry : entries) {
            String target = entry.corrects() == null ? entry.retracts() : entry.corrects();
            if (target != null) {
                amendments
                        .computeIfAbsent(entry.source() + '\n' + target, t -> new ArrayList<>())
                        .add(entry);
            }
        }
        amendments.values().forEach(list -> list.sort(BY_TIME));
    }

    /** By sequence if all have one, otherwise by time. */
    static List<Entry> ordered(List<Entry> entries) {
        boolean numbered = entries.stream().allMatch(e -> e.sequence() != null);
        return entries.stream().sorted(numbered ? BY_SEQUENCE : BY_TIME).toList();
    }

    static List<Entry> of(List<Entry> entries) {
        Timeline timeline = new Timeline(entries);
        List<Entry> counting = entries.stream()
                .filter(e -> !e.amends() && timeline.stands(e, new HashSet<>()))
                .map(e -> timeline.corrected(e, new HashSet<>()))
                .toList();
        return ordered(counting);
    }

    /** Whether no standing event takes it back. */
    private boolean stands(Entry entry, Set<String> asked) {
        if (!asked.add(entry.key())) {
            return true;
        }
        for (Entry amendment : amendments.getOrDefault(entry.key(), List.of())) {
            if (amendment.retracts() != null && stands(amendment, asked)) {
                return false;
            }
        }
        return true;
    }

    private Entry corrected(Entry entry, Set<String> seen) {
        Entry result = entry;
        if (!seen.add(entry.key())) {
            return result;
        }
        for (Entry amendment : amendments.getOrDefault(entry.key(), List.of())) {
            if (amendment.corrects() != null && stands(amendment, new HashSet<>())) {
                result = result.with(corrected(amendment, seen));
            }
        }
        return result;
    }
}
