package vn.huetwin.server.event;

import io.vertx.core.MultiMap;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Envelope;
import vn.huetwin.ingest.event.LogEntry;
import vn.huetwin.server.http.HttpProblem;

/**
 * Which events a listener wants; what is null is not asked for.
 *
 * @param types event types, or their beginnings with a {@code *} at the end
 * @param wards codes of wards
 * @param box   WGS 84, x = longitude; events whose place is not known are not in it
 */
record StreamFilter(
        @Nullable List<String> types,
        @Nullable Set<String> wards,
        @Nullable Envelope box) {
    private static final String BOX = "bbox";

    /** From {@code type}, {@code ward} (both with commas) and {@code bbox} (west,south,east,north). */
    static StreamFilter of(MultiMap parameters) {
        String type = parameters.get("type");
        String ward = parameters.get("ward");
        String box = parameters.get(BOX);
        return new StreamFilter(
                type == null ? null : List.of(type.split(",")),
                ward == null ? null : Arrays.stream(ward.split(",")).collect(Collectors.toSet()),
                box == null ? null : box(box));
    }

    boolean matches(LogEntry entry) {
        return (types == null || types.stream().anyMatch(t -> isOf(t, entry.type())))
                && (wards == null || (entry.wardCode() != null && wards.contains(entry.wardCode())))
                && (box == null || isIn(box, entry.lon(), entry.lat()));
    }

    private static boolean isOf(String wanted, String type) {
        return wanted.endsWith("*") ? type.startsWith(wanted.substring(0, wanted.length() - 1)) : type.equals(wanted);
    }

    private static boolean isIn(Envelope box, @Nullable Double lon, @Nullable Double lat) {
        return lon != null && lat != null && box.contains(lon, lat);
    }

    private static Envelope box(String text) {
        String[] parts = text.split(",");
        try {
            if (parts.length == 4) {
                double[] n =
                        Arrays.stream(parts).mapToDouble(Double::parseDouble).toArray();
                if (n[0] <= n[2] && n[1] <= n[3]) {
                    return new Envelope(n[0], n[2], n[1], n[3]);
                }
            }
        } catch (NumberFormatException e) {
            throw invalid();
        }
        throw invalid();
    }

    private static HttpProblem invalid() {
        return HttpProblem.badRequest(
                "bbox-invalid",
                BOX,
                "bbox cần bốn số: tây,nam,đông,bắc theo độ WGS 84",
                "bbox takes four numbers: west,south,east,north in degrees of WGS 84");
    }
}
