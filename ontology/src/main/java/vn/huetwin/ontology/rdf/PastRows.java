package vn.huetwin.ontology.rdf;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.query.TableNames;

/**
 * The rows of a layer as they were at a time: those that are valid since before, and past versions valid then.
 *
 * <p>The condition stands above the UNION: PostgreSQL takes apart only a UNION ALL whose arms have none, and only then
 * joins reach the indexes of both tables. It folds the constant of each arm, so each is left with its own condition.
 *
 * <p>Whether a layer has a past at all is asked once: to look for each row of a join into an empty table takes as long as
 * to look into an index.
 */
final class PastRows {
    private PastRows() {}

    /**
     * What stands after FROM.
     *
     * @param present the present rows that the reader sees
     * @param past    the past versions that the reader sees
     */
    static String of(Layer layer, String present, String past, Instant time) {
        List<String> names =
                new ArrayList<>(List.of("id", "ward_code", "valid_from", "recorded_at", "position", "batch"));
        if (layer.hasGeometry()) {
            names.add("geometry");
            names.add("geometry_local");
        }
        for (Property property : layer.properties()) {
            names.add(TableNames.quote(property.name()));
        }
        String columns = String.join(", ", names);
        String then = "'" + time + "'::timestamptz";
        return "(SELECT * FROM (SELECT " + columns + ", TRUE AS is_present, NULL::tstzrange AS valid,"
                + " NULL::timestamptz AS known_until FROM " + present + " now UNION ALL SELECT " + columns
                + ", FALSE, valid, known_until FROM " + past
                + " past) version WHERE CASE WHEN is_present THEN valid_from <= "
                + then + " ELSE (SELECT EXISTS (SELECT FROM " + TableNames.history(layer) + ")) AND valid @> " + then
                + " AND known_until IS NULL END)";
    }
}
