package vn.huetwin.ingest.mapping;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;
import vn.huetwin.ingest.format.Row;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.feature.Draft;
import vn.huetwin.ontology.validate.Problem;

/**
 * Takes columns for the properties of the same name, in any letter case; names cut to ten characters, as shapefiles
 * do, are understood where one property only begins so. What our own exports add is understood too.
 */
final class PlainMapper implements RowMapper {
    private static final int CUT = 10;
    /** A file may name its properties anew in each row. */
    private static final int MOST_NAMES = 10_000;

    private static final Set<String> SYSTEM = Set.of("ward_code", "recorded_at", "position", "batch");
    private static final String VALID_FROM = "valid_from";
    private static final List<List<String>> PAIRS = List.of(
            List.of("lon", "lat"),
            List.of("longitude", "latitude"),
            List.of("lng", "lat"),
            List.of("long", "lat"),
            List.of("kinh_do", "vi_do"),
            List.of("x", "y"));
    private static final List<String> WKT = List.of("geometry", "wkt", "geom", "the_geom", "shape");

    private final Layer layer;
    private final Mapping.@Nullable Place columns;
    private final @Nullable PlaceReader place;
    /** Column → property, or empty for columns that carry no property. */
    private final Map<String, Optional<String>> names = new ConcurrentHashMap<>();

    PlainMapper(Layer layer, Mapping.@Nullable Place columns) {
        this.layer = layer;
        this.columns = columns;
        this.place = columns == null ? null : new PlaceReader(columns, false);
    }

    /** The columns that look like a geometry, if any. */
    static Mapping.@Nullable Place guess(Sample sample, Layer layer) {
        Map<String, String> byName = new HashMap<>();
        sample.names().forEach(name -> byName.put(name.toLowerCase(Locale.ROOT), name));
        for (String name : WKT) {
            String column = byName.get(name);
            if (column != null && layer.find(column) == null) {
                return new Mapping.Place(column, null, null);
            }
        }
        for (List<String> pair : PAIRS) {
            String x = byName.get(pair.get(0));
            String y = byName.get(pair.get(1));
            if (x != null && y != null && layer.find(x) == null && layer.find(y) == null) {
                return new Mapping.Place(null, x, y);
            }
        }
        return null;
    }

    @Override
    public Outcome map(Row.Read row) {
        Geometry geometry = row.geometry();
        if (geometry == null && place != null) {
            try {
                geometry = place.read(row.attributes());
            } catch (PlaceReader.PlaceException e) {
                return new Outcome.Refused(List.of(e.problem));
            }
        }
        Map<String, Object> properties = new HashMap<>();
        Instant since = null;
        for (Map.Entry<String, Object> entry : row.attributes().entrySet()) {
            String column = entry.getKey();
            Optional<String> property = names.get(column);
            if (property == null) {
                property = property(column);
                if (names.size() < MOST_NAMES) {
                    names.put(column, property);
                }
            }
            if (property.isPresent()) {
                properties.put(property.get(), entry.getValue());
            } else if (column.equals(VALID_FROM)) {
                since = instant(entry.getValue());
                if (since == null) {
                    return new Outcome.Refused(List.of(notATime(entry.getValue())));
                }
            }
        }
        String id = row.id();
        String key = id != null ? id : Keys.of(new Row.Read(row.number(), null, geometry, row.attributes()));
        return new Outcome.Mapped(new Draft(key, geometry, properties, since));
    }

    private static Problem notATime(Object given) {
        return new Problem(
                "wrong-time",
                VALID_FROM,
                new Text(
                        "'" + VALID_FROM + "' không phải là thời điểm có múi giờ như 2026-01-31T08:00:00+07:00: "
                                + given,
                        "'" + VALID_FROM + "' is not a time with a zone such as 2026-01-31T08:00:00+07:00: " + given));
    }

    private static @Nullable Instant instant(Object value) {
        try {
            return value instanceof Instant instant
                    ? instant
                    : OffsetDateTime.parse(value.toString()).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }

    private Optional<String> property(String column) {
        if (layer.find(column) != null) {
            return Optional.of(column);
        }
        String plain = column.toLowerCase(Locale.ROOT);
        if (layer.find(plain) != null) {
            return Optional.of(plain);
        }
        boolean place = columns != null
                && (column.equals(columns.wkt()) || column.equals(columns.x()) || column.equals(columns.y()));
        boolean carriesNone = place
                || SYSTEM.contains(plain)
                || plain.equals(VALID_FROM)
                || Keys.USUAL.contains(plain)
                || Keys.TECHNICAL.contains(column);
        if (carriesNone) {
            return Optional.empty();
        }
        if (plain.length() == CUT) {
            List<String> longer = layer.properties().stream()
                    .map(Property::name)
                    .filter(name -> name.startsWith(plain))
                    .toList();
            if (longer.size() == 1) {
                return Optional.of(longer.get(0));
            }
        }
        return Optional.of(column);
    }
}
