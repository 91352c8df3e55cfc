package vn.huetwin.ontology.catalogue;

import org.jspecify.annotations.Nullable;

/**
 * One concept of a code list.
 *
 * @param notation the stable key stored in tables ({@code skos:notation})
 * @param iri      the concept's IRI
 * @param broader  notation of the broader concept in the same list
 * @param colour   official or default colour as {@code #rrggbb}
 */
public record Code(
        String notation,
        String iri,
        Text label,
        @Nullable String broader,
        @Nullable String colour) {}
