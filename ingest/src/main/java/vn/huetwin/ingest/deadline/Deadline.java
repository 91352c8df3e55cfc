package vn.huetwin.ingest.deadline;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.feature.Feature;

/**
 * The deadline of an incident, derived from how the incident is and was.
 *
 * @param end   when it was resolved, or null
 * @param since since when the deadline is in this state
 */
record Deadline(
        Feature incident,
        @Nullable String field,
        Instant start,
        Instant risk,
        Instant due,
        @Nullable Instant end,
        State state,
        Instant since) {
    /** In the order in which time leads from one to the next. */
    enum State {
        RUNNING,
        AT_RISK,
        BREACHED,
        MET,
        LATE,
        WITHDRAWN
    }

    private static final Set<String> RESOLVED = Set.of("RESOLVED", "RATED", "CLOSED");
    private static final Set<String> WITHDRAWN = Set.of("REJECTED", "DUPLICATE");

    /**
     * @param versions of the incident in their order, the present one last; those before it only if they are needed
     * @return null if nobody knows when it was sent
     */
    static @Nullable Deadline of(List<Feature> versions, DeadlineRules rules, Instant now) {
        Feature incident = versions.get(versions.size() - 1);
        Instant start = time(incident, "reported_at");
        if (start == null) {
            start = time(incident, "received_at");
        }
        if (start == null) {
            return null;
        }
        String category = text(incident, "category");
        Instant given = time(incident, "due_at");
        DeadlineRules.Term term = given == null ? rules.term(category, start) : rules.extended(category, start, given);
        String own = text(incident, "field");
        Instant end = end(versions);
        State state = state(incident, term, end, now);
        Instant since = switch (state) {
            case AT_RISK -> later(incident.validFrom(), term.risk());
            case BREACHED -> later(incident.validFrom(), term.due());
            default -> incident.validFrom();
        };
        return new Deadline(
                incident, own == null ? rules.field(category) : own, start, term.risk(), term.due(), end, state, since);
    }

    /** Whether when it was resolved is only known from its past. */
    static boolean needsPast(Feature present) {
        return isResolved(present) && time(present, "resolved_at") == null;
    }

    private static State state(Feature incident, DeadlineRules.Term term, @Nullable Instant end, Instant now) {
        if (WITHDRAWN.contains(String.valueOf(text(incident, "state")))) {
            return State.WITHDRAWN;
        }
        if (end != null) {
            return end.isAfter(term.due()) ? State.LATE : State.MET;
        }
        if (!now.isBefore(term.due())) {
            return State.BREACHED;
        }
        return now.isBefore(term.risk()) ? State.RUNNING : State.AT_RISK;
    }

    /** When it was resolved, if it is and was not opened again. */
    private static @Nullable Instant end(List<Feature> versions) {
        Feature present = versions.get(versions.size() - 1);
        if (!isResolved(present)) {
            return null;
        }
        Instant said = time(present, "resolved_at");
        if (said != null) {
            return said;
        }
        int first = versions.size() - 1;
        while (first > 0 && isResolved(versions.get(first - 1))) {
            first--;
        }
        return versions.get(first).validFrom();
    }

    private static boolean isResolved(Feature version) {
        return RESOLVED.contains(String.valueOf(text(version, "state")));
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static @Nullable Instant time(Feature incident, String property) {
        return incident.properties().get(property) instanceof Instant time ? time : null;
    }

    static @Nullable String text(Feature incident, String property) {
        return incident.properties().get(property) instanceof String text ? text : null;
    }

    /** By the names of the layer {@code deadline}. */
    Map<String, Object> properties() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("incident", incident.key());
        values.put("state", state.name());
        values.put("started_at", start);
        values.put("at_risk_at", risk);
        values.put("due_at", due);
        put(values, "ended_at", end);
        put(values, "category", text(incident, "category"));
        put(values, "field", field);
        put(values, "unit", text(incident, "unit"));
        return values;
    }

    private static void put(Map<String, Object> values, String name, @Nullable Object value) {
        if (value != null) {
            values.put(name, value);
        }
    }
}
