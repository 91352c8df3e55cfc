package vn.huetwin.ingest.source;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.AccessClass;

/**
 * A source as it is declared.
 *
 * @param name    unique; the {@code source} attribute of events that bring none
 * @param kind    such as {@code kafka}, as declared
 * @param owner   who answers for it, or null
 * @param schema  address of the description of its messages, or null
 * @param licence terms of use, or null
 * @param access  who may know of it
 * @param period  longest usual silence; null if it may be silent
 */
public record SourceSpec(
        String name,
        String kind,
        @Nullable String owner,
        @Nullable String schema,
        @Nullable String licence,
        AccessClass access,
        @Nullable Duration period) {}
