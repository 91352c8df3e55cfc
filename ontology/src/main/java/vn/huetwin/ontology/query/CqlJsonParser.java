package vn.huetwin.ontology.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.geotools.api.filter.Filter;
import org.geotools.api.filter.FilterFactory;
import org.geotools.api.filter.MultiValuedFilter.MatchAction;
import org.geotools.api.filter.expression.Expression;
import org.geotools.factory.CommonFactoryFinder;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;

/**
 * Reads filters in CQL2 JSON (OGC 21-065r2, annex B): what {@link CqlParser} reads as text becomes the same filter here.
 * Errors say where in the document the fault is, as a JSON pointer (RFC 6901).
 */
public final class CqlJsonParser {
    private static final FilterFactory FILTERS = CommonFactoryFinder.getFilterFactory();
    private static final int MAX_LENGTH = 1 << 16;
    private static final int MAX_DEPTH = 60;
    private static final String KNOWN =
            "and, or, not, =, <>, <, >, <=, >=, like, between, in, isNull, s_intersects, s_equals,"
                    + " s_disjoint, s_touches, s_within, s_overlaps, s_crosses, s_contains, dwithin, beyond, t_after, t_before,"
                    + " t_equals, t_during";

    private CqlJsonParser() {}

    /** @throws FilterException on a fault, with its place */
    public static Filter parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new FilterException(
                    "filter",
                    "Bộ lọc dài quá " + MAX_LENGTH + " ký tự",
                    "The filter is longer than " + MAX_LENGTH + " characters");
        }
        return filter(CqlJson.parse(text), "", 0);
    }

    private static Filter filter(@Nullable Object json, String at, int depth) {
        if (depth > MAX_DEPTH) {
            throw wrong(at, "lồng quá " + MAX_DEPTH + " tầng", "nested deeper than " + MAX_DEPTH);
        }
        if (json instanceof Boolean flag) {
            return flag ? Filter.INCLUDE : Filter.EXCLUDE;
        }
        if (json instanceof Map<?, ?> object && object.get("op") instanceof String op) {
            if (object.get("args") instanceof List<?> args) {
                return operation(op, args, at, depth);
            }
            throw wrong(at + "/args", "cần một mảng", "an array is needed");
        }
        throw wrong(
                at, "cần một điều kiện {\"op\": …, \"args\": […]}", "a condition {\"op\": …, \"args\": […]} is needed");
    }

    private static Filter operation(String op, List<?> args, String at, int depth) {
        String inside = at + "/args/";
        return switch (op) {
            case "and", "or" -> {
                List<Filter> terms = new ArrayList<>();
                for (int i = 0; i < args.size(); i++) {
                    terms.add(filter(args.get(i), inside + i, depth + 1));
                }
                many(terms.size(), 2, at);
                yield op.equals("and") ? FILTERS.and(terms) : FILTERS.or(terms);
            }
            case "not" -> {
                count(args, 1, at);
                yield FILTERS.not(filter(args.get(0), inside + 0, depth + 1));
            }
            case "=", "<>", "<", ">", "<=", ">=" -> comparison(op, args, at);
            case "like" -> like(args, at);
            case "between" -> {
                count(args, 3, at);
                yield FILTERS.between(value(args, 0, at), value(args, 1, at), value(args, 2, at));
            }
            case "in" -> in(args, at);
            case "isNull" -> {
                count(args, 1, at);
                yield FILTERS.isNull(property(args.get(0), inside + 0));
            }
            case "dwithin", "beyond" -> distance(op, args, at);
            default -> op.startsWith("s_") ? spatial(op, args, at) : temporal(op, args, at);
        };
    }

    private static Filter comparison(String op, List<?> args, String at) {
        count(args, 2, at);
        boolean folded = isFolded(args.get(0)) && isFolded(args.get(1));
        if (folded && !op.equals("=") && !op.equals("<>")) {
            throw wrong(at, "casei chỉ dùng với =, <> và like", "casei goes with =, <> and like only");
        }
        Expression one = folded ? unfolded(args, 0, at) : value(args, 0, at);
        Expression other = folded ? unfolded(args, 1, at) : value(args, 1, at);
        return switch (op) {
            case "=" -> FILTERS.equal(one, other, !folded);
            case "<>" -> FILTERS.not(FILTERS.equal(one, other, !folded));
            case "<" -> FILTERS.less(one, other);
            case ">" -> FILTERS.greater(one, other);
            case "<=" -> FILTERS.lessOrEqual(one, other);
            default -> FILTERS.greaterOrEqual(one, other);
        };
    }

    private static boolean isFolded(@Nullable Object json) {
        return json instanceof Map<?, ?> object && "casei".equals(object.get("op"));
    }

    /** What stands within {@code casei}. */
    private static Expression unfolded(List<?> args, int index, String at) {
        String inside = at + "/args/" + index + "/args";
        Object json = args.get(index);
        if (!(json instanceof Map<?, ?> object && object.get("args") instanceof List<?> within && within.size() == 1)) {
            throw wrong(inside, "casei cần một giá trị", "casei needs one value");
        }
        return expression(within.get(0), inside + "/0");
    }

    private static Filter like(List<?> args, String at) {
        count(args, 2, at);
        boolean folded = isFolded(args.get(0)) && isFolded(args.get(1));
        Expression name = folded ? unfolded(args, 0, at) : value(args, 0, at);
        Object pattern = folded ? ((Map<?, ?>) args.get(1)).get("args") : args.get(1);
        Object text = pattern instanceof List<?> list && list.size() == 1 ? list.get(0) : pattern;
        if (!(text instanceof String wanted)) {
            throw wrong(at + "/args/1", "cần một mẫu chữ", "a pattern in quotes is needed");
        }
        return FILTERS.like(name, wanted, "%", "_", "\\", !folded, MatchAction.ANY);
    }

    private static Filter in(List<?> args, String at) {
        count(args, 2, at);
        Expression name = value(args, 0, at);
        if (!(args.get(1) instanceof List<?> values) || values.isEmpty()) {
            throw wrong(at + "/args/1", "cần một mảng giá trị", "an array of values is needed");
        }
        List<Filter> terms = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            terms.add(FILTERS.equal(name, expression(values.get(i), at + "/args/1/" + i), true));
        }
        return FILTERS.or(terms);
    }

    private static Filter distance(String op, List<?> args, String at) {
        count(args, 4, at);
        Expression one = shape(args, 0, at);
        Expression other = shape(args, 1, at);
        if (!(args.get(2) instanceof Number length)) {
            throw wrong(at + "/args/2", "cần một số", "a number is needed");
        }
        if (!(args.get(3) instanceof String unit)) {
            throw wrong(at + "/args/3", "cần đơn vị, ví dụ \"meters\"", "a unit such as \"meters\" is needed");
        }
        return op.equals("dwithin")
                ? FILTERS.dwithin(one, other, length.doubleValue(), unit)
                : FILTERS.beyond(one, other, length.doubleValue(), unit);
    }

    private static Filter spatial(String op, List<?> args, String at) {
        if (!KNOWN.contains(op)) {
            throw unknown(op, at);
        }
        count(args, 2, at);
        Expression one = shape(args, 0, at);
        Expression other = shape(args, 1, at);
        return switch (op) {
            case "s_intersects" -> FILTERS.intersects(one, other);
            case "s_equals" -> FILTERS.equal(one, other);
            case "s_disjoint" -> FILTERS.disjoint(one, other);
            case "s_touches" -> FILTERS.touches(one, other);
            case "s_within" -> FILTERS.within(one, other);
            case "s_overlaps" -> FILTERS.overlaps(one, other);
            case "s_crosses" -> FILTERS.crosses(one, other);
            case "s_contains" -> FILTERS.contains(one, other);
            default -> throw unknown(op, at);
        };
    }

    private static Filter temporal(String op, List<?> args, String at) {
        if (!List.of("t_after", "t_before", "t_equals", "t_during").contains(op)) {
            throw unknown(op, at);
        }
        count(args, 2, at);
        Expression one = value(args, 0, at);
        if (op.equals("t_during")) {
            if (!(args.get(1) instanceof Map<?, ?> object
                    && object.get("interval") instanceof List<?> ends
                    && ends.size() == 2)) {
                throw wrong(at + "/args/1", "cần {\"interval\": [từ, đến]}", "{\"interval\": [from, to]} is needed");
            }
            String inside = at + "/args/1/interval/";
            return FILTERS.and(
                    FILTERS.greater(one, expression(ends.get(0), inside + 0)),
                    FILTERS.less(one, expression(ends.get(1), inside + 1)));
        }
        Expression other = value(args, 1, at);
        return switch (op) {
            case "t_after" -> FILTERS.greater(one, other);
            case "t_before" -> FILTERS.less(one, other);
            default -> FILTERS.equal(one, other, true);
        };
    }

    private static Expression value(List<?> args, int index, String at) {
        return expression(args.get(index), at + "/args/" + index);
    }

    /** A property or a constant that is no geometry. */
    private static Expression expression(@Nullable Object json, String at) {
        if (json instanceof String || json instanceof Number || json instanceof Boolean) {
            return FILTERS.literal(json);
        }
        if (json instanceof Map<?, ?> object) {
            if (object.get("property") instanceof String) {
                return property(json, at);
            }
            for (String kind : List.of("timestamp", "date")) {
                if (object.get(kind) instanceof String time) {
                    return FILTERS.literal(time);
                }
            }
            if (object.get("op") instanceof String op) {
                throw wrong(at, "không tính hàm " + op, op + " is not supported here; functions are not evaluated");
            }
        }
        throw wrong(
                at,
                "cần một giá trị, {\"property\": …}, {\"timestamp\": …} hoặc {\"date\": …}",
                "a value, {\"property\": …}, {\"timestamp\": …} or {\"date\": …} is needed");
    }

    private static Expression property(@Nullable Object json, String at) {
        if (json instanceof Map<?, ?> object && object.get("property") instanceof String name) {
            return FILTERS.property(name);
        }
        throw wrong(at, "cần {\"property\": …}", "{\"property\": …} is needed");
    }

    private static Expression shape(List<?> args, int index, String at) {
        Object json = args.get(index);
        String inside = at + "/args/" + index;
        if (!(json instanceof Map<?, ?> object)) {
            throw wrong(inside, "cần hình học hoặc {\"property\": …}", "a geometry or {\"property\": …} is needed");
        }
        if (object.containsKey("property")) {
            return property(json, inside);
        }
        if (object.containsKey("op")) {
            throw wrong(inside, "không tính hàm", "functions are not evaluated");
        }
        Geometry geometry = CqlShape.read(object, inside);
        return FILTERS.literal(geometry);
    }

    private static void count(List<?> args, int wanted, String at) {
        if (args.size() != wanted) {
            throw wrong(
                    at + "/args",
                    "cần " + wanted + " phần tử, có " + args.size(),
                    wanted + " items are needed, there are " + args.size());
        }
    }

    private static void many(int size, int least, String at) {
        if (size < least) {
            throw wrong(at + "/args", "cần ít nhất " + least + " phần tử", least + " items or more are needed");
        }
    }

    private static FilterException unknown(String op, String at) {
        String shown = op.length() > 40 ? op.substring(0, 40) + "…" : op;
        return wrong(
                at + "/op",
                "không có '" + shown + "'; có: " + KNOWN,
                "there is no '" + shown + "'; there are: " + KNOWN);
    }

    /** @param at JSON pointer; empty for the whole document */
    static FilterException wrong(String at, String vi, String en) {
        String where = at.isEmpty() ? "/" : at;
        return new FilterException("filter", "Bộ lọc, tại " + where + ": " + vi, "The filter at " + where + ": " + en);
    }
}
