package vn.huetwin.server.wms;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
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
 * The parameter TIME (06-042, annexes C and D): an instant, a year, month or day of the city, or an interval of these.
 * A layer with times of its own shows what lies in it; at an instant, and on other layers, the state of that time is
 * shown.
 *
 * @param instant whether both ends are one moment
 */
record TimeValue(Instant begin, Instant end, boolean instant) {
    private static final ZoneId CITY = ZoneId.of("Asia/Ho_Chi_Minh");
    private static final FilterFactory FILTERS = CommonFactoryFinder.getFilterFactory();

    /**
     * The time that is wanted, or null for the present.
     *
     * @throws OwsException InvalidDimensionValue
     */
    static @Nullable TimeValue find(WmsParameters parameters) {
        String text = parameters.find("TIME");
        if (text == null || text.equalsIgnoreCase("current") || text.equalsIgnoreCase("default")) {
            return null;
        }
        String[] parts = text.split("/", -1);
        try {
            if (parts.length > 3) {
                throw new DateTimeException("more than start/end/period");
            }
            TimeValue first = single(parts[0].strip());
            TimeValue last = parts.length == 1 ? first : single(parts[1].strip());
            if (first.begin.isAfter(last.end)) {
                throw new DateTimeException("the end comes before the start");
            }
            return new TimeValue(first.begin, last.end, first.begin.equals(last.end));
        } catch (DateTimeException e) {
            String shown = KeyValues.shorten(text);
            throw WmsParameters.refused(
                    "InvalidDimensionValue",
                    "TIME",
                    "TIME: '" + shown
                            + "' không phải thời điểm hay khoảng ISO 8601, ví dụ 2026-01-31 hoặc 2026-01/2026-03",
                    "TIME: '" + shown
                            + "' is neither a time nor an interval of ISO 8601, such as 2026-01-31 or 2026-01/2026-03");
        }
    }

    private static TimeValue single(String text) {
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
        return new TimeValue(time, time, true);
    }

    /**
     * Whole days.
     *
     * @param after the first day that is not in it
     */
    private static TimeValue days(LocalDate from, LocalDate after) {
        return new TimeValue(
                from.atStartOfDay(CITY).toInstant(),
                after.atStartOfDay(CITY).toInstant().minusMillis(1),
                false);
    }

    /** The property that tells the times of a layer, if there is one that the reader sees. */
    static @Nullable Property property(Layer layer, Access access) {
        String name = layer.timeProperty();
        Property property = name == null ? null : layer.find(name);
        return property == null || !access.sees(property) ? null : property;
    }

    /** The view at this time. */
    LayerView of(LayerView view) {
        Property property = property(view.layer(), view.access());
        if (instant || property == null) {
            return new LayerView(view.layer(), view.style(), view.filter(), end, view.access());
        }
        boolean date = property.type() == ValueType.DATE;
        Filter within = FILTERS.between(FILTERS.property(property.name()), literal(begin, date), literal(end, date));
        Filter filter = view.filter() == Filter.INCLUDE ? within : FILTERS.and(view.filter(), within);
        return new LayerView(view.layer(), view.style(), filter, view.asOf(), view.access());
    }

    private static org.geotools.api.filter.expression.Literal literal(Instant time, boolean date) {
        return FILTERS.literal(date ? LocalDate.ofInstant(time, CITY).toString() : time.toString());
    }
}
