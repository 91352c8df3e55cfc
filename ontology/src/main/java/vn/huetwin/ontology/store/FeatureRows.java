package vn.huetwin.ontology.store;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.catalogue.ValueType;

/**
 * The answer to a query row by row, geometry as WKB: for writers that turn rows into bytes in one pass. {@link #next()}
 * comes before the first row. One thread reads; any thread may cancel.
 */
public interface FeatureRows extends AutoCloseable {
    Layer layer();

    /** The properties that {@link #value} gives, in this order. */
    List<Property> properties();

    /**
     * Goes to the next row; there is none after {@link #cancel()}.
     *
     * @throws StoreException if the database fails, runs out of time or was told to stop
     */
    boolean next();

    String key();

    /** The key in UTF-8; not to be changed. */
    byte[] keyUtf8();

    @Nullable
    String wardCode();

    /** The same in UTF-8; not to be changed. */
    byte @Nullable [] wardCodeUtf8();

    Instant validFrom();

    /** The same as text of ISO 8601, in ASCII; not to be changed. Rows of one import share it, so the last one is kept. */
    byte[] validFromText();

    Instant recordedAt();

    long position();

    String batch();

    /** End of validity of a past version; null for the present. */
    @Nullable
    Instant validTo();

    /** Two-dimensional WKB in the CRS of the query, x before y; null if there is none or none was asked for. */
    byte @Nullable [] wkb();

    /** Whether {@link #utf8} gives the value of a property. */
    default boolean isText(int property) {
        ValueType type = properties().get(property).type();
        return type == ValueType.STRING || type == ValueType.IRI;
    }

    /** A text in UTF-8 as the database sends it, without an object for each; not to be changed. */
    byte @Nullable [] utf8(int property);

    /** A value of the Java class of the property's type, or null. */
    @Nullable
    Object value(int property);

    /** Stops what is still to come, also within the database; that blocks for some milliseconds. */
    void cancel();

    @Override
    void close();
}
