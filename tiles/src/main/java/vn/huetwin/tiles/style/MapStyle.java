package vn.huetwin.tiles.style;

import java.util.List;
import java.util.stream.Stream;
import vn.huetwin.ontology.catalogue.Text;

/**
 * How a layer looks.
 *
 * @param name   empty for a style that came with one request
 * @param groups each drawn over all features before the next ({@code FeatureTypeStyle})
 */
public record MapStyle(String name, Text title, List<List<Rule>> groups) {
    public static final String DEFAULT = "default";

    public MapStyle {
        groups = groups.stream().map(List::copyOf).toList();
    }

    /** Whether it is used again and again; a style that came with one request has no name. */
    public boolean isKept() {
        return !name.isEmpty();
    }

    public Stream<Rule> rules() {
        return groups.stream().flatMap(List::stream);
    }

    /** Rules drawn at a scale, group by group. */
    public MapStyle at(double scaleDenominator) {
        return new MapStyle(
                name,
                title,
                groups.stream()
                        .map(rules -> rules.stream()
                                .filter(rule -> rule.isAt(scaleDenominator))
                                .toList())
                        .toList());
    }
}
