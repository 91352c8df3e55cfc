package vn.huetwin.ingest.event;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.LocationRule;
import vn.huetwin.ontology.catalogue.Verb;
import vn.huetwin.ontology.gazetteer.Gazetteer;
import vn.huetwin.ontology.gazetteer.GazetteerStore;
import vn.huetwin.ontology.gazetteer.Located;
import vn.huetwin.ontology.store.LayerRows;
import vn.huetwin.ontology.store.LayerWriter;
import vn.huetwin.ontology.store.VersionWriter;
import vn.huetwin.ontology.store.VersionWriter.Version;
import vn.huetwin.ontology.store.WardLocator;
import vn.huetwin.ontology.validate.FeatureValidator;
import vn.huetwin.ontology.validate.Problem;

/**
 * Folds events into the features they are about. Present and history of a feature are a function of its events and
 * imports alone: what comes last in the order of the subject is added at the end; what comes late, corrects or retracts
 * lets the whole history of the feature be derived anew.
 */
final class EventFold {
    /** {@code batch} of the rows that events made. */
    private static final String BATCH = "events";

    private static final String WARD = "ward";
    /** Position of a base that is in the tables already. */
    private static final long STORED = -1;

    private static final Comparator<CityEvent> IN_TIME = Comparator.comparing(CityEvent::time)
            .thenComparing(CityEvent::sequence, Comparator.nullsFirst(Comparator.naturalOrder()));

    /** An event that is in order, and its place in the given list. */
    private record Sound(int index, CityEvent event, Layer layer, Change change) {}

    /** What is stored about the subjects of a layer. */
    private record Known(
            Map<String, LayerRows.Row> rows, Map<String, SubjectLog.Summary> summaries, Map<String, String> numbered) {
        SubjectLog.Summary summary(String subject) {
            return summaries.getOrDefault(subject, SubjectLog.Summary.NOTHING);
        }

        boolean isKnown(String subject) {
            return rows.containsKey(subject) || !summary(subject).isEmpty();
        }
    }

    private final Catalogue catalogue;
    private final EventCheck check;
    private final LayerWriter writer;
    private final VersionWriter versions;
    private final GazetteerStore gazetteers;
    private final ObjectMapper mapper = new ObjectMapper();

    EventFold(Catalogue catalogue, FeatureValidator validator, LayerWriter writer) {
        this.catalogue = catalogue;
        this.writer = writer;
        check = new EventCheck(validator);
        versions = new VersionWriter(writer);
        gazetteers = new GazetteerStore(catalogue);
    }

    /** Looks at an event by itself; any thread may do so. */
    EventCheck.Reading read(CityEvent event) {
        return check.read(event, catalogue);
    }

    /**
     * Looks at all in the order of their subjects, stores what is sound and derives what follows from it.
     *
     * @param receipts gets what became of each event, by its index
     */
    void apply(Connection connection, List<EventCheck.Reading> events, Instant now, Map<Integer, Receipt> receipts)
            throws SQLException {
        Map<Layer, List<Integer>> byLayer = new LinkedHashMap<>();
        for (int i = 0; i < events.size(); i++) {
            Layer layer = events.get(i).layer();
            if (layer == null) {
                receipts.put(i, new Receipt.Rejected(events.get(i).problems()));
            } else {
                byLayer.computeIfAbsent(layer, l -> new ArrayList<>()).add(i);
            }
        }
        List<Sound> sound = new ArrayList<>();
        Map<Layer, Known> known = new HashMap<>();
        for (Map.Entry<Layer, List<Integer>> entry : byLayer.entrySet()) {
            List<CityEvent> own =
                    entry.getValue().stream().map(i -> events.get(i).event()).toList();
            Known stored = known(connection, entry.getKey(), own);
            known.put(entry.getKey(), stored);
            sort(entry.getKey(), events, entry.getValue(), stored, sound, receipts);
        }
        locate(connection, sound);
        WardLocator wards = writer.wards(connection);
        Map<Layer, Map<String, List<Timeline.Entry>>> added = append(connection, sound, known, wards, now, receipts);
        Map<Long, Problem> notes = new HashMap<>();
        for (Map.Entry<Layer, Map<String, List<Timeline.Entry>>> entry : added.entrySet()) {
            Known stored = known.get(entry.getKey());
            if (stored != null) {
                derive(connection, entry.getKey(), entry.getValue(), stored, wards, now, notes);
                wards = entry.getKey().name().equals(WARD) ? writer.wards(connection) : wards;
            }
        }
        for (Receipt receipt : receipts.values()) {
            if (receipt instanceof Receipt.Accepted accepted) {
                Problem note = notes.get(accepted.position());
                if (note != null) {
                    accepted.notes().add(note);
                }
            }
        }
    }

    private static Known known(Connection connection, Layer layer, List<CityEvent> events) throws SQLException {
        Set<String> subjects = new HashSet<>();
        events.forEach(e -> subjects.add(e.subject()));
        Map<String, SubjectLog.Summary> summaries = SubjectLog.summaries(connection, layer.name(), subjects);
        List<CityEvent> repeating = events.stream()
                .filter(e -> !summaries
                        .getOrDefault(e.subject(), SubjectLog.Summary.NOTHING)
                        .isBelow(e.sequence()))
                .toList();
        return new Known(
                LayerRows.load(connection, layer, subjects),
                summaries,
                SubjectLog.numbered(connection, layer.name(), repeating));
    }

    /** Sorts sound events from bad ones, in the order of their times, so that what makes a subject known comes first. */
    private void sort(
            Layer layer,
            List<EventCheck.Reading> events,
            List<Integer> indexes,
            Known known,
            List<Sound> sound,
            Map<Integer, Receipt> receipts) {
        Set<String> begun = new HashSet<>();
        Map<String, String> numbered = known.numbered();
        List<Integer> inOrder = indexes.stream()
                .sorted(Comparator.comparing((Integer i) -> events.get(i).event(), IN_TIME))
                .toList();
        for (Integer i : inOrder) {
            EventCheck.Reading reading = events.get(i);
            CityEvent event = reading.event();
            boolean mayWait = known.isKnown(event.subject()) || begun.contains(event.subject());
            List<Problem> problems = new ArrayList<>(reading.problems(mayWait));
            if (problems.isEmpty() && event.sequence() != null) {
                String place = SubjectLog.key(event.source(), event.subject(), event.sequence());
                String holder = numbered.putIfAbsent(place, event.id());
                if (holder != null && !holder.equals(event.id())) {
                    problems.add(EventCheck.sequenceTaken(event, holder));
                }
            }
            if (problems.isEmpty()) {
                begun.add(event.subject());
                sound.add(new Sound(i, event, layer, reading.change()));
            } else {
                receipts.put(i, new Receipt.Rejected(problems));
            }
        }
    }

    /** Finds the places of those that come without coordinates; what is found goes into the log with the event. */
    private void locate(Connection connection, List<Sound> sound) throws SQLException {
        Gazetteer gazetteer = null;
        for (int i = 0; i < sound.size(); i++) {
            Sound s = sound.get(i);
            LocationRule rule = s.layer().location();
            if (rule == null || s.change().geometry() != null) {
                continue;
            }
            String words = s.change().words(s.layer(), rule);
            if (words != null) {
                gazetteer = gazetteer == null ? gazetteers.current(connection) : gazetteer;
                Change located = s.change().at(words.isBlank() ? Located.UNKNOWN : gazetteer.locate(words));
                sound.set(i, new Sound(s.index(), s.event(), s.layer(), located));
            }
        }
    }

    /** @return what is new in the log, by layer and subject */
    private Map<Layer, Map<String, List<Timeline.Entry>>> append(
            Connection connection,
            List<Sound> sound,
            Map<Layer, Known> known,
            WardLocator wards,
            Instant now,
            Map<Integer, Receipt> receipts)
            throws SQLException {
        Map<Layer, Map<String, List<Timeline.Entry>>> added = new LinkedHashMap<>();
        if (sound.isEmpty()) {
            return added;
        }
        List<EventLog.Draft> drafts = new ArrayList<>();
        Map<String, Place> places = new HashMap<>();
        for (Sound s : sound) {
            CityEvent event = s.event();
            Geometry place = place(s, known.get(s.layer()), places);
            drafts.add(new EventLog.Draft(
                    event.source(),
                    event.id(),
                    event.type(),
                    s.layer().name(),
                    event.subject(),
                    event.time(),
                    wards.locate(place),
                    event.data().toString(),
                    text(event.extensions()),
                    event.sequence(),
                    event.amends(),
                    place == null || place.isEmpty() ? null : place.getInteriorPoint(),
                    LocatedJson.write(s.change().place())));
        }
        Map<Integer, Long> positions = EventLog.append(connection, drafts, now);
        for (int i = 0; i < sound.size(); i++) {
            Sound s = sound.get(i);
            Long position = positions.get(i);
            if (position == null) {
                receipts.put(s.index(), new Receipt.Duplicate());
            } else {
                receipts.put(s.index(), new Receipt.Accepted(position, new ArrayList<>(0)));
                added.computeIfAbsent(s.layer(), l -> new LinkedHashMap<>())
                        .computeIfAbsent(s.event().subject(), k -> new ArrayList<>())
                        .add(Timeline.Entry.of(s.event(), s.change(), position, now));
            }
        }
        return added;
    }

    /** @param guess whether words told it, not coordinates */
    private record Place(@Nullable Geometry geometry, boolean guess) {
        private static final Place NONE = new Place(null, true);
    }

    /** The place that the event names, or where the feature was said to be before. */
    private static @Nullable Geometry place(Sound sound, @Nullable Known known, Map<String, Place> before) {
        String subject = sound.event().subject();
        Layer layer = sound.layer();
        Place earlier = before.computeIfAbsent(layer.name() + '/' + subject, k -> {
            LayerRows.Row row = known == null ? null : known.rows().get(subject);
            LocationRule rule = layer.location();
            return row == null || row.geometry() == null
                    ? Place.NONE
                    : new Place(row.geometry(), rule != null && row.values().get(layer.indexOf(rule.match())) != null);
        });
        Geometry named = sound.change().geometry();
        Located found = sound.change().place();
        if (named != null) {
            earlier = new Place(named, false);
        } else if (found != null && earlier.guess()) {
            earlier = new Place(found.point(), true);
        }
        before.put(layer.name() + '/' + subject, earlier);
        return earlier.geometry();
    }

    private String text(Map<String, String> extensions) {
        ObjectNode node = mapper.createObjectNode();
        extensions.forEach(node::put);
        return node.toString();
    }

    private void derive(
            Connection connection,
            Layer layer,
            Map<String, List<Timeline.Entry>> added,
            Known known,
            WardLocator wards,
            Instant now,
            Map<Long, Problem> notes)
            throws SQLException {
        List<Version> all = new ArrayList<>();
        List<String> anew = new ArrayList<>();
        for (Map.Entry<String, List<Timeline.Entry>> entry : added.entrySet()) {
            String subject = entry.getKey();
            LayerRows.Row row = known.rows().get(subject);
            List<Timeline.Entry> ordered = Timeline.ordered(entry.getValue());
            if (followsAll(ordered, row, known.summary(subject))) {
                all.addAll(fold(layer, subject, imported(row), ordered, notes));
            } else {
                anew.add(subject);
            }
        }
        versions.append(connection, layer, all, null, wards);
        if (!anew.isEmpty()) {
            deriveAnew(connection, layer, anew, wards, now, notes);
        }
    }

    /** What was believed until now stays in the history as such. */
    private void deriveAnew(
            Connection connection,
            Layer layer,
            Collection<String> subjects,
            WardLocator wards,
            Instant now,
            Map<Long, Problem> notes)
            throws SQLException {
        Map<String, List<Timeline.Entry>> entries = SubjectLog.entries(connection, layer, subjects, check);
        Map<String, List<LayerRows.Imported>> imported = LayerRows.imported(connection, layer, subjects, BATCH);
        List<Version> all = new ArrayList<>();
        for (String subject : subjects) {
            all.addAll(fold(
                    layer,
                    subject,
                    imported.getOrDefault(subject, List.of()),
                    Timeline.of(entries.getOrDefault(subject, List.of())),
                    notes));
        }
        versions.supersede(connection, layer, subjects, now);
        versions.append(connection, layer, all, now, wards);
    }

    /** Whether all that is new comes after all that is stored, so that it can be added at the end. */
    private static boolean followsAll(
            List<Timeline.Entry> ordered, LayerRows.@Nullable Row row, SubjectLog.Summary summary) {
        Timeline.Entry first = ordered.get(0);
        if (summary.amended() || ordered.stream().anyMatch(e -> e.amends() || e.deletes())) {
            return false;
        }
        if (row == null) {
            return summary.isEmpty();
        }
        if (first.time().isBefore(row.validFrom())) {
            return false;
        }
        if (ordered.stream().allMatch(e -> e.sequence() != null)) {
            Long number = first.sequence();
            return summary.unnumbered() == null
                    && (summary.sequence() == null || (number != null && number > summary.sequence()));
        }
        return ordered.stream().allMatch(e -> e.sequence() == null)
                && summary.sequence() == null
                && (summary.unnumbered() == null || first.time().isAfter(summary.unnumbered()));
    }

    /** The stored present as the base of what follows; it is not written again. */
    private static List<LayerRows.Imported> imported(LayerRows.@Nullable Row row) {
        return row == null ? List.of() : List.of(new LayerRows.Imported(row, row.validFrom(), STORED, BATCH));
    }

    /** The versions that imports and events make, each until the next; incomplete states make none. */
    private List<Version> fold(
            Layer layer,
            String subject,
            List<LayerRows.Imported> imported,
            List<Timeline.Entry> ordered,
            Map<Long, Problem> notes) {
        FeatureState state = new FeatureState(layer, subject);
        List<Version> made = new ArrayList<>();
        int next = 0;
        for (Timeline.Entry entry : ordered) {
            while (next < imported.size()
                    && !imported.get(next).row().validFrom().isAfter(later(state.from(), entry.time()))) {
                add(state, imported.get(next++), made);
            }
            if (entry.deletes()) {
                state.end(entry.time());
                close(state, made);
                continue;
            }
            Problem unusual = VerbCheck.unusual(layer.verbs().get(entry.verb()), state.value(Verb.STATE));
            if (unusual != null) {
                notes.put(entry.position(), unusual);
            }
            state.apply(entry.change(), entry.time());
            add(state, entry.recordedAt(), entry.position(), BATCH, made);
        }
        while (next < imported.size()) {
            add(state, imported.get(next++), made);
        }
        return made;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private void add(FeatureState state, LayerRows.Imported version, List<Version> made) {
        state.replace(version.row());
        if (version.position() != STORED) {
            add(state, version.recordedAt(), version.position(), version.batch(), made);
        }
    }

    private void add(FeatureState state, Instant recordedAt, long position, String batch, List<Version> made) {
        if (!state.missing(check.validator()).isEmpty()) {
            return;
        }
        close(state, made);
        made.add(new Version(state.checked(), state.from(), null, recordedAt, position, batch, state.moved()));
    }

    /** The last version, if it has no end yet, ends where the state begins. */
    private static void close(FeatureState state, List<Version> made) {
        if (made.isEmpty() || made.get(made.size() - 1).until() != null) {
            return;
        }
        Version last = made.get(made.size() - 1);
        made.set(
                made.size() - 1,
                new Version(
                        last.checked(),
                        last.from(),
                        state.from(),
                        last.recordedAt(),
                        last.position(),
                        last.batch(),
                        last.moved()));
    }
}
