package vn.huetwin.ingest.cap;

import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;

/**
 * A CAP 1.2 message.
 *
 * @param messageType Alert, Update, Cancel, Ack or Error
 * @param references  the earlier messages that it is about
 * @param signature   whether it is signed and who vouches for it
 */
public record CapAlert(
        String identifier,
        String sender,
        OffsetDateTime sent,
        String status,
        String messageType,
        String scope,
        @Nullable String note,
        List<Reference> references,
        List<Info> infos,
        CapSignature signature) {

    /** One part of a message: what is to be feared, in one language. */
    public record Info(
            String language,
            String event,
            String urgency,
            String severity,
            String certainty,
            @Nullable OffsetDateTime effective,
            @Nullable OffsetDateTime onset,
            @Nullable OffsetDateTime expires,
            @Nullable String headline,
            @Nullable String description,
            @Nullable String instruction,
            List<Area> areas) {}

    /**
     * Where.
     *
     * @param shapes   its polygons and circles, WGS 84, longitude first
     * @param geocodes values of its geocodes, such as codes of wards
     */
    public record Area(String description, List<Geometry> shapes, List<String> geocodes) {}

    /** How a message names an earlier one (3.2.1, references). */
    public record Reference(String sender, String identifier, OffsetDateTime sent) {
        String key() {
            return CapAlert.key(sender, identifier);
        }
    }

    /** Key of the warning: sender and identifier, which together are unique and hold no comma (3.2.1). */
    public String key() {
        return key(sender, identifier);
    }

    private static String key(String sender, String identifier) {
        return sender + ',' + identifier;
    }
}
