package vn.huetwin.ontology.catalogue;

import java.util.List;

/**
 * How features that come without coordinates are located by what they tell.
 *
 * @param texts     columns that tell the place in words, the best first
 * @param precision column that gets the {@link LocationPrecision}
 * @param radius    column that gets the radius in metres within which the place lies
 * @param match     column that gets the names that were recognised; it has a value only if the geometry is a guess
 */
public record LocationRule(List<String> texts, String precision, String radius, String match) {
    public LocationRule {
        texts = List.copyOf(texts);
    }
}
