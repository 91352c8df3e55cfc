package vn.huetwin.ontology.catalogue;

import java.util.List;
import java.util.Set;

/**
 * What a layer says of the events that may come in for it.
 *
 * @param verbs   what can happen to a feature and what such an event must say; other verbs are held to the layer alone
 * @param refused members that tell of persons and are never taken
 * @param derived whether the server alone makes its features, from those of other layers
 */
public record EventRules(List<Verb> verbs, Set<String> refused, boolean derived) {
    public EventRules {
        verbs = List.copyOf(verbs);
        refused = Set.copyOf(refused);
    }
}
