package vn.huetwin.ontology.catalogue;

/** A feature: its layer and its key within the layer. */
public record FeatureId(String layer, String key) {}
