package vn.huetwin.ontology.catalogue;

import org.jspecify.annotations.Nullable;

/**
 * What a layer says of places that are told in words.
 *
 * @param names    what its names are good for; null if it is no gazetteer
 * @param location how its features are located; null if only coordinates count
 */
public record PlaceRules(@Nullable NameRule names, @Nullable LocationRule location) {}
