package vn.huetwin.ontology.rdf;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.query.TableNames;

/** The rows of a layer as they were at a time: those that are valid since before, and past versions valid then. */
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
        return "(SELECT " + columns + " FROM " + present + " now WHERE valid_from <= " + then + " UNION ALL SELECT "
                + columns + " FROM " + past + " past WHERE valid @> " + then
                + " AND known_until IS NULL)";
    }
}
