package vn.huetwin.server.sparql;

import io.vertx.ext.web.RoutingContext;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.rdf.Regime;
import vn.huetwin.server.http.Caller;
import vn.huetwin.server.http.HttpProblem;

/**
 * A query as it came, before it is parsed.
 *
 * @param explain whether the answer is how it was answered
 * @param asOf    time whose rows are read; null for now
 * @param regime  what follows from what there is
 */
record Asked(
        String text,
        List<String> defaultGraphs,
        List<String> namedGraphs,
        @Nullable String format,
        @Nullable String accept,
        boolean explain,
        @Nullable Instant asOf,
        Regime regime,
        Caller caller) {
    private static final Set<String> OFF = Set.of("false", "none", "off", "0");
    private static final ZoneId ZONE = ZoneId.of("Asia/Ho_Chi_Minh");

    /** @param parameters all values of a name */
    static Asked of(RoutingContext context, String query, Function<String, List<String>> parameters) {
        return new Asked(
                query,
                parameters.apply("default-graph-uri"),
                parameters.apply("named-graph-uri"),
                first(parameters, "format"),
                context.request().getHeader("Accept"),
                isOn(parameters, "explain", false),
                time(first(parameters, "asOf")),
                new Regime(
                        isOn(parameters, "rewrite", Regime.DEFAULT.rewrite()),
                        isOn(parameters, "inference", Regime.DEFAULT.inference())),
                Caller.of(context));
    }

    /** A switch: on unless it says false, none, off or 0. */
    private static boolean isOn(Function<String, List<String>> parameters, String name, boolean otherwise) {
        String value = first(parameters, name);
        return value == null ? otherwise : !OFF.contains(value.strip().toLowerCase(Locale.ROOT));
    }

    private static @Nullable String first(Function<String, List<String>> parameters, String name) {
        List<String> values = parameters.apply(name);
        return values.isEmpty() ? null : values.get(0);
    }

    /** A time with its offset, or a date: its end in Huế. */
    private static @Nullable Instant time(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        try {
            return text.contains("T")
                    ? OffsetDateTime.parse(text.replace(' ', '+')).toInstant()
                    : LocalDate.parse(text)
                            .plusDays(1)
                            .atStartOfDay(ZONE)
                            .toInstant()
                            .minusMillis(1);
        } catch (DateTimeException e) {
            throw HttpProblem.badRequest(
                    "time-invalid",
                    "asOf",
                    "asOf phải là ngày như 2024-12-31 hoặc thời điểm như 2024-12-31T08:00:00+07:00",
                    "asOf is a date such as 2024-12-31 or a time such as 2024-12-31T08:00:00+07:00");
        }
    }
}
