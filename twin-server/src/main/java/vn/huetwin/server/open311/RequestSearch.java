package vn.huetwin.server.open311;

import io.vertx.core.http.HttpServerRequest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.geotools.api.filter.Filter;
import org.geotools.api.filter.FilterFactory;
import org.geotools.factory.CommonFactoryFinder;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.GeometryFactory;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.feature.Feature;
import vn.huetwin.ontology.query.FeatureCursor;
import vn.huetwin.ontology.query.FeatureQuery;
import vn.huetwin.ontology.store.FeatureStore;
import vn.huetwin.server.http.HttpProblem;

/** Finds the reports that a client of GeoReport v2 asks for. */
public final class RequestSearch {
    private static final ZoneId CITY = ZoneId.of("Asia/Ho_Chi_Minh");
    /** GeoReport v2, GET Service Requests: 90 days or the first 1,000 requests, whichever is smaller. */
    private static final Duration WINDOW = Duration.ofDays(90);

    private static final int MOST = 1_000;

    private final FeatureStore store;
    private final InstantSource clock;
    private final FilterFactory filters = CommonFactoryFinder.getFilterFactory();

    public RequestSearch(FeatureStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * What is asked.
     *
     * @param box   WGS 84, longitude first; an extension
     * @param since cursor: requests that changed after it, in the order of their changes; an extension
     */
    record Asked(
            List<String> ids,
            List<String> services,
            List<String> statuses,
            @Nullable Instant start,
            @Nullable Instant end,
            @Nullable Envelope box,
            @Nullable Long since,
            int size,
            int page) {
        static Asked of(HttpServerRequest request) {
            return new Asked(
                    list(request, "service_request_id"),
                    list(request, "service_code"),
                    statuses(list(request, "status")),
                    instant(request, "start_date"),
                    instant(request, "end_date"),
                    box(request.getParam("bbox")),
                    request.getParam("since") == null ? null : number(request, "since", 0, Long.MAX_VALUE),
                    request.getParam("page_size") == null ? MOST : (int) number(request, "page_size", 1, MOST),
                    request.getParam("page") == null ? 1 : (int) number(request, "page", 1, 1_000_000));
        }

        private static List<String> list(HttpServerRequest request, String name) {
            String text = request.getParam(name);
            List<String> values = text == null ? List.of() : Arrays.asList(text.split(","));
            if (values.size() > MOST) {
                throw wrong(name, MOST + " at most");
            }
            return values.stream().map(String::strip).filter(v -> !v.isEmpty()).toList();
        }

        private static List<String> statuses(List<String> statuses) {
            for (String status : statuses) {
                if (!status.equals("open") && !status.equals("closed")) {
                    throw wrong("status", "open or closed");
                }
            }
            return statuses;
        }

        private static @Nullable Instant instant(HttpServerRequest request, String name) {
            String text = request.getParam(name);
            if (text == null) {
                return null;
            }
            try {
                // a plus sign in an address that was not escaped reads as a blank
                return OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
            } catch (DateTimeException e) {
                throw wrong(name, "a time with a zone, such as 2026-11-01T00:00:00Z");
            }
        }

        private static @Nullable Envelope box(@Nullable String text) {
            if (text == null) {
                return null;
            }
            String[] parts = text.split(",");
            try {
                double[] n =
                        Arrays.stream(parts).mapToDouble(Double::parseDouble).toArray();
                if (n.length == 4
                        && n[0] <= n[2]
                        && n[1] <= n[3]
                        && Arrays.stream(n).allMatch(v -> Math.abs(v) <= 180)) {
                    return new Envelope(n[0], n[2], n[1], n[3]);
                }
            } catch (NumberFormatException e) {
                throw wrong("bbox", "west,south,east,north");
            }
            throw wrong("bbox", "west,south,east,north");
        }

        private static long number(HttpServerRequest request, String name, long least, long most) {
            try {
                long number = Long.parseLong(request.getParam(name));
                if (number >= least && number <= most) {
                    return number;
                }
            } catch (NumberFormatException e) {
                throw wrong(name, "a whole number from " + least + " to " + most);
            }
            throw wrong(name, "a whole number from " + least + " to " + most);
        }

        private static HttpProblem wrong(String name, String what) {
            return HttpProblem.badRequest(
                    "parameter-invalid", name, name + " không đúng: cần " + what, name + " must be " + what);
        }
    }

    List<Feature> find(Asked asked) {
        List<Filter> all = new ArrayList<>();
        if (!asked.ids().isEmpty()) {
            all.add(oneOf("id", asked.ids()));
        }
        if (!asked.services().isEmpty()) {
            all.add(oneOf("category", asked.services()));
        }
        if (asked.statuses().stream().distinct().count() == 1) {
            Filter closed = oneOf("state", List.copyOf(Open311Routes.closed()));
            all.add(
                    asked.statuses().contains("closed")
                            ? closed
                            : filters.or(filters.isNull(filters.property("state")), filters.not(closed)));
        }
        if (asked.box() != null) {
            all.add(filters.intersects(
                    filters.property("geometry"), filters.literal(new GeometryFactory().toGeometry(asked.box()))));
        }
        if (asked.since() != null) {
            all.add(filters.greater(filters.property("position"), filters.literal(asked.since())));
        }
        times(asked, all);
        FeatureQuery query = FeatureQuery.all("incident", Access.OPEN)
                .order(List.of(new FeatureQuery.SortKey(
                        asked.since() == null ? "reported_at" : "position", asked.since() == null)))
                .limit(asked.size())
                .offset((long) (asked.page() - 1) * asked.size());
        if (!all.isEmpty()) {
            query = query.filter(all.size() == 1 ? all.get(0) : filters.and(all));
        }
        List<Feature> found = new ArrayList<>();
        try (FeatureCursor cursor = store.query(query)) {
            cursor.forEachRemaining(found::add);
        }
        return found;
    }

    /** Ids and the cursor ask for what they name, however old it is. */
    private void times(Asked asked, List<Filter> all) {
        Instant start = asked.start();
        if (start == null && asked.ids().isEmpty() && asked.since() == null) {
            start = (asked.end() == null ? clock.instant() : asked.end()).minus(WINDOW);
        }
        if (start != null) {
            all.add(filters.greaterOrEqual(filters.property("reported_at"), filters.literal(start)));
        }
        if (asked.end() != null) {
            all.add(filters.lessOrEqual(filters.property("reported_at"), filters.literal(asked.end())));
        }
    }

    private Filter oneOf(String property, List<String> values) {
        List<Filter> any = new ArrayList<>();
        values.forEach(v -> any.add(filters.equals(filters.property(property), filters.literal(v))));
        return any.size() == 1 ? any.get(0) : filters.or(any);
    }

    static @Nullable String time(@Nullable Object time) {
        return time instanceof Instant instant
                ? DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                        instant.truncatedTo(ChronoUnit.SECONDS).atZone(CITY))
                : null;
    }
}
