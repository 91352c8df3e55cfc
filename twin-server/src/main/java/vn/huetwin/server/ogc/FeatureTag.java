package vn.huetwin.server.ogc;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.server.http.EntityTag;
import vn.huetwin.server.http.HttpProblem;

/**
 * The strong tag of one feature. It names three things: if the layer is the same, so is the feature, and nothing needs to be
 * read; if only the feature is the same, an edit of it is not lost.
 *
 * @param layer          version of its layer
 * @param representation language, format, CRS and whatever else chooses among the answers
 * @param feature        version of the feature itself
 */
record FeatureTag(String layer, String representation, String feature) {
    private static final String BETWEEN = "-";

    EntityTag tag() {
        return new EntityTag(layer + BETWEEN + representation + BETWEEN + feature, false);
    }

    private static @Nullable FeatureTag parse(EntityTag tag) {
        String[] parts = tag.opaque().split(BETWEEN, -1);
        return parts.length == 3 ? new FeatureTag(parts[0], parts[1], parts[2]) : null;
    }

    /** The tag that a client has of the present state of the layer, whatever the feature; null if it has none. */
    static @Nullable EntityTag known(@Nullable String ifNoneMatch, String layer, String representation) {
        for (EntityTag tag : EntityTag.list(ifNoneMatch)) {
            FeatureTag known = parse(tag);
            if (known != null && known.layer.equals(layer) && known.representation.equals(representation)) {
                return new EntityTag(tag.opaque(), false);
            }
        }
        return null;
    }

    /** Whether a client has the same answer from an earlier state of the layer. */
    boolean isIn(@Nullable String ifNoneMatch) {
        return EntityTag.list(ifNoneMatch).stream()
                .map(FeatureTag::parse)
                .anyMatch(t -> t != null && t.representation.equals(representation) && t.feature.equals(feature));
    }

    /**
     * Refuses a change of what the client has not seen (RFC 9110, 13.1.1 and 13.1.2).
     *
     * @param present version of the feature, or null if there is none
     * @throws HttpProblem 412
     */
    static void check(RoutingContext context, @Nullable String present) {
        String match = context.request().getHeader(HttpHeaders.IF_MATCH);
        if (match != null && !matches(match, present)) {
            throw new HttpProblem(
                    412,
                    "changed-meanwhile",
                    "If-Match",
                    new Text(
                            "Đối tượng đã được người khác sửa; hãy đọc lại, sửa trên bản mới và gửi ETag mới",
                            "Somebody else has changed the feature; read it again, edit the new state and send its ETag"));
        }
        String none = context.request().getHeader(HttpHeaders.IF_NONE_MATCH);
        if (none != null && present != null && (EntityTag.isAny(none) || names(none, present, true))) {
            throw new HttpProblem(
                    412,
                    "exists-already",
                    "If-None-Match",
                    new Text("Đối tượng đã có", "There is such a feature already"));
        }
    }

    private static boolean matches(String header, @Nullable String present) {
        return present != null && (EntityTag.isAny(header) || names(header, present, false));
    }

    private static boolean names(String header, String feature, boolean weak) {
        return EntityTag.list(header).stream()
                .filter(tag -> weak || !tag.weak())
                .map(FeatureTag::parse)
                .anyMatch(tag -> tag != null && tag.feature.equals(feature));
    }
}
