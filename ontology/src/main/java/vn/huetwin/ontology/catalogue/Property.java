package vn.huetwin.ontology.catalogue;

import org.jspecify.annotations.Nullable;

/**
 * One property of a layer.
 *
 * @param name       column, JSON member and GeoTools property name: snake_case
 * @param iri        the RDF predicate
 * @param codeList   values are notations of this list; in RDF they are its concepts
 * @param references values are keys of this layer; in RDF they are its features
 * @param required   whether a feature without it is refused
 * @param minimum    smallest value allowed, inclusive
 * @param maximum    largest value allowed, inclusive
 * @param maxLength  longest text in characters
 * @param unit       UCUM symbol for people and services, such as {@code m} or {@code mm/h}
 * @param derived    whether the server alone sets it; what events say of it does not count
 * @param nearestMetres the value is the key of the nearest feature of the layer that it references, at most so many metres
 *                   away, 0 for what contains the point; null if it is not found so
 */
public record Property(
        String name,
        String iri,
        ValueType type,
        @Nullable CodeList codeList,
        @Nullable String references,
        Text title,
        Text description,
        boolean required,
        @Nullable Double minimum,
        @Nullable Double maximum,
        @Nullable Integer maxLength,
        @Nullable String pattern,
        @Nullable String unit,
        AccessClass access,
        boolean derived,
        @Nullable Double nearestMetres) {}
