package vn.huetwin.ontology.query;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.catalogue.RasterLayer;

/** What stands after {@code FROM} for the rows of a layer that exist for a reader; an alias has to follow. */
public final class VisibleRows {
    private VisibleRows() {}

    /** The present rows. */
    public static String present(Catalogue catalogue, Layer layer, Access access) {
        return of(TableNames.table(layer), catalogue, layer, access);
    }

    /** Past versions. */
    public static String past(Catalogue catalogue, Layer layer, Access access) {
        return of(TableNames.history(layer), catalogue, layer, access);
    }

    private static String of(String table, Catalogue catalogue, Layer layer, Access access) {
        Property naming = access.naming(catalogue, layer);
        if (naming == null) {
            return table;
        }
        String known = Stream.concat(
                        access.layers(catalogue).stream().map(Layer::name),
                        access.rasters(catalogue).stream().map(RasterLayer::name))
                .map(name -> "'" + name + "'")
                .collect(Collectors.joining(", ", "ARRAY[", "]::text[]"));
        return "(SELECT * FROM " + table + " WHERE string_to_array(coalesce(" + TableNames.quote(naming.name())
                + ", ''), ' ') <@ " + known + ")";
    }
}
