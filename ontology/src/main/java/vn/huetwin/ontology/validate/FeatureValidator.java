package vn.huetwin.ontology.validate;

import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.feature.Draft;

/** Checks drafts against their layer: key, geometry, properties, code values. */
public final class FeatureValidator {
    public Verdict check(Layer layer, Draft draft) {
        throw new UnsupportedOperationException(layer + draft.key());
    }
}
