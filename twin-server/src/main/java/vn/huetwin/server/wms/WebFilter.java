package vn.huetwin.server.wms;

import io.vertx.core.json.JsonArray;
import java.util.List;
import java.util.Set;
import org.geotools.api.filter.And;
import org.geotools.api.filter.BinaryComparisonOperator;
import org.geotools.api.filter.Filter;
import org.geotools.api.filter.Not;
import org.geotools.api.filter.Or;
import org.geotools.api.filter.PropertyIsBetween;
import org.geotools.api.filter.PropertyIsEqualTo;
import org.geotools.api.filter.PropertyIsGreaterThan;
import org.geotools.api.filter.PropertyIsGreaterThanOrEqualTo;
import org.geotools.api.filter.PropertyIsLessThan;
import org.geotools.api.filter.PropertyIsLessThanOrEqualTo;
import org.geotools.api.filter.PropertyIsNotEqualTo;
import org.geotools.api.filter.PropertyIsNull;
import org.geotools.api.filter.expression.Expression;
import org.geotools.api.filter.expression.Literal;
import org.geotools.api.filter.expression.PropertyName;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.catalogue.ValueType;

/**
 * Filters as expressions of the MapLibre style specification, over the properties that vector tiles have. As everywhere, a
 * comparison with a missing value is not true, and its negation is.
 */
final class WebFilter {
    /** What cannot be said in a web style; the message names it. */
    static final class Unsaid extends Exception {
        Unsaid(String what) {
            super(what, null, false, false);
        }
    }

    private static final JsonArray ALL = new JsonArray().add("all");
    private final Layer layer;
    private final Set<String> properties;

    /** @param properties that features in the tiles have */
    WebFilter(Layer layer, Set<String> properties) {
        this.layer = layer;
        this.properties = properties;
    }

    JsonArray of(Filter filter) throws Unsaid {
        if (filter == Filter.INCLUDE) {
            return ALL.copy();
        }
        if (filter == Filter.EXCLUDE) {
            return new JsonArray().add("any");
        }
        if (filter instanceof And and) {
            return several("all", and.getChildren());
        }
        if (filter instanceof Or or) {
            return several("any", or.getChildren());
        }
        if (filter instanceof Not not) {
            return new JsonArray().add("!").add(of(not.getFilter()));
        }
        if (filter instanceof PropertyIsNull isNull) {
            return new JsonArray().add("!").add(has(property(isNull.getExpression())));
        }
        if (filter instanceof PropertyIsBetween between) {
            return new JsonArray()
                    .add("all")
                    .add(compare(">=", between.getExpression(), between.getLowerBoundary()))
                    .add(compare("<=", between.getExpression(), between.getUpperBoundary()));
        }
        if (filter instanceof BinaryComparisonOperator comparison && comparison.isMatchingCase()) {
            return compare(operator(comparison), comparison.getExpression1(), comparison.getExpression2());
        }
        throw new Unsaid("filter " + filter);
    }

    JsonArray several(String how, List<Filter> filters) throws Unsaid {
        JsonArray all = new JsonArray().add(how);
        for (Filter filter : filters) {
            all.add(of(filter));
        }
        return all;
    }

    private static String operator(BinaryComparisonOperator filter) throws Unsaid {
        if (filter instanceof PropertyIsEqualTo) {
            return "==";
        }
        if (filter instanceof PropertyIsNotEqualTo) {
            return "!=";
        }
        if (filter instanceof PropertyIsLessThan) {
            return "<";
        }
        if (filter instanceof PropertyIsLessThanOrEqualTo) {
            return "<=";
        }
        if (filter instanceof PropertyIsGreaterThan) {
            return ">";
        }
        if (filter instanceof PropertyIsGreaterThanOrEqualTo) {
            return ">=";
        }
        throw new Unsaid("filter " + filter);
    }

    private JsonArray compare(String operator, Expression one, Expression other) throws Unsaid {
        if (one instanceof Literal && other instanceof PropertyName) {
            return compare(turned(operator), other, one);
        }
        String name = property(one);
        if (!(other instanceof Literal literal)) {
            throw new Unsaid("comparison with " + other);
        }
        JsonArray get = new JsonArray().add("get").add(name);
        Property property = layer.find(name);
        ValueType type = property == null ? ValueType.STRING : property.type();
        String text = String.valueOf(literal.getValue());
        JsonArray condition = new JsonArray().add(operator);
        switch (type) {
            case INTEGER, DOUBLE ->
                condition.add(new JsonArray().add("to-number").add(get)).add(number(text));
            case BOOLEAN -> condition.add(get).add(Boolean.valueOf(text));
            default -> condition.add(new JsonArray().add("to-string").add(get)).add(text);
        }
        return new JsonArray().add("all").add(has(name)).add(condition);
    }

    private static double number(String text) throws Unsaid {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new Unsaid("'" + text + "' as a number");
        }
    }

    private static String turned(String operator) {
        return switch (operator) {
            case "<" -> ">";
            case "<=" -> ">=";
            case ">" -> "<";
            case ">=" -> "<=";
            default -> operator;
        };
    }

    private static JsonArray has(String name) {
        return new JsonArray().add("has").add(name);
    }

    private String property(Expression expression) throws Unsaid {
        if (expression instanceof PropertyName name) {
            checkProperty(name.getPropertyName());
            return name.getPropertyName();
        }
        throw new Unsaid("expression " + expression);
    }

    void checkProperty(String name) throws Unsaid {
        if (!properties.contains(name)) {
            throw new Unsaid("property " + name + ", which the tiles do not have");
        }
    }
}
