package vn.huetwin.server.ogc;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.geotools.api.filter.Filter;
import org.geotools.api.filter.FilterFactory;
import org.geotools.api.filter.expression.Literal;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.ValueType;
import vn.huetwin.server.http.HttpProblem;

/**
 * The parameter {@code datetime} (OGC 17-069r4, clause 7.15.4): an instant or an interval of RFC 3339 times, open with
 * {@code ..} or nothing; both ends belong to it. A date alone is the whole day in the city. In the place of one end may
 * stand how long it is to the other, {@code 2026-01-01/P2D}, as drafts of the standard had it and its test suite asks.
 *
 * @param begin null for open
 * @param end   null for open
 */
record TimeRange(@Nullable Instant begin, @Nullable Instant end) {
    private static final ZoneId CITY = ZoneId.of("Asia/Ho_Chi_Minh");

    static TimeRange parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return new TimeRange(instant("datetime", text, false), instant("datetime", text, true));
        }
        String first = text.substring(0, slash).strip();
        String last = text.substring(slash + 1).strip();
        Instant begin = isOpen(first) || isSpan(first) ? null : instant("datetime", first, false);
        Instant end = isOpen(last) || isSpan(last) ? null : instant("datetime", last, true);
        if (begin != null && isSpan(last)) {
            end = moved(begin, last, 1, first);
        } else if (end != null && isSpan(first)) {
            begin = moved(end, first, -1, last);
        } else if (isSpan(first) || isSpan(last)) {
            throw malformed("datetime", text);
        }
        if (begin != null && end != null && begin.isAfter(end)) {
            throw HttpProblem.badRequest(
                    "invalid-datetime",
                    "datetime",
                    "datetime: '" + first + "' sau '" + last + "'; viết bắt đầu/kết thúc",
                    "datetime: '" + first + "' is after '" + last + "'; write start/end");
        }
        return new TimeRange(begin, end);
    }

    private static boolean isOpen(String text) {
        return text.isEmpty() || text.equals("..");
    }

    private static boolean isSpan(String text) {
        return text.startsWith("P") || text.startsWith("p");
    }

    /**
     * The other end of an interval by its length in ISO 8601: years to days by the calendar of the city, then hours to
     * seconds. Whole days from a date end before the next one begins.
     *
     * @param end what the known end is written as
     */
    private static Instant moved(Instant from, String span, int direction, String end) {
        int time = span.toUpperCase(Locale.ROOT).indexOf('T');
        try {
            Period days = time == 1 ? Period.ZERO : Period.parse(time < 0 ? span : span.substring(0, time));
            Duration hours = time < 0 ? Duration.ZERO : Duration.parse("P" + span.substring(time));
            boolean wholeDays = time < 0 && end.length() == 10;
            return from.atZone(CITY)
                    .plus(days.multipliedBy(direction))
                    .plus(hours.multipliedBy(direction))
                    .toInstant()
                    .minusMillis(wholeDays ? direction : 0);
        } catch (DateTimeException | ArithmeticException e) {
            throw malformed("datetime", span);
        }
    }

    /** @param endOfDay what a date alone means: its last moment, or its first */
    static Instant instant(String parameter, String text, boolean endOfDay) {
        String time = text.strip().replace(' ', '+');
        try {
            if (time.length() == 10) {
                LocalDate day = LocalDate.parse(time);
                return endOfDay
                        ? day.plusDays(1).atStartOfDay(CITY).toInstant().minusMillis(1)
                        : day.atStartOfDay(CITY).toInstant();
            }
            OffsetDateTime told = OffsetDateTime.parse(time);
            if (told.getYear() < 1 || told.getYear() > 9998) {
                throw new DateTimeException("A database tells apart years of four digits");
            }
            return told.toInstant();
        } catch (DateTimeException e) {
            throw malformed(parameter, text);
        }
    }

    private static HttpProblem malformed(String parameter, String text) {
        String shown = Parameters.shorten(text);
        boolean range = parameter.equals("datetime");
        return HttpProblem.badRequest(
                "invalid-" + parameter,
                parameter,
                parameter + ": '" + shown + "' không phải thời điểm RFC 3339, ví dụ 2026-01-31T08:00:00+07:00"
                        + (range ? " hoặc 2026-01-01/.." : ""),
                parameter + ": '" + shown + "' is no RFC 3339 time such as 2026-01-31T08:00:00+07:00"
                        + (range ? ", nor an interval such as 2026-01-01/.." : ""));
    }

    /** Features whose property lies in the range. */
    Filter on(FilterFactory filters, String property, ValueType type) {
        List<Filter> bounds = new ArrayList<>();
        if (begin != null) {
            bounds.add(filters.greaterOrEqual(filters.property(property), literal(filters, begin, type)));
        }
        if (end != null) {
            bounds.add(filters.lessOrEqual(filters.property(property), literal(filters, end, type)));
        }
        return bounds.isEmpty() ? Filter.INCLUDE : filters.and(bounds);
    }

    /** Features that are so since before the end of the range: those without a time of their own. */
    Filter onValidity(FilterFactory filters) {
        return new TimeRange(null, end).on(filters, "valid_from", ValueType.DATE_TIME);
    }

    private static Literal literal(FilterFactory filters, Instant time, ValueType type) {
        return filters.literal(
                type == ValueType.DATE ? LocalDate.ofInstant(time, CITY).toString() : time.toString());
    }
}
