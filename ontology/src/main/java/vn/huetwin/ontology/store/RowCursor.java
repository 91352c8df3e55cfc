package vn.huetwin.ontology.store;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.PrecisionModel;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKBReader;
import vn.huetwin.ontology.feature.Feature;
import vn.huetwin.ontology.query.FeatureCursor;

/** Features out of rows. */
final class RowCursor implements FeatureCursor {
    private final FeatureRows rows;
    private final WKBReader reader;
    private boolean fetched;
    private boolean more;

    /** @param srid of the geometries */
    RowCursor(FeatureRows rows, int srid) {
        this.rows = rows;
        reader = new WKBReader(new GeometryFactory(new PrecisionModel(), srid));
    }

    @Override
    public boolean hasNext() {
        if (!fetched) {
            more = rows.next();
            fetched = true;
        }
        return more;
    }

    @Override
    public Feature next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        fetched = false;
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < rows.properties().size(); i++) {
            Object value = rows.value(i);
            if (value != null) {
                values.put(rows.properties().get(i).name(), value);
            }
        }
        return new Feature(
                rows.layer(),
                rows.key(),
                geometry(),
                values,
                rows.wardCode(),
                rows.validFrom(),
                rows.validTo(),
                rows.recordedAt(),
                rows.position(),
                rows.batch());
    }

    private @Nullable Geometry geometry() {
        byte[] wkb = rows.wkb();
        try {
            return wkb == null ? null : reader.read(wkb);
        } catch (ParseException e) {
            throw new StoreException("The geometry of " + rows.layer().name() + "/" + rows.key() + " is broken", e);
        }
    }

    @Override
    public void cancel() {
        rows.cancel();
    }

    @Override
    public void close() {
        rows.close();
    }
}
