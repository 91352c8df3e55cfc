package vn.huetwin.ingest.mapping;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;
import vn.huetwin.ingest.format.Row;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.catalogue.ValueType;
import vn.huetwin.ontology.feature.Draft;
import vn.huetwin.ontology.validate.Problem;

/** Follows a mapping. */
final class DeclaredMapper implements RowMapper {
    private final Mapping mapping;
    private final Layer layer;
    private final @Nullable PlaceReader place;
    private final Set<String> used = new HashSet<>();

    DeclaredMapper(Mapping mapping, Layer layer) throws MappingException {
        this.mapping = mapping;
        this.layer = layer;
        Mapping.Place columns = mapping.place();
        this.place = columns == null ? null : new PlaceReader(columns, mapping.decimalComma());
        for (String property : mapping.properties().keySet()) {
            if (layer.find(property) == null) {
                throw new MappingException(
                        "mapping-malformed",
                        "Ánh xạ '" + mapping.name() + "': lớp '" + layer + "' không có thuộc tính '" + property + "'",
                        "Mapping '" + mapping.name() + "': the layer '" + layer + "' has no property '" + property
                                + "'");
            }
        }
        collectUsed();
    }

    private void collectUsed() {
        used.addAll(mapping.key());
        used.addAll(mapping.only().keySet());
        mapping.properties().values().forEach(sources -> sources.forEach(s -> used.addAll(s.columns())));
        Mapping.Place columns = mapping.place();
        if (columns != null) {
            for (String column : new String[] {columns.wkt(), columns.x(), columns.y()}) {
                if (column != null) {
                    used.add(column);
                }
            }
        }
        if (mapping.validFrom() != null) {
            used.add(mapping.validFrom());
        }
        Set<String> ignored = mapping.ignored();
        if (ignored != null) {
            used.addAll(ignored);
        }
    }

    @Override
    public Outcome map(Row.Read row) {
        Map<String, Object> attributes = row.attributes();
        for (Map.Entry<String, Set<String>> entry : mapping.only().entrySet()) {
            Object value = attributes.get(entry.getKey());
            if (value == null || !entry.getValue().contains(value.toString())) {
                return new Outcome.LeftOut();
            }
        }
        Geometry geometry = row.geometry();
        if (geometry == null && place != null) {
            try {
                geometry = place.read(attributes);
            } catch (PlaceReader.PlaceException e) {
                return new Outcome.Refused(List.of(e.problem));
            }
        }
        Map<String, Object> properties = new HashMap<>();
        for (Map.Entry<String, List<Mapping.Source>> entry :
                mapping.properties().entrySet()) {
            Object value = value(entry.getKey(), entry.getValue(), attributes);
            if (value != null) {
                properties.put(entry.getKey(), value);
            }
        }
        if (mapping.ignored() != null) {
            attributes.forEach((name, value) -> {
                if (!used.contains(name)) {
                    properties.put(name, value);
                }
            });
        }
        String key = key(row, geometry);
        Instant since = since(attributes);
        if (since == null && mapping.validFrom() != null && attributes.containsKey(mapping.validFrom())) {
            Object given = attributes.get(mapping.validFrom());
            return new Outcome.Refused(List.of(new Problem(
                    "wrong-time",
                    mapping.validFrom(),
                    new Text(
                            "'" + mapping.validFrom() + "' không phải là thời điểm: " + given,
                            "'" + mapping.validFrom() + "' is not a time: " + given))));
        }
        return new Outcome.Mapped(new Draft(key, geometry, properties, since));
    }

    private String key(Row.Read row, @Nullable Geometry geometry) {
        if (mapping.key().isEmpty()) {
            String id = row.id();
            return mapping.keyPrefix()
                    + (id != null ? id : Keys.of(new Row.Read(row.number(), null, geometry, row.attributes())));
        }
        StringBuilder key = new StringBuilder(mapping.keyPrefix());
        for (int i = 0; i < mapping.key().size(); i++) {
            Object part = row.attributes().get(mapping.key().get(i));
            if (part == null) {
                return "";
            }
            key.append(i == 0 ? "" : "-").append(Keys.text(part));
        }
        return key.toString();
    }

    private @Nullable Instant since(Map<String, Object> attributes) {
        Object given = mapping.validFrom() == null ? null : attributes.get(mapping.validFrom());
        if (given == null) {
            return null;
        }
        return time(given, ValueType.DATE_TIME) instanceof Instant instant ? instant : null;
    }

    private @Nullable Object value(String property, List<Mapping.Source> sources, Map<String, Object> attributes) {
        for (Mapping.Source source : sources) {
            if (source.constant() != null) {
                return source.constant();
            }
            for (String column : source.columns()) {
                Object raw = attributes.get(column);
                Object value = raw == null ? null : read(property, source, raw);
                if (value != null) {
                    return value;
                }
            }
        }
        return null;
    }

    private @Nullable Object read(String property, Mapping.Source source, Object raw) {
        if (!source.values().isEmpty()) {
            String given = raw.toString();
            String meant = source.values().get(given);
            if (meant == null) {
                meant = source.values().get("*");
            }
            if (meant != null) {
                return meant.isEmpty() ? null : meant;
            }
        }
        boolean comma = mapping.decimalComma();
        return switch (source.reading()) {
            case NUMBER -> raw instanceof Number ? raw : Numbers.leading(raw.toString(), comma);
            case WHOLE -> {
                Double number =
                        raw instanceof Number n ? (Double) n.doubleValue() : Numbers.leading(raw.toString(), comma);
                yield number == null ? null : (Object) Math.round(Math.floor(number));
            }
            case YEAR -> Numbers.year(raw.toString());
            case FLAG -> {
                String text = raw.toString().toLowerCase(Locale.ROOT);
                yield !(text.equals("no") || text.equals("false") || text.equals("0") || text.equals("không"));
            }
            case PLAIN -> plain(property, raw);
        };
    }

    private Object plain(String property, Object raw) {
        Property declared = layer.find(property);
        if (declared != null && declared.type() == ValueType.DATE_TIME && raw instanceof Long) {
            return time(raw, ValueType.DATE_TIME);
        }
        if (declared == null || !(raw instanceof String text)) {
            return raw;
        }
        return switch (declared.type()) {
            case INTEGER, DOUBLE -> Numbers.plain(text, mapping.decimalComma());
            case DATE, DATE_TIME -> time(text, declared.type());
            default -> raw;
        };
    }

    /** A date or an instant if one of the formats fits, else the value as it was; a whole number counts milliseconds. */
    private Object time(Object raw, ValueType type) {
        ZoneId zone = mapping.zone();
        if (raw instanceof Long millis && type == ValueType.DATE_TIME) {
            return Instant.ofEpochMilli(millis);
        }
        if (!(raw instanceof String text)) {
            return raw;
        }
        String plain = text.strip();
        for (DateTimeFormatter format : mapping.dateFormats()) {
            Object time = parse(plain, format, zone, type);
            if (time != null) {
                return time;
            }
        }
        String iso = plain.replace(' ', 'T');
        for (DateTimeFormatter format : List.of(
                DateTimeFormatter.ISO_OFFSET_DATE_TIME,
                DateTimeFormatter.ISO_LOCAL_DATE_TIME,
                DateTimeFormatter.ISO_LOCAL_DATE)) {
            Object time = parse(iso, format, zone, type);
            if (time != null) {
                return time;
            }
        }
        return raw;
    }

    private static @Nullable Object parse(
            String text, DateTimeFormatter format, @Nullable ZoneId zone, ValueType type) {
        try {
            TemporalAccessor parsed =
                    format.parseBest(text, OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
            if (type == ValueType.DATE) {
                return LocalDate.from(parsed);
            }
            if (parsed instanceof OffsetDateTime time) {
                return time.toInstant();
            }
            if (zone == null) {
                return null;
            }
            LocalDateTime local = parsed instanceof LocalDateTime time
                    ? time
                    : LocalDate.from(parsed).atStartOfDay();
            return local.atZone(zone).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }
}
