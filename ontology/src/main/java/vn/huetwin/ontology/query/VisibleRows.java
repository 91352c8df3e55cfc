package vn.huetwin.ontology.query;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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

    /**
     * The present, or what was valid at a time as it is believed now: current rows and history.
     *
     * @param columns of both tables, as SQL
     * @param asOf    null for the present
     */
    public static Sql validAt(Catalogue catalogue, Layer layer, Access access, String columns, @Nullable Instant asOf) {
        if (asOf == null) {
            return new Sql(present(catalogue, layer, access), List.of());
        }
        Timestamp time = Timestamp.from(asOf);
        return new Sql(
                "(SELECT " + columns + " FROM " + present(catalogue, layer, access)
                        + " p WHERE valid_from <= ? UNION ALL SELECT " + columns + " FROM "
                        + past(catalogue, layer, access) + " h WHERE valid @> ?::timestamptz AND known_until IS NULL)",
                List.of(time, time));
    }

    /** The columns that present rows and past versions share, as SQL. */
    public static String columns(Layer layer) {
        return Stream.of(
                        Stream.of("id", "ward_code", "valid_from", "recorded_at", "position", "batch"),
                        layer.hasGeometry() ? Stream.of("geometry", "geometry_local") : Stream.<String>empty(),
                        layer.properties().stream().map(property -> TableNames.quote(property.name())))
                .flatMap(names -> names)
                .collect(Collectors.joining(", "));
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
