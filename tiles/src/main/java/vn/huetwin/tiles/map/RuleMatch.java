package vn.huetwin.tiles.map;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.geotools.api.filter.Filter;
import org.geotools.api.filter.PropertyIsEqualTo;
import org.geotools.api.filter.expression.Literal;
import org.geotools.api.filter.expression.PropertyName;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.ValueType;
import vn.huetwin.ontology.query.Columns;
import vn.huetwin.ontology.query.FilterException;
import vn.huetwin.ontology.query.FilterSql;
import vn.huetwin.ontology.query.Sql;
import vn.huetwin.ontology.store.FeatureStore;
import vn.huetwin.tiles.style.Label;
import vn.huetwin.tiles.style.MapStyle;
import vn.huetwin.tiles.style.Rule;
import vn.huetwin.tiles.style.Symbolizer;

/**
 * Which rules of a style draw which features. One SQL expression tells it for each row: the value of a code list where
 * all rules ask for its codes, else a number with a bit for each filter that holds. Safe for several threads.
 */
final class RuleMatch {
    private static final int MOST_FILTERS = 62;

    private final MapStyle style;
    private final Sql column;
    private final boolean coded;
    private final List<Filter> filters = new ArrayList<>();
    /** Where the filter of each rule stands; to compare filters takes long. */
    private final IdentityHashMap<Rule, Integer> places = new IdentityHashMap<>();

    private final List<String> codes = new ArrayList<>();
    private final List<String> properties;
    private final Map<Object, Integer> numbers = new HashMap<>();
    private final List<Long> masks = new ArrayList<>();

    /** @throws FilterException if a rule or a label names what the reader does not see, or there are too many rules */
    RuleMatch(Layer layer, MapStyle style, Access access) {
        this.style = style;
        String property = codedProperty(style, new Columns(layer, access));
        coded = property != null;
        for (Rule rule : style.rules().filter(RuleMatch::isFiltered).toList()) {
            int place = filters.indexOf(rule.filter());
            places.put(rule, place < 0 ? filters.size() : place);
            if (place < 0) {
                filters.add(rule.filter());
                if (coded) {
                    String code = code(rule.filter());
                    numbers.put(code, codes.size());
                    codes.add(code);
                }
            }
        }
        if (!coded && filters.size() > MOST_FILTERS) {
            throw new FilterException(
                    "filter",
                    "Kiểu vẽ có quá " + MOST_FILTERS + " bộ lọc",
                    "A style has more than " + MOST_FILTERS + " filters");
        }
        column = property != null
                ? new Sql(new Columns(layer, access).column(property), List.of())
                : bits(layer, access);
        properties = labels(style, new Columns(layer, access));
    }

    private static boolean isFiltered(Rule rule) {
        return !rule.otherwise() && rule.filter() != Filter.INCLUDE;
    }

    /** The property whose codes all rules ask for, or null. */
    private static @Nullable String codedProperty(MapStyle style, Columns columns) {
        Set<String> names = new LinkedHashSet<>();
        for (Rule rule : style.rules().filter(RuleMatch::isFiltered).toList()) {
            boolean equality = rule.filter() instanceof PropertyIsEqualTo equal
                    && equal.isMatchingCase()
                    && equal.getExpression1() instanceof PropertyName
                    && equal.getExpression2() instanceof Literal literal
                    && literal.getValue() instanceof String;
            if (!equality) {
                return null;
            }
            names.add(((PropertyName) ((PropertyIsEqualTo) rule.filter()).getExpression1()).getPropertyName());
        }
        String name = names.size() == 1 ? names.iterator().next() : null;
        return name != null && columns.find(name) == ValueType.STRING ? name : null;
    }

    private static String code(Filter filter) {
        return (String) ((Literal) ((PropertyIsEqualTo) filter).getExpression2()).getValue();
    }

    private Sql bits(Layer layer, Access access) {
        if (filters.isEmpty()) {
            return new Sql("0::bigint", List.of());
        }
        StringBuilder sql = new StringBuilder();
        List<Object> parameters = new ArrayList<>();
        for (int i = 0; i < filters.size(); i++) {
            Sql filter = FilterSql.of(layer, filters.get(i), access, FeatureStore.LOCAL_SRID);
            sql.append(i == 0 ? "" : " | ")
                    .append("(CASE WHEN ")
                    .append(filter.text())
                    .append(" THEN ")
                    .append(1L << i)
                    .append("::bigint ELSE 0 END)");
            parameters.addAll(filter.parameters());
        }
        return new Sql(sql.toString(), parameters);
    }

    private static List<String> labels(MapStyle style, Columns columns) {
        List<String> names = style.rules()
                .flatMap(rule -> rule.symbolizers().stream())
                .flatMap(symbolizer -> symbolizer instanceof Symbolizer.Text text
                        ? text.label().properties().stream()
                        : Stream.empty())
                .distinct()
                .toList();
        names.forEach(columns::type);
        return names;
    }

    /** The expression to select. */
    Sql column() {
        return column;
    }

    /** The properties that labels need. */
    List<String> properties() {
        return properties;
    }

    /** A label with the values of a feature; empty if a property that it needs has none. */
    String text(Label label, @Nullable String @Nullable [] values) {
        StringBuilder text = new StringBuilder();
        for (Label.Part part : label.parts()) {
            String value = part.property() && values != null ? values[properties.indexOf(part.text())] : part.text();
            if (value == null) {
                return "";
            }
            text.append(value);
        }
        return text.toString();
    }

    /** The number of what the expression gave: features of one number are drawn by the same rules. */
    int number(ResultSet rows, int index) throws SQLException {
        if (coded) {
            String code = rows.getString(index);
            Integer number = code == null ? null : numbers.get(code);
            return number == null ? codes.size() : number;
        }
        long mask = rows.getLong(index);
        synchronized (numbers) {
            return number(mask);
        }
    }

    /** The number of features for which no filter holds. */
    int noNumber() {
        if (coded) {
            return codes.size();
        }
        synchronized (numbers) {
            return number(0L);
        }
    }

    private int number(long mask) {
        Integer number = numbers.get(mask);
        if (number == null) {
            number = masks.size();
            numbers.put(mask, number);
            masks.add(mask);
        }
        return number;
    }

    private boolean holds(Rule rule, int number) {
        Integer index = places.get(rule);
        if (index == null) {
            return true;
        }
        if (coded) {
            return index == number;
        }
        synchronized (numbers) {
            return (masks.get(number) >> index & 1) == 1;
        }
    }

    /** The rules of a group that draw features of a number at a scale, in their order. */
    List<Rule> rules(int group, int number, double scaleDenominator) {
        List<Rule> drawn = new ArrayList<>();
        boolean taken = false;
        for (Rule rule : style.groups().get(group)) {
            if (!rule.otherwise() && rule.isAt(scaleDenominator) && holds(rule, number)) {
                drawn.add(rule);
                taken = true;
            }
        }
        if (!taken) {
            style.groups().get(group).stream()
                    .filter(rule -> rule.otherwise() && rule.isAt(scaleDenominator))
                    .forEach(drawn::add);
        }
        return drawn;
    }
}
