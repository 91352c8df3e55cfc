package vn.huetwin.ingest.load;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.LocationPrecision;
import vn.huetwin.ontology.catalogue.LocationRule;
import vn.huetwin.ontology.gazetteer.Gazetteer;
import vn.huetwin.ontology.gazetteer.Located;
import vn.huetwin.ontology.validate.Verdict;

/**
 * Finds where the rows of a file are that have words and no coordinates, by the rule that holds for events. Coordinates
 * count more than words; how exact a file says that they are stays, and so does a guess that an export has brought out.
 */
final class ReportPlace {
    private final Gazetteer gazetteer;
    private final int[] texts;
    private final int precision;
    private final int radius;
    private final int match;

    ReportPlace(Layer layer, LocationRule rule, Gazetteer gazetteer) {
        this.gazetteer = gazetteer;
        texts = rule.texts().stream().mapToInt(layer::indexOf).toArray();
        precision = layer.indexOf(rule.precision());
        radius = layer.indexOf(rule.radius());
        match = layer.indexOf(rule.match());
    }

    Verdict.Checked located(Verdict.Checked row) {
        List<@Nullable Object> values = new ArrayList<>(row.values());
        if (row.geometry() != null) {
            if (values.get(precision) != null || values.get(match) != null) {
                return row;
            }
            values.set(precision, LocationPrecision.EXACT.notation());
            return new Verdict.Checked(row.key(), row.geometry(), values, row.validFrom(), row.repairs());
        }
        String words = words(row);
        if (words == null) {
            return row;
        }
        Located found = gazetteer.locate(words);
        values.set(precision, found.precision().notation());
        values.set(radius, found.point() == null ? null : found.radiusMetres());
        values.set(match, found.match());
        return new Verdict.Checked(row.key(), found.point(), values, row.validFrom(), row.repairs());
    }

    /** The best that it has; null if it has none. */
    private @Nullable String words(Verdict.Checked row) {
        for (int column : texts) {
            Object text = row.values().get(column);
            if (text != null && !text.toString().isBlank()) {
                return text.toString();
            }
        }
        return null;
    }
}
