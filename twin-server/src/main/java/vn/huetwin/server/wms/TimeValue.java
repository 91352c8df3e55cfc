package vn.huetwin.server.wms;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.geotools.api.filter.Filter;
import org.geotools.api.filter.FilterFactory;
import org.geotools.factory.CommonFactoryFinder;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.catalogue.ValueType;
import vn.huetwin.server.ows.KeyValues;
import vn.huetwin.server.ows.OwsException;
import vn.huetwin.tiles.map.LayerView;

/**
 * The parameter TIME (06-042, annexes C and D): an instant, a year, month or day of the city, an interval of these, or a
 * list of all that. A layer with times of its own shows what lies in any of them; at a single instant, and on other
 * layers, the state of that time is shown, of a list that of the last.
 *
 * @param spans in the order in which they were given
 */
record TimeValue(List<Span> spans) {
    /** The value for the present state. */
    static final String CURRENT = "current";

    private static final int MOST = 100;
    private static final ZoneId CITY = ZoneId.of("Asia/Ho_Chi_Minh");
    private static final FilterFactory FILTERS = CommonFactoryFinder.getFilterFactory();

    /** From a time to another, which belong to it; both are the same for an instant. */
    private record Span(Instant begin, Instant end) {}

    /**
     * The time that is wanted, or null for the present.
     *
     * @throws OwsException InvalidDimensionValue
     */
    static @Nullable TimeValue find(WmsParameters parameters) {
        String text = parameters.find("TIME");
        if (isDefault(parameters) || CURRENT.equalsIgnoreCase(text)) {
            return null;
        }
        try {
            String[] values = String.valueOf(text).split(",", -1);
            if (values.length > MOST) {
                throw new DateTimeException("more than " + MOST + " values");
            }
            List<Span> spans = new ArrayList<>();
            for (String value : values) {
                spans.add(span(value));
            }
            return new TimeValue(List.copyOf(spans));
        } catch (DateTimeException e) {
            String shown = KeyValues.shorten(String.valueOf(text));
            throw WmsParameters.refused(
                    "InvalidDimensionValue",
                    "TIME",
                    "TIME: '" + shown
                            + "' không phải thời điểm hay khoảng ISO 8601, ví dụ 2026-01-31 hoặc 2026-01/2026-03",
                    "TIME: '" + shown
                            + "' is neither a time nor an interval of ISO 8601, such as 2026-01-31 or 2026-01/2026-03");
        }
    }

    /** Whether the request leaves the time to the server (06-042, clause C.4.2). */
    static boolean isDefault(WmsParameters parameters) {
        String text = parameters.find("TIME");
        return text == null || text.equalsIgnoreCase("default");
    }

    private static Span span(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length > 3) {
            throw new DateTimeException("more than start/end/period");
        }
        Span first = single(parts[0].strip());
        Span last = parts.length == 1 ? first : single(parts[1].strip());
        if (first.begin.isAfter(last.end)) {
            throw new DateTimeException("the end comes before the start");
        }
        return new Span(first.begin, last.end);
    }

    private static Span single(String text) {
        if (text.matches("\\d{4}")) {
            LocalDate day = LocalDate.of(Integer.parseInt(text), 1, 1);
            return days(day, day.plusYears(1));
        }
        if (text.matches("\\d{4}-\\d{2}")) {
            YearMonth month = YearMonth.parse(text);
            return days(month.atDay(1), month.plusMonths(1).atDay(1));
        }
        if (text.matches("\\d{4}-\\d{2}-\\d{2}")) {
            LocalDate day = LocalDate.parse(text);
            return days(day, day.plusDays(1));
        }
        // a time without a zone is UTC (06-042, D.2.2); a plus may have become a space on the way
        String zoned = text.replace(' ', '+');
        boolean hasZone = zoned.matches(".*(Z|[+-]\\d{2}:?\\d{2})$");
        Instant time = OffsetDateTime.parse(hasZone ? zoned : zoned + "Z").toInstant();
        return new Span(time, time);
    }

    /**
     * Whole days.
     *
     * @param after the first day that is not in it
     */
    private static Span days(LocalDate from, LocalDate after) {
        return new Span(
                from.atStartOfDay(CITY).toInstant(),
                after.atStartOfDay(CITY).toInstant().minusMillis(1));
    }

    /** The property that tells the times of a layer, if there is one that the reader sees. */
    static @Nullable Property property(Layer layer, Access access) {
        String name = layer.timeProperty();
        Property property = name == null ? null : layer.find(name);
        return property == null || !access.sees(property) ? null : property;
    }

    /** The first moment of all. */
    Instant begin() {
        return spans.stream().map(Span::begin).min(Comparator.naturalOrder()).orElseThrow();
    }

    /** The last moment of all: a state is shown as it was then. */
    Instant end() {
        return spans.stream().map(Span::end).max(Comparator.naturalOrder()).orElseThrow();
    }

    private boolean isInstant() {
        return spans.size() == 1 && begin().equals(end());
    }

    /** The view at this time. */
    LayerView of(LayerView view) {
        Property property = property(view.layer(), view.access());
        if (isInstant() || property == null) {
            return new LayerView(view.layer(), view.style(), view.filter(), end(), view.access());
        }
        boolean date = property.type() == ValueType.DATE;
        List<Filter> each = spans.stream()
                .<Filter>map(span -> FILTERS.between(
                        FILTERS.property(property.name()), literal(span.begin, date), literal(span.end, date)))
                .toList();
        Filter within = each.size() == 1 ? each.get(0) : FILTERS.or(each);
        Filter filter = view.filter() == Filter.INCLUDE ? within : FILTERS.and(view.filter(), within);
        return new LayerView(view.layer(), view.style(), filter, view.asOf(), view.access());
    }

    private static org.geotools.api.filter.expression.Literal literal(Instant time, boolean date) {
        return FILTERS.literal(date ? LocalDate.ofInstant(time, CITY).toString() : time.toString());
    }
}
