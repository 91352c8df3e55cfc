package vn.huetwin.tiles.style;

import java.util.List;
import org.geotools.api.filter.Filter;
import vn.huetwin.ontology.catalogue.Text;

/**
 * Which features are drawn at which scales, and how.
 *
 * @param filter    features it is for
 * @param otherwise whether it is for the features that no other rule of its group takes; then {@code filter} is of no
 *                  account
 * @param minScale  smallest scale denominator, inclusive
 * @param maxScale  largest scale denominator, exclusive; infinite for none
 */
public record Rule(
        String name,
        Text title,
        Filter filter,
        boolean otherwise,
        double minScale,
        double maxScale,
        List<Symbolizer> symbolizers) {
    public Rule {
        symbolizers = List.copyOf(symbolizers);
    }

    public boolean isAt(double scaleDenominator) {
        return scaleDenominator >= minScale && scaleDenominator < maxScale;
    }
}
