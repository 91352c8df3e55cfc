package vn.huetwin.ingest.export;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.geotools.api.filter.Filter;
import org.geotools.api.filter.FilterFactory;
import org.geotools.factory.CommonFactoryFinder;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.crs.Crs;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.ontology.feature.Feature;
import vn.huetwin.ontology.query.FeatureCursor;
import vn.huetwin.ontology.query.FeatureQuery;
import vn.huetwin.ontology.store.CityGeometry;
import vn.huetwin.ontology.store.CitySurface;
import vn.huetwin.ontology.store.FeatureStore;

/**
 * Writes a layer of city objects as one CityJSON 2.0 document: objects with their parts, attributes and surfaces of all
 * levels of detail. What has no model of its own gets its outline as LoD 0 and, where a height is known, a block as
 * LoD 1. Coordinates are metres of the city's grid, or of a UTM zone far from it, on a grid of 1 mm.
 */
final class CityJsonExport {
    private static final int PAGE = 200;
    /** Degrees from the central meridian up to which the city's grid serves. */
    private static final double GRID_REACH = 3;

    private static final double GRID_MERIDIAN = 107;

    private final FeatureStore store;
    private final CityGeometry surfaces;
    private final CrsRegistry systems;
    private final Access access;
    private final FilterFactory filters = CommonFactoryFinder.getFilterFactory();

    CityJsonExport(FeatureStore store, CityGeometry surfaces, CrsRegistry systems, Access access) {
        this.store = store;
        this.surfaces = surfaces;
        this.systems = systems;
        this.access = access;
    }

    /** @return top-level objects written */
    long write(Layer layer, OutputStream out) throws IOException {
        long count = 0;
        try (out;
                JsonGenerator g = new JsonFactory().createGenerator(out);
                FeatureCursor cursor = store.query(FeatureQuery.all(layer.name(), access))) {
            List<Feature> page = next(cursor);
            Crs system = system(page);
            CityJsonGeometry geometry = new CityJsonGeometry(g, system);
            head(g, system);
            while (!page.isEmpty()) {
                objects(g, layer, page, geometry);
                count += page.size();
                page = next(cursor);
            }
            g.writeEndObject();
            geometry.writeEnd();
            g.writeEndObject();
        }
        return count;
    }

    private static List<Feature> next(FeatureCursor cursor) {
        List<Feature> page = new ArrayList<>(PAGE);
        while (page.size() < PAGE && cursor.hasNext()) {
            page.add(cursor.next());
        }
        return page;
    }

    private Crs system(List<Feature> page) {
        for (Feature feature : page) {
            Geometry geometry = feature.geometry();
            if (geometry != null) {
                double lon = geometry.getEnvelopeInternal().centre().x;
                double lat = geometry.getEnvelopeInternal().centre().y;
                if (Math.abs(lon - GRID_MERIDIAN) > GRID_REACH) {
                    int zone = (int) Math.floor((lon + 180) / 6) + 1;
                    return systems.get((lat < 0 ? 32700 : 32600) + Math.min(60, zone));
                }
                break;
            }
        }
        return systems.get(FeatureStore.LOCAL_SRID);
    }

    private static void head(JsonGenerator g, Crs system) throws IOException {
        g.writeStartObject();
        g.writeStringField("type", "CityJSON");
        g.writeStringField("version", "2.0");
        g.writeObjectFieldStart("metadata");
        g.writeStringField("referenceSystem", "https://www.opengis.net/def/crs/EPSG/0/" + system.srid());
        g.writeEndObject();
        g.writeObjectFieldStart("CityObjects");
    }

    private void objects(JsonGenerator g, Layer layer, List<Feature> page, CityJsonGeometry geometry)
            throws IOException {
        Map<String, List<CitySurface>> models = surfaces.read(page.stream()
                .map(f -> f.properties().get("model"))
                .filter(Objects::nonNull)
                .map(Object::toString)
                .collect(Collectors.toSet()));
        List<String> keys = page.stream()
                .filter(f -> f.properties().containsKey("model"))
                .map(Feature::key)
                .toList();
        Map<String, List<Feature>> parts = owned("city_part", layer, keys, "object");
        Map<String, List<Feature>> attributes = owned("city_attribute", layer, keys, "part_of");
        for (Feature feature : page) {
            List<CitySurface> own =
                    models.getOrDefault(String.valueOf(feature.properties().get("model")), List.of());
            object(g, layer, feature, parts.getOrDefault(feature.key(), List.of()), attributes, own, geometry);
        }
    }

    /** Rows that belong to objects, by one of their columns. */
    private Map<String, List<Feature>> owned(String layer, Layer owners, List<String> keys, String groupedBy) {
        Map<String, List<Feature>> found = new HashMap<>();
        if (keys.isEmpty()) {
            return found;
        }
        String column = owners.name().equals("building") ? "building" : "object";
        List<Filter> any = keys.stream()
                .<Filter>map(key -> filters.equals(filters.property(column), filters.literal(key)))
                .toList();
        try (FeatureCursor cursor =
                store.query(FeatureQuery.all(layer, access).filter(any.size() == 1 ? any.get(0) : filters.or(any)))) {
            while (cursor.hasNext()) {
                Feature row = cursor.next();
                found.computeIfAbsent(String.valueOf(row.properties().get(groupedBy)), k -> new ArrayList<>())
                        .add(row);
            }
        }
        return found;
    }

    private static void object(
            JsonGenerator g,
            Layer layer,
            Feature feature,
            List<Feature> parts,
            Map<String, List<Feature>> attributes,
            List<CitySurface> surfaces,
            CityJsonGeometry geometry)
            throws IOException {
        Map<String, List<String>> children = new LinkedHashMap<>();
        for (Feature part : parts) {
            children.computeIfAbsent(String.valueOf(part.properties().get("part_of")), p -> new ArrayList<>())
                    .add(part.key());
        }
        String type = layer.name().equals("building")
                ? "Building"
                : CityJsonNames.type(String.valueOf(feature.properties().get("type")));
        start(g, feature.key(), type, null, children);
        attributes(g, feature, attributes.getOrDefault(feature.key(), List.of()));
        Object address = feature.properties().get("address");
        if (address != null) {
            g.writeArrayFieldStart("address");
            g.writeStartObject();
            g.writeStringField("text", address.toString());
            g.writeEndObject();
            g.writeEndArray();
        }
        if (surfaces.isEmpty()) {
            geometry.writeBlock(feature);
        } else {
            geometry.write(of(feature.key(), surfaces), attributes);
        }
        g.writeEndObject();
        for (Feature part : parts) {
            String parent = String.valueOf(part.properties().get("part_of"));
            String partType =
                    CityJsonNames.type(String.valueOf(part.properties().get("type")));
            start(g, part.key(), partType, parent, children);
            attributes(g, part, attributes.getOrDefault(part.key(), List.of()));
            geometry.write(of(part.key(), surfaces), attributes);
            g.writeEndObject();
        }
    }

    private static List<CitySurface> of(String part, List<CitySurface> surfaces) {
        return surfaces.stream().filter(s -> s.part().equals(part)).toList();
    }

    private static void start(
            JsonGenerator g, String key, String type, @Nullable String parent, Map<String, List<String>> children)
            throws IOException {
        g.writeObjectFieldStart(key);
        g.writeStringField("type", type);
        if (parent != null) {
            g.writeArrayFieldStart("parents");
            g.writeString(parent);
            g.writeEndArray();
        }
        List<String> below = children.get(key);
        if (below != null) {
            g.writeArrayFieldStart("children");
            for (String child : below) {
                g.writeString(child);
            }
            g.writeEndArray();
        }
    }

    /** Columns by their names in CityJSON, then what the source said beside them; the source's own word comes first. */
    private static void attributes(JsonGenerator g, Feature feature, List<Feature> rows) throws IOException {
        g.writeObjectFieldStart("attributes");
        Map<String, Object> written = new LinkedHashMap<>();
        for (Feature row : rows) {
            written.putIfAbsent(String.valueOf(row.properties().get("name")), CityJsonNames.value(row.properties()));
        }
        feature.properties().forEach((column, value) -> {
            String name = CityJsonNames.attribute(column);
            if (name != null) {
                written.putIfAbsent(name, value);
            }
        });
        for (Map.Entry<String, Object> entry : written.entrySet()) {
            CityJsonNames.write(g, entry.getKey(), entry.getValue());
        }
        g.writeEndObject();
    }
}
