package vn.huetwin.server.event;

import io.vertx.core.MultiMap;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.locationtech.jts.geom.Envelope;
import vn.huetwin.ingest.subscription.EventFilter;
import vn.huetwin.server.http.HttpProblem;

/** Reads what a listener wants from the parameters of its request. */
final class StreamFilter {
    private static final String BOX = "bbox";

    private StreamFilter() {}

    /** From {@code type}, {@code ward} (both with commas), {@code bbox} (west,south,east,north), {@code layer}, {@code filter}. */
    static EventFilter.Wish of(MultiMap parameters) {
        String type = parameters.get("type");
        String ward = parameters.get("ward");
        String box = parameters.get(BOX);
        return new EventFilter.Wish(
                type == null ? null : List.of(type.split(",")),
                ward == null ? null : Arrays.stream(ward.split(",")).collect(Collectors.toSet()),
                box == null ? null : box(box),
                parameters.get("layer"),
                parameters.get("filter"));
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
