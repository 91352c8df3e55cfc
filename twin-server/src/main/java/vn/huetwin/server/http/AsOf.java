package vn.huetwin.server.http;

import io.vertx.ext.web.RoutingContext;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parameter {@code as-of}: the time whose state is wanted, RFC 3339 in UTC. */
public final class AsOf {
    private static final String NAME = "as-of";
    /** What a database tells apart: years of four digits. */
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");

    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    private AsOf() {}

    /**
     * Null for the present.
     *
     * @throws HttpProblem 400 if it is no time
     */
    public static @Nullable Instant of(RoutingContext context) {
        List<String> given = context.queryParam(NAME);
        if (given.isEmpty()) {
            return null;
        }
        try {
            Instant time = Instant.parse(given.get(0));
            if (!time.isBefore(FIRST) && !time.isAfter(LAST)) {
                return time;
            }
        } catch (DateTimeException e) {
            // told below
        }
        throw HttpProblem.badRequest(
                "invalid-" + NAME,
                NAME,
                NAME + " phải là thời điểm như 2024-12-31T00:00:00Z",
                NAME + " is a time such as 2024-12-31T00:00:00Z");
    }
}
