package vn.huetwin.server.ogc;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.geotools.api.filter.Filter;
import org.geotools.api.filter.FilterFactory;
import org.geotools.factory.CommonFactoryFinder;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.crs.Crs;
import vn.huetwin.ontology.crs.CrsException;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.ontology.query.CqlJsonParser;
import vn.huetwin.ontology.query.CqlParser;
import vn.huetwin.ontology.query.FeatureQuery;
import vn.huetwin.ontology.query.FeatureQuery.SortKey;
import vn.huetwin.server.config.Limits;
import vn.huetwin.server.http.HttpProblem;

/**
 * What {@code /items} asks for.
 *
 * @param query    asks for one feature more than {@code limit}, which tells whether another page follows
 * @param crs      of the geometries in the answer
 * @param limit    most features in the answer
 * @param keyed    whether pages follow by key, else by offset
 * @param matched  what the page before has counted; negative for nothing
 */
record ItemsRequest(Layer layer, FeatureQuery query, Crs crs, long limit, boolean keyed, long matched) {
    static final String TIME_TRAVEL = "as-of";
    /** By what the city knew at a time, which later events may have put right. */
    static final String KNOWLEDGE = "known-at";

    private static final String CQL2_JSON = "cql2-json";
    /** The first one if none is named. */
    static final List<String> FILTER_LANGUAGES = List.of("cql2-text", CQL2_JSON);

    static final long DEFAULT_LIMIT = 100;
    /** Of one feature. */
    static final List<String> ITEM_PARAMETERS = List.of("crs", TIME_TRAVEL, KNOWLEDGE);
    /** Of many, beside the properties of the layer. */
    static final List<String> PARAMETERS = List.of(
            "bbox",
            "bbox-crs",
            "datetime",
            "limit",
            "offset",
            PageToken.PARAMETER,
            "crs",
            "filter",
            "filter-lang",
            "filter-crs",
            "sortby",
            "properties",
            TIME_TRAVEL,
            KNOWLEDGE);

    private static final FilterFactory FILTERS = CommonFactoryFinder.getFilterFactory();
    private static final int MAX_SORT_KEYS = 8;

    /** Properties of a layer that may stand as parameters of their own. */
    static List<Property> filterable(Layer layer, Access access) {
        return access.properties(layer).stream()
                .filter(p -> !PARAMETERS.contains(p.name()) && !Parameters.COMMON.contains(p.name()))
                .toList();
    }

    /** All parameters that {@code /items} of a layer takes. */
    static Set<String> known(Layer layer, Access access) {
        Set<String> known = new HashSet<>(PARAMETERS);
        known.add("ward_code");
        filterable(layer, access).forEach(p -> known.add(p.name()));
        return known;
    }

    static ItemsRequest parse(Layer layer, Parameters parameters, Access access, CrsRegistry systems, Limits limits) {
        Crs crs = crs(parameters, "crs", systems);
        long limit = Math.min(parameters.number("limit", 1, DEFAULT_LIMIT), limits.maxItems());
        long offset = parameters.number("offset", 0, 0);
        List<SortKey> order = order(parameters.find("sortby"));
        String token = parameters.find(PageToken.PARAMETER);
        PageToken page = token == null ? null : PageToken.parse(token);
        if (page != null && (offset > 0 || !order.isEmpty())) {
            throw HttpProblem.badRequest(
                    "invalid-page",
                    PageToken.PARAMETER,
                    "page không dùng cùng offset hoặc sortby",
                    "page does not go with offset or sortby");
        }
        String properties = parameters.find("properties");
        FeatureQuery query = FeatureQuery.all(layer.name(), access)
                .filter(filter(layer, parameters, access, systems))
                .order(order)
                .limit(limit + 1)
                .offset(offset)
                .after(page == null ? null : page.after())
                .srid(crs.srid())
                .asOf(time(parameters, TIME_TRAVEL))
                .knownAt(time(parameters, KNOWLEDGE));
        if (properties != null) {
            query = query.properties(List.of(properties.split(",", -1)), true);
        }
        return new ItemsRequest(
                layer, query, crs, limit, order.isEmpty() && offset == 0, page == null ? -1 : page.matched());
    }

    /** One feature by its key. */
    static ItemsRequest parseItem(Layer layer, String key, Parameters parameters, Access access, CrsRegistry systems) {
        Crs crs = crs(parameters, "crs", systems);
        FeatureQuery query = FeatureQuery.all(layer.name(), access)
                .filter(FILTERS.id(FILTERS.featureId(key)))
                .limit(1)
                .srid(crs.srid())
                .asOf(time(parameters, TIME_TRAVEL))
                .knownAt(time(parameters, KNOWLEDGE));
        return new ItemsRequest(layer, query, crs, 1, false, 1);
    }

    private static @Nullable Instant time(Parameters parameters, String name) {
        String text = parameters.find(name);
        return text == null ? null : TimeRange.instant(name, text, true);
    }

    private static Crs crs(Parameters parameters, String name, CrsRegistry systems) {
        String text = parameters.find(name);
        if (text == null) {
            return systems.crs84();
        }
        try {
            Crs crs = systems.parse(text);
            if (crs == systems.crs84() || systems.advertised().contains(crs)) {
                return crs;
            }
        } catch (CrsException e) {
            throw new HttpProblem(400, "unknown-crs", name, e.text());
        }
        String shown = Parameters.shorten(text);
        throw HttpProblem.badRequest(
                "unknown-crs",
                name,
                "Hệ tọa độ '" + shown + "' không có trong danh sách của lớp",
                "The coordinate reference system '" + shown + "' is not in the list of the collection");
    }

    private static Filter filter(Layer layer, Parameters parameters, Access access, CrsRegistry systems) {
        List<Filter> all = new ArrayList<>();
        Crs boxCrs = crs(parameters, "bbox-crs", systems);
        String box = parameters.find("bbox");
        if (box != null) {
            Filter inside = BoundingBox.filter(FILTERS, box, boxCrs);
            all.add(layer.hasGeometry() ? inside : Filter.EXCLUDE);
        }
        String time = parameters.find("datetime");
        if (time != null) {
            all.add(during(layer, TimeRange.parse(time), access));
        }
        List<String> names = new ArrayList<>(List.of("ward_code"));
        filterable(layer, access).forEach(p -> names.add(p.name()));
        for (String name : names) {
            String value = parameters.find(name);
            if (value != null) {
                all.add(FILTERS.equals(FILTERS.property(name), FILTERS.literal(value)));
            }
        }
        Filter cql = cql(parameters, systems);
        if (cql != null) {
            all.add(cql);
        }
        return switch (all.size()) {
            case 0 -> Filter.INCLUDE;
            case 1 -> all.get(0);
            default -> FILTERS.and(all);
        };
    }

    private static Filter during(Layer layer, TimeRange range, Access access) {
        String name = layer.timeProperty();
        Property property = name == null ? null : layer.find(name);
        return property != null && access.sees(property)
                ? range.on(FILTERS, property.name(), property.type())
                : range.onValidity(FILTERS);
    }

    private static @Nullable Filter cql(Parameters parameters, CrsRegistry systems) {
        String language = parameters.find("filter-lang");
        if (language != null && !FILTER_LANGUAGES.contains(language)) {
            String known = String.join(", ", FILTER_LANGUAGES);
            throw HttpProblem.badRequest(
                    "invalid-filter-lang",
                    "filter-lang",
                    "filter-lang: chỉ có " + known,
                    "filter-lang: " + known + " only");
        }
        Crs crs = crs(parameters, "filter-crs", systems);
        String text = parameters.find("filter");
        if (text == null) {
            return null;
        }
        boolean json = CQL2_JSON.equals(language);
        return FilterCrs.toWgs84(json ? CqlJsonParser.parse(text) : CqlParser.parse(text), crs);
    }

    /** {@code name,-other}: a minus is descending. */
    private static List<SortKey> order(@Nullable String text) {
        if (text == null) {
            return List.of();
        }
        List<SortKey> keys = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            String key = part.strip();
            boolean descending = key.startsWith("-");
            String name = descending || key.startsWith("+") ? key.substring(1) : key;
            if (name.isEmpty() || keys.size() == MAX_SORT_KEYS) {
                throw HttpProblem.badRequest(
                        "invalid-sortby",
                        "sortby",
                        "sortby: từ 1 đến " + MAX_SORT_KEYS + " thuộc tính, ví dụ sortby=name,-height",
                        "sortby: 1 to " + MAX_SORT_KEYS + " properties, such as sortby=name,-height");
            }
            keys.add(new SortKey(name, descending));
        }
        return keys;
    }
}
