package vn.huetwin.server.wfs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.geotools.api.filter.Filter;
import org.geotools.api.filter.FilterFactory;
import org.geotools.factory.CommonFactoryFinder;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Envelope;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.FeatureId;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.ontology.query.CqlParser;
import vn.huetwin.ontology.query.FeatureQuery.SortKey;
import vn.huetwin.ontology.store.GmlProperties;
import vn.huetwin.server.ows.AxisRule;
import vn.huetwin.server.ows.KeyValues;
import vn.huetwin.server.ows.OwsException;
import vn.huetwin.server.ows.OwsRequest;
import vn.huetwin.server.ows.XmlElement;
import vn.huetwin.server.ows.XmlReader;

/** Reads GetFeature and GetPropertyValue of all versions, as key-value pairs and as XML. */
final class FeatureRequestReader {
    /** Longest filter in the address; in a body the limit of requests holds. */
    private static final int MAX_FILTER = 1 << 18;

    private static final int MAX_QUERIES = 20;
    private static final int MAX_SORT_KEYS = 8;
    private static final int MAX_IDS = 10_000;
    private static final FilterFactory FILTERS = CommonFactoryFinder.getFilterFactory();

    private final Catalogue catalogue;
    private final GmlProperties standard;
    private final CrsRegistry systems;
    private final XmlReader xml = new XmlReader();
    private final long countDefault;

    /** @param countDefault features in an answer of WFS 2.0 whose request has no count */
    FeatureRequestReader(Catalogue catalogue, GmlProperties standard, CrsRegistry systems, long countDefault) {
        this.catalogue = catalogue;
        this.standard = standard;
        this.systems = systems;
        this.countDefault = countDefault;
    }

    FeatureRequest read(OwsRequest request, WfsVersion version) {
        checkResolve(request);
        OutputFormat format = OutputFormat.find(version, request.find("outputFormat"));
        long most = version == WfsVersion.V2_0 ? countDefault : Long.MAX_VALUE;
        long count = number(request, "count", number(request, "maxFeatures", most));
        long offset = number(request, "startIndex", 0);
        boolean hits = isHits(request.find("resultType"));
        XmlElement body = request.body();
        String stored = body == null
                ? request.parameters().find("storedquery_id")
                : body.find("StoredQuery") == null
                        ? null
                        : body.find("StoredQuery").attribute("id");
        List<FeatureRequest.Query> queries;
        if (stored != null) {
            queries = stored(request, version, stored);
        } else {
            queries = body == null ? pairs(request, version) : elements(body, request.access(), version);
        }
        if (queries.isEmpty() || queries.size() > MAX_QUERIES) {
            throw queries.isEmpty()
                    ? OwsException.missing(version.typeNames())
                    : OwsException.invalid(
                            version.typeNames(),
                            new Text("Tối đa " + MAX_QUERIES + " truy vấn", "At most " + MAX_QUERIES + " queries"));
        }
        return new FeatureRequest(version, queries, format, count, offset, hits, stored != null);
    }

    private static void checkResolve(OwsRequest request) {
        String resolve = request.find("resolve");
        if (resolve != null && !resolve.equals("none") && !resolve.equals("local")) {
            throw OwsException.invalid(
                    "resolve",
                    new Text("resolve: none hoặc local", "resolve: none or local; remote resources are not fetched"));
        }
    }

    private static boolean isHits(@Nullable String resultType) {
        if (resultType == null || resultType.equalsIgnoreCase("results")) {
            return false;
        }
        if (resultType.equalsIgnoreCase("hits")) {
            return true;
        }
        throw OwsException.invalid(
                "resultType", new Text("resultType: results hoặc hits", "resultType: results or hits"));
    }

    private static long number(OwsRequest request, String name, long otherwise) {
        String text = request.find(name);
        if (text == null) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(text.strip());
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw notANumber(name);
        }
        throw notANumber(name);
    }

    private static OwsException notANumber(String name) {
        return OwsException.invalid(
                name, new Text(name + ": cần số nguyên từ 0", name + ": a whole number of 0 or more is needed"));
    }

    private List<FeatureRequest.Query> stored(OwsRequest request, WfsVersion version, String name) {
        String id = StoredQueries.parameter(request, name);
        FeatureId feature = GmlId.parse(id.strip());
        Layer layer = feature == null ? null : request.access().find(catalogue, feature.layer());
        if (layer == null) {
            throw StoredQueries.notFound(id);
        }
        String crs = request.find("srsName");
        return List.of(new FeatureRequest.Query(
                layer, FilterReader.ids(List.of(id.strip()), layer.name()), null, List.of(), crs(version, crs)));
    }

    private AxisRule.Named crs(WfsVersion version, @Nullable String name) {
        return version.axes().parse(systems, name == null ? version.defaultCrs() : name, "srsName");
    }

    private List<FeatureRequest.Query> elements(XmlElement body, Access access, WfsVersion version) {
        List<FeatureRequest.Query> queries = new ArrayList<>();
        for (XmlElement query : body.all("Query")) {
            String names = query.attribute(version.typeNames());
            if (names == null) {
                names = query.attribute("typeName");
            }
            if (names == null) {
                throw OwsException.missing(version.typeNames());
            }
            Layer layer = layer(names, access, version);
            List<String> properties = query.all("PropertyName").stream()
                    .map(p -> XmlElement.local(lastStep(p.text())))
                    .toList();
            XmlElement filter = query.find("Filter");
            XmlElement sort = query.find("SortBy");
            queries.add(new FeatureRequest.Query(
                    layer,
                    filter == null ? Filter.INCLUDE : filter(filter, layer, version),
                    properties.isEmpty() ? null : checked(properties, layer, access),
                    sort == null ? List.of() : order(sort, layer, access),
                    crs(version, query.attribute("srsName"))));
        }
        return queries;
    }

    private static String lastStep(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** One layer; several in one query would be a join. */
    private Layer layer(String names, Access access, WfsVersion version) {
        String[] all = names.strip().split("[\\s,]+");
        if (all.length > 1) {
            throw new OwsException(
                    "OptionNotSupported",
                    version.typeNames(),
                    new Text(
                            "Không hỗ trợ phép nối; hỏi từng loại: (a)(b)",
                            "Joins are not supported; ask for each type by a query of its own: (a)(b)"),
                    400);
        }
        return TypeNames.get(catalogue, access, all[0], version.typeNames());
    }

    Filter filter(XmlElement filter, Layer layer, WfsVersion version) {
        GmlReader geometries = new GmlReader(systems, version.axes(), version.defaultCrs(), "filter");
        return new FilterReader(geometries, standard, layer.name(), "filter").read(filter);
    }

    private List<FeatureRequest.Query> pairs(OwsRequest request, WfsVersion version) {
        KeyValues values = request.parameters();
        Access access = request.access();
        String ids = values.findAny("resourceid", "featureid");
        String names = values.findAny("typenames", "typename");
        if (names == null) {
            if (ids == null) {
                throw OwsException.missing(version.typeNames());
            }
            return byIds(List.of(ids.split(",", MAX_IDS)), access, version, values.find("srsname"));
        }
        checkExclusive(values, ids);
        List<String> types = new ArrayList<>(TypeNames.groups(names));
        if (types.size() == 1 && version != WfsVersion.V2_0) {
            types = List.of(types.get(0).split(","));
        }
        List<FeatureRequest.Query> queries = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            Layer layer = layer(types.get(i), access, version);
            String properties = group(values.find("propertyname"), i, types.size(), "propertyName");
            String sort = group(values.find("sortby"), i, types.size(), "sortBy");
            queries.add(new FeatureRequest.Query(
                    layer,
                    filter(values, ids, layer, i, types.size(), version),
                    properties == null || properties.equals("*") ? null : names(properties, layer, access),
                    sort == null ? List.of() : order(sort, layer, access),
                    crs(version, values.find("srsname"))));
        }
        return queries;
    }

    private static void checkExclusive(KeyValues values, @Nullable String ids) {
        int conditions =
                (ids == null ? 0 : 1) + (values.find("filter") == null ? 0 : 1) + (values.find("bbox") == null ? 0 : 1);
        if (conditions > 1) {
            throw OwsException.invalid(
                    ids == null ? "bbox" : "resourceId",
                    new Text(
                            "Chỉ dùng một trong resourceId, filter và bbox",
                            "Only one of resourceId, filter and bbox may be given; a filter may hold a BBOX"));
        }
    }

    /** The group of a query; one group may serve all of them. */
    private static @Nullable String group(@Nullable String text, int index, int queries, String parameter) {
        if (text == null) {
            return null;
        }
        List<String> groups = TypeNames.groups(text);
        if (groups.size() == 1) {
            return groups.get(0);
        }
        if (groups.size() != queries) {
            throw OwsException.invalid(
                    parameter,
                    new Text(
                            parameter + ": cần " + queries + " nhóm",
                            parameter + ": " + queries + " groups are needed"));
        }
        return groups.get(index);
    }

    private Filter filter(
            KeyValues values, @Nullable String ids, Layer layer, int index, int queries, WfsVersion version) {
        List<Filter> all = new ArrayList<>();
        if (ids != null) {
            List<String> list = List.of(ids.split(",", MAX_IDS));
            for (String id : list) {
                FeatureId feature = GmlId.parse(id.strip());
                if (feature != null
                        && !feature.layer().equals(layer.name())
                        && catalogue.find(feature.layer()) != null) {
                    throw OwsException.invalid(
                            "resourceId",
                            new Text(
                                    KeyValues.shorten(id) + " không thuộc " + layer.name(),
                                    KeyValues.shorten(id) + " is no feature of " + layer.name()));
                }
            }
            all.add(FilterReader.ids(list.stream().map(String::strip).toList(), layer.name()));
        }
        String text = group(values.find("filter"), index, queries, "filter");
        if (text != null) {
            if (text.length() > MAX_FILTER) {
                throw OwsException.invalid(
                        "filter", new Text("Bộ lọc quá dài", "The filter has more than " + MAX_FILTER + " characters"));
            }
            all.add(filter(xml.read(text.strip(), "filter"), layer, version));
        }
        String box = values.find("bbox");
        if (box != null) {
            all.add(layer.hasGeometry() ? box(box, version) : Filter.EXCLUDE);
        }
        String cql = group(values.find("cql_filter"), index, queries, "CQL_FILTER");
        if (cql != null) {
            all.add(CqlParser.parse(cql));
        }
        return all.isEmpty() ? Filter.INCLUDE : all.size() == 1 ? all.get(0) : FILTERS.and(all);
    }

    /** {@code first,second,first,second[,crs]}; without a CRS it is that of the feature types. */
    private Filter box(String text, WfsVersion version) {
        String[] parts = text.split(",", 6);
        if (parts.length < 4) {
            throw refusedBox("cần bốn số", "four numbers are needed");
        }
        AxisRule.Named crs = version.axes().parse(systems, parts.length > 4 ? parts[4] : version.defaultCrs(), "bbox");
        double[] n = new double[4];
        for (int i = 0; i < 4; i++) {
            try {
                n[i] = Double.parseDouble(parts[i].strip());
            } catch (NumberFormatException e) {
                n[i] = Double.NaN;
            }
            if (!Double.isFinite(n[i])) {
                String shown = KeyValues.shorten(parts[i]);
                throw refusedBox("'" + shown + "' không phải số", "'" + shown + "' is not a number");
            }
        }
        boolean swap = crs.northingFirst();
        double west = swap ? n[1] : n[0];
        double south = swap ? n[0] : n[1];
        double east = swap ? n[3] : n[2];
        double north = swap ? n[2] : n[3];
        Text hint = AxisRule.swapped(crs, west, south);
        hint = hint == null ? AxisRule.swapped(crs, east, north) : hint;
        if (hint != null) {
            throw refusedBox(hint.vi(), hint.en());
        }
        if (west > east || south > north) {
            throw refusedBox("góc đầu phải nhỏ hơn góc sau", "the first corner must be below the second");
        }
        return FILTERS.intersects(
                FILTERS.property("geometry"),
                FILTERS.literal(GmlReader.area(crs.crs(), new Envelope(west, east, south, north))));
    }

    private static OwsException refusedBox(String vi, String en) {
        return OwsException.invalid("bbox", new Text("bbox: " + vi, "bbox: " + en));
    }

    /** Features by their identifiers alone: a query for each layer among them. */
    private List<FeatureRequest.Query> byIds(
            List<String> ids, Access access, WfsVersion version, @Nullable String srsName) {
        Map<Layer, List<String>> byLayer = new LinkedHashMap<>();
        for (String id : ids) {
            FeatureId feature = GmlId.parse(id.strip());
            Layer layer = feature == null ? null : access.find(catalogue, feature.layer());
            if (layer == null) {
                throw OwsException.invalid(
                        "resourceId",
                        new Text(
                                "Không có đối tượng '" + KeyValues.shorten(id) + "'",
                                "There is no feature '" + KeyValues.shorten(id) + "'"));
            }
            byLayer.computeIfAbsent(layer, l -> new ArrayList<>()).add(id.strip());
        }
        List<FeatureRequest.Query> queries = new ArrayList<>();
        byLayer.forEach((layer, own) -> queries.add(new FeatureRequest.Query(
                layer, FilterReader.ids(own, layer.name()), null, List.of(), crs(version, srsName))));
        return queries;
    }

    private static List<String> names(String text, Layer layer, Access access) {
        List<String> names = new ArrayList<>();
        for (String name : text.split(",")) {
            names.add(XmlElement.local(lastStep(name)));
        }
        return checked(names, layer, access);
    }

    private static List<String> checked(List<String> names, Layer layer, Access access) {
        names.forEach(name -> element(layer, access, name, "propertyName"));
        return names;
    }

    /** @throws OwsException InvalidParameterValue if the caller sees no such element in a feature of the layer */
    static String element(Layer layer, Access access, String name, String parameter) {
        if (FeatureSchema.elements(layer, access).contains(name)) {
            return name;
        }
        throw noElement(layer, access, name, parameter);
    }

    static OwsException noElement(Layer layer, Access access, String name, String parameter) {
        String known = String.join(", ", FeatureSchema.elements(layer, access));
        String shown = KeyValues.shorten(name);
        return OwsException.invalid(
                parameter,
                new Text(
                        "Loại " + layer.name() + " không có thuộc tính '" + shown + "'; có: " + known,
                        "The type " + layer.name() + " has no property '" + shown + "'; it has: " + known));
    }

    /** {@code name DESC,height}: also {@code D}, {@code A}, {@code ASC}, and a plus for the blank. */
    private static List<SortKey> order(String text, Layer layer, Access access) {
        List<SortKey> keys = new ArrayList<>();
        for (String part : text.split(",")) {
            String[] words = part.replace('+', ' ').strip().split("\\s+");
            String direction = words.length > 1 ? words[1].toUpperCase(Locale.ROOT) : "ASC";
            add(keys, words[0], direction, layer, access);
        }
        return keys;
    }

    private static List<SortKey> order(XmlElement sort, Layer layer, Access access) {
        List<SortKey> keys = new ArrayList<>();
        for (XmlElement property : sort.all("SortProperty")) {
            XmlElement name = property.find("ValueReference");
            name = name == null ? property.find("PropertyName") : name;
            XmlElement direction = property.find("SortOrder");
            add(
                    keys,
                    name == null ? "" : name.text(),
                    direction == null ? "ASC" : direction.text().strip().toUpperCase(Locale.ROOT),
                    layer,
                    access);
        }
        return keys;
    }

    private static void add(List<SortKey> keys, String name, String direction, Layer layer, Access access) {
        String plain = XmlElement.local(lastStep(name.strip()));
        boolean known = direction.startsWith("A") || direction.startsWith("D");
        if (keys.size() == MAX_SORT_KEYS || !known || plain.equals("geometry")) {
            throw OwsException.invalid(
                    "sortBy",
                    new Text(
                            "sortBy: tối đa " + MAX_SORT_KEYS + " thuộc tính, ASC hoặc DESC, không phải hình học",
                            "sortBy: at most " + MAX_SORT_KEYS + " properties, ASC or DESC, no geometry"));
        }
        String key = plain.equals("id") ? plain : element(layer, access, plain, "sortBy");
        keys.add(new SortKey(key, direction.startsWith("D")));
    }
}
