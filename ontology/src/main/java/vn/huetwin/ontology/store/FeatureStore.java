package vn.huetwin.ontology.store;

import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Envelope;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.FeatureId;
import vn.huetwin.ontology.feature.Feature;
import vn.huetwin.ontology.query.FeatureCursor;
import vn.huetwin.ontology.query.FeatureQuery;

/** Reads features. Every read says who asks. */
public final class FeatureStore {
    private final DataSource dataSource;
    private final Catalogue catalogue;

    public FeatureStore(DataSource dataSource, Catalogue catalogue) {
        this.dataSource = dataSource;
        this.catalogue = catalogue;
    }

    /** Streams the answer. @throws vn.huetwin.ontology.catalogue.UnknownLayerException if the caller sees no such layer */
    public FeatureCursor query(FeatureQuery query) {
        throw new UnsupportedOperationException(query.layer() + dataSource + catalogue.iris());
    }

    /** Exact number of features, whatever the paging of the query. */
    public long count(FeatureQuery query) {
        throw new UnsupportedOperationException(query.layer());
    }

    public @Nullable Feature find(FeatureId id, Access access) {
        throw new UnsupportedOperationException(id + " " + access);
    }

    /** All versions, newest first, the present one included. */
    public List<Feature> history(FeatureId id, Access access) {
        throw new UnsupportedOperationException(id + " " + access);
    }

    /** WGS 84 lon/lat box of a layer, or null if it is empty or has no geometry. May be an estimate that is too large. */
    public @Nullable Envelope bounds(String layer, Access access) {
        throw new UnsupportedOperationException(layer + access);
    }
}
