package vn.huetwin.server.wfs;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.geotools.api.filter.Filter;
import org.geotools.api.filter.FilterFactory;
import org.geotools.api.filter.expression.Expression;
import org.geotools.api.filter.expression.Literal;
import org.geotools.api.filter.identity.Identifier;
import org.geotools.factory.CommonFactoryFinder;
import org.geotools.filter.LiteralExpressionImpl;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;
import vn.huetwin.ontology.catalogue.FeatureId;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.store.GmlProperties;
import vn.huetwin.server.ows.KeyValues;
import vn.huetwin.server.ows.OwsException;
import vn.huetwin.server.ows.XmlElement;

/**
 * Filters of OGC Filter Encoding 1.0, 1.1 (05-095c1) and 2.0 (09-026r2) as GeoTools filters. Names of properties must be
 * plain: XPath is not evaluated here or anywhere, and neither are functions.
 */
final class FilterReader {
    private static final Set<String> INHERITED =
            Set.of("gml:name", "gml:description", "gml:descriptionReference", "gml:identifier", "gml:metaDataProperty");

    private static final int MAX_TERMS = 5_000;
    private static final int MAX_DEPTH = 60;
    private static final Pattern NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_-]*");
    private static final FilterFactory FILTERS = CommonFactoryFinder.getFilterFactory();

    private final GmlReader geometries;
    private final GmlProperties standard;
    private final String layer;
    private final String locator;
    private int terms;
    /** What stands for an inherited property while a condition on it is read. */
    private @Nullable Literal inherited;

    /**
     * @param standard what features have of the properties that every type inherits
     * @param layer    whose features are asked for: its name may stand in front of property names
     * @param locator  to name in errors
     */
    FilterReader(GmlReader geometries, GmlProperties standard, String layer, String locator) {
        this.geometries = geometries;
        this.standard = standard;
        this.layer = layer;
        this.locator = locator;
    }

    /** @param filter the element {@code Filter}. @throws OwsException if it says what is not known here */
    Filter read(XmlElement filter) {
        if (!filter.name().equals("Filter")) {
            throw refused("cần phần tử Filter, có " + filter, "the element Filter is needed, not " + filter);
        }
        List<XmlElement> conditions = filter.children();
        if (conditions.isEmpty()) {
            throw refused("bộ lọc rỗng", "the filter is empty");
        }
        if (conditions.stream().allMatch(FilterReader::isIdentifier)) {
            return identifiers(conditions);
        }
        if (conditions.size() > 1) {
            throw refused(
                    "chỉ một điều kiện ở tầng ngoài; dùng And hoặc Or",
                    "one condition at the outermost level only: join them with And or Or");
        }
        return condition(conditions.get(0), 0);
    }

    private static boolean isIdentifier(XmlElement element) {
        return switch (element.name()) {
            case "ResourceId", "FeatureId", "GmlObjectId" -> true;
            default -> false;
        };
    }

    private Filter identifiers(List<XmlElement> elements) {
        List<String> ids = new ArrayList<>();
        for (XmlElement element : elements) {
            String id = element.attribute(
                    switch (element.name()) {
                        case "ResourceId" -> "rid";
                        case "FeatureId" -> "fid";
                        default -> "id";
                    });
            if (id == null) {
                throw refused(element + " thiếu mã", element + " has no identifier");
            }
            if (element.name().equals("ResourceId")) {
                checkType(id);
            }
            ids.add(id);
        }
        return ids(ids, layer);
    }

    /** An identifier of another type is no member of this one, and is said to be wrong (09-025r2, 7.9.2.4.1). */
    private void checkType(String id) {
        FeatureId feature = GmlId.parse(id);
        if (feature != null && !feature.layer().equals(layer)) {
            String shown = KeyValues.shorten(id);
            throw OwsException.invalid(
                    "resourceId",
                    new Text(
                            "'" + shown + "' không thuộc loại " + layer,
                            "'" + shown + "' is not of the type " + layer));
        }
    }

    /** Features of a layer by their GML identifiers; what is no identifier of this layer finds nothing. */
    static Filter ids(List<String> ids, String layer) {
        Set<Identifier> keys = new HashSet<>();
        for (String id : ids) {
            FeatureId feature = GmlId.parse(id);
            if (feature != null && feature.layer().equals(layer)) {
                keys.add(FILTERS.featureId(feature.key()));
            }
        }
        return keys.isEmpty() ? Filter.EXCLUDE : FILTERS.id(keys);
    }

    private Filter condition(XmlElement element, int depth) {
        if (++terms > MAX_TERMS || depth > MAX_DEPTH) {
            throw refused(
                    "bộ lọc quá lớn",
                    "the filter is too large: at most " + MAX_TERMS + " conditions in " + MAX_DEPTH + " levels");
        }
        String name = inherited == null ? inheritedName(element) : null;
        if (name != null) {
            return inherited(element, name, depth);
        }
        return switch (element.name()) {
            case "And", "Or" -> {
                List<Filter> all = new ArrayList<>();
                element.children().forEach(c -> all.add(condition(c, depth + 1)));
                if (all.size() < 2) {
                    throw refused(element + " cần hai điều kiện", element + " needs two conditions or more");
                }
                yield element.name().equals("And") ? FILTERS.and(all) : FILTERS.or(all);
            }
            case "Not" -> {
                if (element.children().size() != 1) {
                    throw refused("Not cần một điều kiện", "Not needs one condition");
                }
                yield FILTERS.not(condition(element.children().get(0), depth + 1));
            }
            case "ResourceId", "FeatureId", "GmlObjectId" -> identifiers(List.of(element));
            case "PropertyIsLike" -> like(element);
            case "PropertyIsNull" -> FILTERS.isNull(operand(element, 0));
            // what has no value is left out here, never written with xsi:nil (09-026r2, 7.7.3.6)
            case "PropertyIsNil" -> {
                operand(element, 0);
                yield Filter.EXCLUDE;
            }
            case "PropertyIsBetween" -> between(element);
            default -> {
                if (element.name().startsWith("PropertyIs")) {
                    yield comparison(element);
                }
                yield element.find("TimeInstant") != null || element.find("TimePeriod") != null || isTemporal(element)
                        ? temporal(element)
                        : spatial(element);
            }
        };
    }

    /** The property of {@code gml:AbstractFeatureType} that a condition asks of, or null. */
    private static @Nullable String inheritedName(XmlElement element) {
        for (XmlElement child : element.children()) {
            String path = inheritedPath(child);
            if (path != null) {
                return path;
            }
        }
        return null;
    }

    private static @Nullable String inheritedPath(XmlElement operand) {
        if (!operand.name().equals("ValueReference") && !operand.name().equals("PropertyName")) {
            return null;
        }
        String path = operand.text().strip().replaceFirst("\\[1]$", "");
        return INHERITED.contains(path) ? path : null;
    }

    /**
     * A condition on a property that every type inherits: they are kept beside the features, so that it is asked of what is
     * kept, and becomes the keys that meet it.
     */
    private Filter inherited(XmlElement element, String path, int depth) {
        GmlProperties.Name name = StandardProperties.of(path);
        LiteralExpressionImpl value = (LiteralExpressionImpl) FILTERS.literal("");
        Filter condition = Filter.INCLUDE;
        boolean isNull = element.name().equals("PropertyIsNull");
        if (!isNull) {
            if (name == null || !element.name().startsWith("PropertyIs")) {
                return Filter.EXCLUDE;
            }
            inherited = value;
            condition = condition(element, depth);
            inherited = null;
        }
        Set<Identifier> keys = new HashSet<>();
        if (name != null) {
            for (Map.Entry<String, Map<GmlProperties.Name, GmlProperties.Value>> feature :
                    standard.of(layer).entrySet()) {
                GmlProperties.Value kept = feature.getValue().get(name);
                if (kept != null) {
                    value.setValue(kept.text());
                    if (condition.evaluate(null)) {
                        keys.add(FILTERS.featureId(feature.getKey()));
                    }
                }
            }
        }
        if (keys.isEmpty()) {
            return isNull ? Filter.INCLUDE : Filter.EXCLUDE;
        }
        return isNull ? FILTERS.not(FILTERS.id(keys)) : FILTERS.id(keys);
    }

    private static boolean isTemporal(XmlElement element) {
        return switch (element.name()) {
            case "After", "Before", "During", "TEquals", "AnyInteracts" -> true;
            default -> false;
        };
    }

    private static boolean isGeometry(Expression expression) {
        return expression instanceof Literal literal && literal.getValue() instanceof Geometry;
    }

    private Filter comparison(XmlElement element) {
        Expression one = operand(element, 0);
        Expression two = operand(element, 1);
        if (isGeometry(one) || isGeometry(two)) {
            throw new OwsException(
                    "OperationProcessingFailed",
                    element.name(),
                    new Text(
                            "Không so sánh hình học bằng " + element.name() + "; hãy dùng BBOX hoặc Intersects",
                            "Geometries are not compared by " + element.name() + "; use BBOX or Intersects"),
                    400);
        }
        boolean matchCase = !"false".equals(element.attribute("matchCase"));
        return switch (element.name()) {
            case "PropertyIsEqualTo" -> FILTERS.equal(one, two, matchCase);
            case "PropertyIsNotEqualTo" -> FILTERS.notEqual(one, two, matchCase);
            case "PropertyIsLessThan" -> FILTERS.less(one, two, matchCase);
            case "PropertyIsGreaterThan" -> FILTERS.greater(one, two, matchCase);
            case "PropertyIsLessThanOrEqualTo" -> FILTERS.lessOrEqual(one, two, matchCase);
            case "PropertyIsGreaterThanOrEqualTo" -> FILTERS.greaterOrEqual(one, two, matchCase);
            default -> throw unsupported(element);
        };
    }

    private Filter like(XmlElement element) {
        XmlElement literal = element.find("Literal");
        if (literal == null) {
            throw refused("PropertyIsLike cần Literal", "PropertyIsLike needs a Literal");
        }
        String escape = element.attribute("escapeChar");
        if (escape == null) {
            escape = element.attribute("escape");
        }
        return FILTERS.like(
                operand(element, 0),
                literal.text(),
                mark(element, "wildCard", "*"),
                mark(element, "singleChar", "?"),
                escape == null ? "\\" : escape,
                !"false".equals(element.attribute("matchCase")));
    }

    private static String mark(XmlElement element, String attribute, String otherwise) {
        String value = element.attribute(attribute);
        return value == null ? otherwise : value;
    }

    private Filter between(XmlElement element) {
        XmlElement lower = element.find("LowerBoundary");
        XmlElement upper = element.find("UpperBoundary");
        if (lower == null || upper == null) {
            throw refused(
                    "PropertyIsBetween cần LowerBoundary và UpperBoundary",
                    "PropertyIsBetween needs a LowerBoundary and an UpperBoundary");
        }
        return FILTERS.between(operand(element, 0), bound(lower), bound(upper));
    }

    private Expression bound(XmlElement boundary) {
        return boundary.children().isEmpty()
                ? FILTERS.literal(boundary.text().strip())
                : expression(boundary.children().get(0));
    }

    private Expression operand(XmlElement element, int index) {
        List<XmlElement> operands = element.children();
        if (operands.size() <= index) {
            throw refused(element + " thiếu toán hạng", element + " lacks an operand");
        }
        return expression(operands.get(index));
    }

    private Expression expression(XmlElement element) {
        return switch (element.name()) {
            case "ValueReference", "PropertyName" ->
                inherited != null && inheritedPath(element) != null
                        ? inherited
                        : FILTERS.property(property(element.text()));
            case "Literal" -> FILTERS.literal(literal(element));
            default -> throw unsupported(element);
        };
    }

    private Object literal(XmlElement element) {
        if (!element.children().isEmpty()) {
            XmlElement child = element.children().get(0);
            return GmlReader.isGeometry(child) ? geometries.read(child) : time(child)[0];
        }
        return element.text().strip();
    }

    /** A plain name out of {@code hue:name}, {@code hue:building/hue:name} or {@code @gml:id}. */
    private String property(String reference) {
        String text = reference.strip();
        if (text.equals("@gml:id") || text.equals("@id") || text.equals("@fid")) {
            return "id";
        }
        int slash = text.indexOf('/');
        if (slash > 0 && XmlElement.local(text.substring(0, slash)).equals(layer)) {
            text = text.substring(slash + 1);
        }
        String name = text.indexOf(':') == text.lastIndexOf(':') ? XmlElement.local(text) : text;
        if (name.equals("boundedBy")) {
            return "geometry";
        }
        if (!NAME.matcher(name).matches()) {
            String shown = KeyValues.shorten(reference.strip());
            throw refused(
                    "'" + shown + "' không phải tên thuộc tính; XPath không được tính",
                    "'" + shown + "' is not the name of a property; XPath is not evaluated");
        }
        return name;
    }

    private Filter spatial(XmlElement element) {
        @Nullable String name = null;
        @Nullable Geometry geometry = null;
        boolean first = true;
        for (XmlElement child : element.children()) {
            if (child.name().equals("ValueReference") || child.name().equals("PropertyName")) {
                if (name != null) {
                    throw refused(
                            element + ": chỉ so sánh với hình học cố định",
                            element + " compares with a constant geometry only");
                }
                first = geometry == null;
                name = property(child.text());
            } else if (GmlReader.isGeometry(child)) {
                geometry = geometries.read(child);
            } else if (child.name().equals("Literal")
                    && !child.children().isEmpty()
                    && GmlReader.isGeometry(child.children().get(0))) {
                geometry = geometries.read(child.children().get(0));
            } else if (!child.name().equals("Distance")) {
                throw unsupported(child);
            }
        }
        if (geometry == null) {
            throw GmlReader.isGeometry(element) || element.children().isEmpty()
                    ? unsupported(element)
                    : refused(element + " thiếu hình học", element + " lacks a geometry");
        }
        Expression property = FILTERS.property(name == null ? "geometry" : name);
        Expression constant = FILTERS.literal(geometry);
        return spatial(element, first ? property : constant, first ? constant : property);
    }

    private Filter spatial(XmlElement element, Expression one, Expression two) {
        return switch (element.name()) {
            case "BBOX", "Intersects", "Intersect" -> FILTERS.intersects(one, two);
            case "Equals" -> FILTERS.equal(one, two);
            case "Disjoint" -> FILTERS.disjoint(one, two);
            case "Touches" -> FILTERS.touches(one, two);
            case "Within" -> FILTERS.within(one, two);
            case "Overlaps" -> FILTERS.overlaps(one, two);
            case "Crosses" -> FILTERS.crosses(one, two);
            case "Contains" -> FILTERS.contains(one, two);
            case "DWithin" -> FILTERS.dwithin(one, two, distance(element), unit(element));
            case "Beyond" -> FILTERS.beyond(one, two, distance(element), unit(element));
            default -> throw unsupported(element);
        };
    }

    private double distance(XmlElement element) {
        XmlElement distance = element.find("Distance");
        try {
            if (distance != null) {
                return Double.parseDouble(distance.text().strip());
            }
        } catch (NumberFormatException e) {
            throw refused("Distance không phải số", "the Distance is not a number");
        }
        throw refused(element + " thiếu Distance", element + " lacks a Distance");
    }

    private static String unit(XmlElement element) {
        XmlElement distance = element.find("Distance");
        String unit = distance == null ? null : distance.attribute("uom");
        if (unit == null && distance != null) {
            unit = distance.attribute("units");
        }
        if (unit == null) {
            return "m";
        }
        // urn:ogc:def:uom:EPSG::9001 is the metre, http://www.opengis.net/def/uom/UCUM/0/km the kilometre
        String name = unit.substring(
                Math.max(Math.max(unit.lastIndexOf('/'), unit.lastIndexOf(':')), unit.lastIndexOf('#')) + 1);
        return name.equals("9001") ? "m" : name.toLowerCase(Locale.ROOT);
    }

    /** Properties are instants here, so that each relation is a comparison with the ends of the other operand. */
    private Filter temporal(XmlElement element) {
        @Nullable String name = null;
        Object @Nullable [] time = null;
        for (XmlElement child : element.children()) {
            if (child.name().equals("ValueReference") || child.name().equals("PropertyName")) {
                name = property(child.text());
            } else {
                XmlElement value =
                        child.name().equals("Literal") && !child.children().isEmpty()
                                ? child.children().get(0)
                                : child;
                time = time(value);
            }
        }
        if (name == null || time == null) {
            throw refused(
                    element + " cần một thuộc tính và một thời điểm hay khoảng thời gian",
                    element + " needs a property and an instant or period");
        }
        Expression property = FILTERS.property(name);
        Expression begin = FILTERS.literal(time[0]);
        Expression end = FILTERS.literal(time[1]);
        return switch (element.name()) {
            case "After" -> FILTERS.greater(property, end);
            case "Before" -> FILTERS.less(property, begin);
            // no instant equals a period
            case "TEquals" -> FILTERS.and(FILTERS.equals(property, begin), FILTERS.equals(property, end));
            case "Begins" -> FILTERS.equals(property, begin);
            case "Ends" -> FILTERS.equals(property, end);
            case "During" -> FILTERS.and(FILTERS.greater(property, begin), FILTERS.less(property, end));
            case "AnyInteracts" -> FILTERS.between(property, begin, end);
            default -> throw unsupported(element);
        };
    }

    /** Begin and end of a {@code gml:TimeInstant}, a {@code gml:TimePeriod} or plain text. */
    private Object[] time(XmlElement element) {
        switch (element.name()) {
            case "TimeInstant" -> {
                String at = position(element, "timePosition");
                return new Object[] {at, at};
            }
            case "TimePeriod" -> {
                return new Object[] {end(element, "begin"), end(element, "end")};
            }
            case "Literal" -> {
                String at = element.text().strip();
                return new Object[] {at, at};
            }
            default -> throw unsupported(element);
        }
    }

    private String end(XmlElement period, String name) {
        XmlElement end = period.find(name);
        XmlElement instant = end == null ? null : end.find("TimeInstant");
        return instant == null ? position(period, name + "Position") : position(instant, "timePosition");
    }

    private String position(XmlElement element, String name) {
        XmlElement position = element.find(name);
        if (position == null || position.text().isBlank()) {
            throw refused(element + " thiếu " + name, element + " lacks " + name);
        }
        return position.text().strip();
    }

    private OwsException unsupported(XmlElement element) {
        return refused(
                "không hỗ trợ " + element + "; không tính hàm hay biểu thức",
                element + " is not supported here; functions and arithmetic are not evaluated");
    }

    private OwsException refused(String vi, String en) {
        return OwsException.invalid(locator, new Text("Bộ lọc: " + vi, "Filter: " + en));
    }
}
