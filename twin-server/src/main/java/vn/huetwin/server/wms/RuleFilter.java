package vn.huetwin.server.wms;

import java.util.ArrayList;
import java.util.List;
import org.geotools.api.filter.Filter;
import org.geotools.api.filter.FilterFactory;
import org.geotools.api.filter.expression.Expression;
import org.geotools.factory.CommonFactoryFinder;
import vn.huetwin.server.ows.OwsException;
import vn.huetwin.server.ows.XmlElement;

/** The filter of a rule (OGC 02-059, 04-095): logic and comparisons of properties with constants. Nothing is computed. */
final class RuleFilter {
    private static final FilterFactory FILTERS = CommonFactoryFinder.getFilterFactory();
    private static final int MOST_DEPTH = 30;

    private RuleFilter() {}

    /**
     * Reads {@code ogc:Filter}.
     *
     * @throws OwsException if it holds what is not known here
     */
    static Filter read(XmlElement filter) {
        if (filter.children().size() != 1) {
            throw Sld.refused("Filter", "cần đúng một điều kiện", "exactly one condition is needed");
        }
        return condition(filter.children().get(0), 0);
    }

    private static Filter condition(XmlElement element, int depth) {
        if (depth > MOST_DEPTH) {
            throw Sld.refused("Filter", "lồng quá sâu", "it is nested too deeply");
        }
        return switch (element.name()) {
            case "And" -> FILTERS.and(all(element, depth));
            case "Or" -> FILTERS.or(all(element, depth));
            case "Not" -> FILTERS.not(condition(child(element, 0), depth + 1));
            case "PropertyIsEqualTo" ->
                FILTERS.equal(operand(element, 0), operand(element, 1), isMatchingCase(element));
            case "PropertyIsNotEqualTo" ->
                FILTERS.notEqual(operand(element, 0), operand(element, 1), isMatchingCase(element));
            case "PropertyIsLessThan" -> FILTERS.less(operand(element, 0), operand(element, 1));
            case "PropertyIsLessThanOrEqualTo" -> FILTERS.lessOrEqual(operand(element, 0), operand(element, 1));
            case "PropertyIsGreaterThan" -> FILTERS.greater(operand(element, 0), operand(element, 1));
            case "PropertyIsGreaterThanOrEqualTo" -> FILTERS.greaterOrEqual(operand(element, 0), operand(element, 1));
            case "PropertyIsNull" -> FILTERS.isNull(operand(element, 0));
            case "PropertyIsBetween" ->
                FILTERS.between(operand(element, 0), operand(child(element, 1), 0), operand(child(element, 2), 0));
            case "PropertyIsLike" -> like(element);
            default -> throw Sld.unsupported(element.name());
        };
    }

    private static boolean isMatchingCase(XmlElement element) {
        return !"false".equals(element.attribute("matchCase"));
    }

    private static Filter like(XmlElement element) {
        String escape =
                element.attribute("escape") == null ? element.attribute("escapeChar") : element.attribute("escape");
        return FILTERS.like(
                operand(element, 0),
                child(element, 1).text(),
                or(element.attribute("wildCard"), "*"),
                or(element.attribute("singleChar"), "."),
                or(escape, "!"),
                isMatchingCase(element));
    }

    private static String or(@org.jspecify.annotations.Nullable String value, String otherwise) {
        return value == null ? otherwise : value;
    }

    private static List<Filter> all(XmlElement element, int depth) {
        List<Filter> filters = new ArrayList<>();
        element.children().forEach(child -> filters.add(condition(child, depth + 1)));
        return filters;
    }

    private static XmlElement child(XmlElement element, int index) {
        if (element.children().size() <= index) {
            throw Sld.refused(element.name(), "thiếu toán hạng", "an operand is missing");
        }
        return element.children().get(index);
    }

    private static Expression operand(XmlElement element, int index) {
        XmlElement operand = child(element, index);
        return switch (operand.name()) {
            case "PropertyName", "ValueReference" -> FILTERS.property(XmlElement.local(operand.text()));
            case "Literal" -> FILTERS.literal(operand.text().strip());
            default -> throw Sld.unsupported(operand.name());
        };
    }
}
