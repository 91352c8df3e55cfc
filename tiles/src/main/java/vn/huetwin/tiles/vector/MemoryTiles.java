package vn.huetwin.tiles.vector;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Envelope;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.catalogue.ValueType;
import vn.huetwin.ontology.store.FeatureMemory;
import vn.huetwin.ontology.store.FeatureRows;
import vn.huetwin.tiles.map.Stop;

/** Vector tiles of layers that are in memory, with the features and properties that {@link VectorTiles} asks PostGIS for. */
final class MemoryTiles {
    private static final int WGS84 = 4326;

    private final FeatureMemory memory;

    MemoryTiles(FeatureMemory memory) {
        this.memory = memory;
    }

    /**
     * A tile of the present, or null if PostGIS has to be asked.
     *
     * @param least   degrees of width and height together from which on areas and lines are shown
     * @param most    features in a tile
     */
    byte @Nullable [] tile(
            Layer layer,
            List<String> names,
            Envelope box,
            TileGrid grid,
            double least,
            int most,
            Access access,
            Stop stop) {
        List<Property> properties =
                names.stream().map(layer::find).map(Objects::requireNonNull).toList();
        // their texts are those of PostgreSQL
        if (properties.stream().anyMatch(p -> p.type() == ValueType.DATE || p.type() == ValueType.DATE_TIME)) {
            return null;
        }
        boolean mercator = grid.srid() != WGS84;
        try (FeatureRows rows = memory.inBox(layer, properties, search(box, mercator), access)) {
            if (rows == null) {
                return null;
            }
            TileEncoder encoder = new TileEncoder(
                    new TileShape(box.getMinX(), box.getMaxY(), box.getWidth(), box.getHeight(), mercator));
            List<TileEncoder.Item> items = items(rows, layer.geometry().dimension(), least, stop);
            items.stream().limit(most).forEach(encoder::add);
            return encoder.tile(layer.name(), properties);
        }
    }

    /** The tile with its buffer in degrees. */
    private static Envelope search(Envelope box, boolean mercator) {
        Envelope search = new Envelope(box);
        search.expandBy(box.getWidth() * TileShape.BUFFER / TileShape.EXTENT);
        return mercator
                ? new Envelope(
                        Mercator.longitude(search.getMinX()),
                        Mercator.longitude(search.getMaxX()),
                        Mercator.latitude(search.getMinY()),
                        Mercator.latitude(search.getMaxY()))
                : search;
    }

    /** The largest areas and the longest lines first, points by their keys. */
    private static List<TileEncoder.Item> items(FeatureRows rows, int dimension, double least, Stop stop) {
        List<TileEncoder.Item> items = new ArrayList<>();
        WkbMeasure measure = new WkbMeasure();
        while (rows.next()) {
            if ((items.size() & 0xff) == 0) {
                stop.check();
            }
            byte[] wkb = rows.wkb();
            if (wkb == null) {
                continue;
            }
            if (dimension > 0) {
                measure.read(wkb);
                if (!(measure.extent() >= least)) {
                    continue;
                }
            }
            items.add(TileEncoder.Item.of(rows, wkb, measure.amount()));
        }
        if (dimension > 0) {
            items.sort(Comparator.comparingDouble(TileEncoder.Item::importance).reversed());
        }
        return items;
    }
}
