package vn.huetwin.ontology.catalogue;

import java.util.List;
import java.util.Map;

/**
 * Something that can happen to a feature: the last part of an event type. What it sets holds where an event does not say
 * it itself.
 *
 * @param sets     values by property
 * @param stamps   properties that get the time of the event
 * @param clears   properties whose value goes
 * @param requires what an event must say: properties or {@code geometry}
 * @param from     states in which it is expected; empty for all. In others it is taken too, and noted
 */
public record Verb(
        String name,
        Text label,
        Map<String, String> sets,
        List<String> stamps,
        List<String> clears,
        List<String> requires,
        List<String> from) {
    /** Column that {@code from} is about. */
    public static final String STATE = "state";
}
