package vn.huetwin.ingest.pattern;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.access.Access;

/**
 * A question that stands.
 *
 * @param query   SPARQL, ASK or SELECT; what a SELECT gives tells its solutions apart
 * @param access  who it is asked as, and who may know what it tells
 * @param layers  a change of one of these can change the answer
 * @param askedAt when it was asked last, or null
 * @param error   why that failed, or null
 */
public record StandingPattern(
        String id,
        String title,
        String query,
        Access access,
        Set<String> layers,
        @Nullable Instant askedAt,
        @Nullable String error) {}
