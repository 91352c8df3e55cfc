package vn.huetwin.ingest.deadline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;
import vn.huetwin.ingest.event.EventLog;
import vn.huetwin.ingest.event.LogEntry;
import vn.huetwin.ingest.follow.LogWork;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.feature.Draft;
import vn.huetwin.ontology.feature.Feature;
import vn.huetwin.ontology.store.FeatureVersions;
import vn.huetwin.ontology.store.LayerRows;
import vn.huetwin.ontology.store.LayerWriter;
import vn.huetwin.ontology.store.VersionWriter;
import vn.huetwin.ontology.validate.FeatureValidator;
import vn.huetwin.ontology.validate.Verdict;

/**
 * Keeps the layer {@code deadline} and the figures: worked out when an incident changes, and when time makes a deadline at
 * risk or breached. Each change is an entry of the log: {@code vn.hue.deadline.running}, {@code .at_risk}, {@code
 * .breached}, {@code .met}, {@code .late}, {@code .withdrawn}.
 */
public final class DeadlineWatch implements LogWork {
    private static final String SOURCE = "urn:hue:twin:deadline";
    private static final String BATCH = "deadline";
    private static final int CHUNK = 1_000;

    private final Layer incidents;
    private final Layer deadlines;
    private final DeadlineRules rules;
    private final VersionWriter versions;
    private final FeatureValidator validator = new FeatureValidator(null);
    private final Figures figures = new Figures();
    private final ObjectMapper mapper = new ObjectMapper();

    public DeadlineWatch(Catalogue catalogue, LayerWriter writer, DeadlineRules rules) {
        incidents = catalogue.get("incident");
        deadlines = catalogue.get("deadline");
        this.rules = rules;
        versions = new VersionWriter(writer);
    }

    @Override
    public String name() {
        return "deadline";
    }

    @Override
    public boolean fromTheFirst() {
        return true;
    }

    @Override
    public boolean follow(Connection connection, long after, List<LogEntry> entries, Instant now) throws SQLException {
        Set<String> keys = new LinkedHashSet<>();
        boolean told = false;
        for (LogEntry entry : entries) {
            if (incidents.name().equals(entry.layer())) {
                if (entry.subject() == null) {
                    told = all(connection, entry.position(), now) || told;
                } else {
                    keys.add(entry.subject());
                }
            }
        }
        long last = entries.get(entries.size() - 1).position();
        return derive(connection, keys, Long.toString(last), now) || told;
    }

    /** After an import. */
    private boolean all(Connection connection, long cause, Instant now) throws SQLException {
        boolean told = false;
        String from = "";
        List<String> keys = keys(connection, "id > ?", from);
        for (int chunk = 0; !keys.isEmpty(); chunk++) {
            told = derive(connection, keys, cause + "-" + chunk, now) || told;
            from = keys.get(keys.size() - 1);
            keys = keys(connection, "id > ?", from);
        }
        return told;
    }

    private static List<String> keys(Connection connection, String where, String from) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT id FROM layer.incident WHERE " + where + " ORDER BY id LIMIT " + CHUNK)) {
            statement.setString(1, from);
            return texts(statement);
        }
    }

    private static List<String> texts(PreparedStatement statement) throws SQLException {
        List<String> all = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                all.add(rows.getString(1));
            }
        }
        return all;
    }

    /** The log names the change, not the clock: a clock that is set back comes by the same time twice. */
    @Override
    public boolean passTime(Connection connection, Instant now) throws SQLException {
        String sql = "SELECT id FROM layer.deadline WHERE (state = 'RUNNING' AND at_risk_at <= ?)"
                + " OR (state IN ('RUNNING', 'AT_RISK') AND due_at <= ?) ORDER BY due_at, id LIMIT " + CHUNK;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setTimestamp(1, Timestamp.from(now));
            statement.setTimestamp(2, Timestamp.from(now));
            return derive(connection, texts(statement), "t" + EventLog.last(connection), now);
        }
    }

    /** @param cause with state and key it makes the id of an event; never the same for two changes */
    private boolean derive(Connection connection, Collection<String> keys, String cause, Instant now)
            throws SQLException {
        if (keys.isEmpty()) {
            return false;
        }
        Map<String, List<Feature>> known = known(connection, keys);
        Map<String, LayerRows.Row> stored = LayerRows.load(connection, deadlines, keys);
        Map<String, List<Figures.Addend>> adds = new HashMap<>();
        List<String> gone = new ArrayList<>();
        List<Deadline> changed = new ArrayList<>();
        List<Verdict.Checked> rows = new ArrayList<>();
        for (String key : keys) {
            List<Feature> own = known.get(key);
            Deadline deadline = own == null ? null : Deadline.of(own, rules, now);
            adds.put(key, deadline == null ? List.of() : Figures.of(deadline));
            LayerRows.Row row = stored.get(key);
            if (deadline == null) {
                if (row != null) {
                    gone.add(key);
                }
                continue;
            }
            Verdict.Checked checked = checked(deadline);
            if (row == null || !isSame(row, checked)) {
                changed.add(deadline);
                rows.add(checked);
            }
        }
        figures.replace(connection, adds);
        versions.supersede(connection, deadlines, gone, now);
        return write(connection, changed, rows, stored, gone, cause, now);
    }

    /** The versions of each incident that its deadline hangs on, the present one last; one that is gone has none. */
    private Map<String, List<Feature>> known(Connection connection, Collection<String> keys) throws SQLException {
        Map<String, List<Feature>> known = new HashMap<>();
        List<String> older = new ArrayList<>();
        FeatureVersions.present(connection, incidents, keys).forEach((key, incident) -> {
            known.put(key, List.of(incident));
            if (Deadline.needsPast(incident)) {
                older.add(key);
            }
        });
        if (!older.isEmpty()) {
            known.putAll(FeatureVersions.load(connection, incidents, older, -1));
        }
        return known;
    }

    private Verdict.Checked checked(Deadline deadline) {
        Verdict verdict = validator.check(
                deadlines,
                new Draft(
                        deadline.incident().key(),
                        deadline.incident().geometry(),
                        deadline.properties(),
                        deadline.since()));
        if (verdict instanceof Verdict.Checked checked) {
            return checked;
        }
        throw new IllegalStateException("A deadline does not fit its layer: " + verdict);
    }

    private static boolean isSame(LayerRows.Row row, Verdict.Checked checked) {
        Geometry one = row.geometry();
        Geometry other = checked.geometry();
        boolean place = one == null ? other == null : other != null && one.equalsExact(other);
        return place && row.values().equals(checked.values());
    }

    private boolean write(
            Connection connection,
            List<Deadline> changed,
            List<Verdict.Checked> rows,
            Map<String, LayerRows.Row> stored,
            List<String> gone,
            String cause,
            Instant now)
            throws SQLException {
        if (changed.isEmpty() && gone.isEmpty()) {
            return false;
        }
        List<EventLog.Draft> drafts = new ArrayList<>();
        changed.forEach(d -> drafts.add(draft(d, cause)));
        gone.forEach(key -> drafts.add(draft(key, "withdrawn", cause, now, null, "{}", null)));
        Map<Integer, Long> positions = EventLog.append(connection, drafts, now);
        List<VersionWriter.Version> all = new ArrayList<>();
        for (int i = 0; i < changed.size(); i++) {
            Deadline deadline = changed.get(i);
            LayerRows.Row before = stored.get(deadline.incident().key());
            Instant since = before != null && before.validFrom().isAfter(deadline.since())
                    ? before.validFrom()
                    : deadline.since();
            Long position = positions.get(i);
            if (position == null) {
                throw new IllegalStateException("The log has an event of this deadline already: " + deadline);
            }
            all.add(new VersionWriter.Version(rows.get(i), since, null, now, position, BATCH, false));
        }
        versions.append(connection, deadlines, all, null);
        return true;
    }

    private EventLog.Draft draft(Deadline deadline, String cause) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        Geometry place = deadline.incident().geometry();
        if (place != null && !place.isEmpty()) {
            data.putObject("geometry")
                    .put("type", "Point")
                    .putArray("coordinates")
                    .add(place.getInteriorPoint().getX())
                    .add(place.getInteriorPoint().getY());
        }
        deadline.properties().forEach((name, value) -> data.put(name, value.toString()));
        return draft(
                deadline.incident().key(),
                deadline.state().name().toLowerCase(Locale.ROOT),
                cause,
                deadline.since(),
                deadline.incident().wardCode(),
                json(data),
                place);
    }

    private static EventLog.Draft draft(
            String key,
            String verb,
            String cause,
            Instant time,
            @Nullable String ward,
            String data,
            @Nullable Geometry place) {
        return new EventLog.Draft(
                SOURCE,
                key + "/" + verb + "/" + cause,
                "vn.hue.deadline." + verb,
                "deadline",
                key,
                time,
                ward,
                data,
                "{}",
                null,
                null,
                place == null || place.isEmpty() ? null : place.getInteriorPoint(),
                null);
    }

    private String json(ObjectNode node) {
        try {
            return mapper.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
