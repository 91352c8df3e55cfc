package vn.huetwin.ingest.format;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;
import vn.huetwin.ontology.catalogue.GeometryType;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.catalogue.ValueType;
import vn.huetwin.ontology.crs.Crs;
import vn.huetwin.ontology.feature.Feature;

/**
 * A zip with the shapefile of one layer ({@code .shp}, {@code .shx}, {@code .dbf}, {@code .prj}, {@code .cpg}) and
 * {@code <layer>.fields.txt}, which tells the properties behind the short names of columns and how many texts were cut.
 *
 * <p>A layer of mixed geometries has one shapefile for each kind that occurs, {@code <layer>_point} and so on; a feature
 * with several kinds stands in each of these with its part. Nothing of it is kept in memory. It is written only when
 * it is closed, and not at all after a failed {@link #write}.
 */
public final class ShapefileWriter implements FeatureWriter {
    private static final int NAME = 10;
    /** Programs read sizes and places as signed 32-bit numbers. */
    private static final long LIMIT = Integer.MAX_VALUE;

    /** One shapefile. */
    private record Part(String name, ShpWriter shapes, DbfWriter table) {}

    private final Path file;
    private final Layer layer;
    private final List<Property> properties;
    private final String prj;
    private final Instant now;
    private final long limit;
    private final Path folder;
    private final Map<String, DbfWriter.Column> columns;
    private final Map<ShpWriter.Kind, Part> parts = new EnumMap<>(ShpWriter.Kind.class);
    private boolean failed;

    /**
     * @param file       that is made
     * @param properties the columns, those that the reader may see
     * @param crs        of the geometries that will come
     * @param now        day of the last change
     * @throws FormatException {@code crs-not-writable} if a {@code .prj} cannot tell the CRS
     */
    public ShapefileWriter(Path file, Layer layer, List<Property> properties, Crs crs, Instant now) throws IOException {
        this(file, layer, properties, crs, now, LIMIT);
    }

    ShapefileWriter(Path file, Layer layer, List<Property> properties, Crs crs, Instant now, long limit)
            throws IOException {
        this.file = file;
        this.layer = layer;
        this.properties = properties;
        this.now = now;
        this.limit = limit;
        String text = PrjText.of(crs);
        if (text == null) {
            throw new FormatException(
                    "crs-not-writable",
                    "Không ghi được hệ tọa độ " + crs + " vào .prj; hãy dùng WGS 84 hoặc VN-2000",
                    "The system " + crs + " cannot be told in a .prj; use WGS 84 or VN-2000");
        }
        prj = text;
        columns = columns(properties);
        folder = Files.createTempDirectory("shapefile");
    }

    /** Columns by property; names of ten characters stay, longer ones are cut and, if that is taken, numbered. */
    static Map<String, DbfWriter.Column> columns(List<Property> properties) {
        Map<String, ValueType> types = new LinkedHashMap<>();
        types.put("id", ValueType.STRING);
        properties.forEach(p -> types.put(p.name(), p.type()));
        types.put("ward_code", ValueType.STRING);
        types.put("valid_from", ValueType.DATE_TIME);
        Set<String> taken = new HashSet<>();
        types.keySet().stream().filter(n -> n.length() <= NAME).forEach(n -> taken.add(n.toLowerCase(Locale.ROOT)));
        Map<String, DbfWriter.Column> columns = new LinkedHashMap<>();
        types.forEach((name, type) ->
                columns.put(name, new DbfWriter.Column(name.length() <= NAME ? name : shortened(name, taken), type)));
        return columns;
    }

    private static String shortened(String name, Set<String> taken) {
        String column = name.substring(0, NAME);
        for (int i = 2; !taken.add(column.toLowerCase(Locale.ROOT)); i++) {
            String number = "_" + i;
            column = name.substring(0, NAME - number.length()) + number;
        }
        return column;
    }

    @Override
    public void write(Feature feature) throws IOException {
        boolean whole = false;
        try {
            Geometry geometry = feature.geometry();
            if (layer.geometry() != GeometryType.GEOMETRY) {
                write(kind(), geometry, feature);
            } else if (geometry == null || geometry.isEmpty()) {
                write(
                        parts.isEmpty()
                                ? ShpWriter.Kind.NULL
                                : parts.keySet().iterator().next(),
                        null,
                        feature);
            } else {
                mixed(geometry, feature);
            }
            whole = true;
        } finally {
            failed |= !whole;
        }
    }

    private void mixed(Geometry geometry, Feature feature) throws IOException {
        for (ShpWriter.Kind kind : List.of(ShpWriter.Kind.MULTI_POINT, ShpWriter.Kind.LINE, ShpWriter.Kind.POLYGON)) {
            Geometry members = ShpWriter.only(geometry, kind);
            if (members != null) {
                boolean point = kind == ShpWriter.Kind.MULTI_POINT && members.getNumGeometries() == 1;
                write(point ? ShpWriter.Kind.POINT : kind, members, feature);
            }
        }
    }

    private ShpWriter.Kind kind() {
        return switch (layer.geometry()) {
            case NONE, GEOMETRY -> ShpWriter.Kind.NULL;
            case POINT -> ShpWriter.Kind.POINT;
            case MULTI_POINT -> ShpWriter.Kind.MULTI_POINT;
            case LINE_STRING, MULTI_LINE_STRING -> ShpWriter.Kind.LINE;
            case POLYGON, MULTI_POLYGON -> ShpWriter.Kind.POLYGON;
        };
    }

    private void write(ShpWriter.Kind kind, @Nullable Geometry geometry, Feature feature) throws IOException {
        Part part = part(kind);
        part.shapes().write(geometry);
        List<@Nullable Object> values = new ArrayList<>(columns.size());
        values.add(feature.key());
        for (Property property : properties) {
            values.add(feature.properties().get(property.name()));
        }
        values.add(feature.wardCode());
        values.add(feature.validFrom());
        part.table().write(values);
    }

    private Part part(ShpWriter.Kind kind) throws IOException {
        Part part = parts.get(kind);
        if (part == null) {
            boolean several = layer.geometry() == GeometryType.GEOMETRY && kind != ShpWriter.Kind.NULL;
            String name = several ? layer.name() + "_" + kind.suffix() : layer.name();
            part = new Part(
                    name,
                    new ShpWriter(folder, name, kind, limit),
                    new DbfWriter(folder, name, List.copyOf(columns.values()), limit));
            parts.put(kind, part);
        }
        return part;
    }

    @Override
    public void close() throws IOException {
        try {
            if (!failed) {
                if (parts.isEmpty()) {
                    part(kind());
                }
                zip();
            }
        } finally {
            for (Part part : parts.values()) {
                part.shapes().close();
                part.table().close();
            }
            Files.deleteIfExists(folder);
        }
    }

    private void zip() throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file), StandardCharsets.UTF_8)) {
            for (Part part : parts.values()) {
                part.shapes().end();
                part.table().end();
                begin(zip, part.name() + ".shp");
                part.shapes().copyShapes(zip);
                begin(zip, part.name() + ".shx");
                part.shapes().copyIndex(zip);
                begin(zip, part.name() + ".dbf");
                part.table().copy(zip, now);
                begin(zip, part.name() + ".prj");
                zip.write(prj.getBytes(StandardCharsets.US_ASCII));
                begin(zip, part.name() + ".cpg");
                zip.write("UTF-8".getBytes(StandardCharsets.US_ASCII));
            }
            begin(zip, layer.name() + ".fields.txt");
            zip.write(fields().getBytes(StandardCharsets.UTF_8));
        }
    }

    private void begin(ZipOutputStream zip, String name) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTime(now.toEpochMilli());
        zip.putNextEntry(entry);
    }

    /** Separated by tabs: column, property, its title in Vietnamese and English, values that lost their end. */
    private String fields() {
        StringBuilder text = new StringBuilder("column\tproperty\tvi\ten\tcut\n");
        int at = 0;
        for (Map.Entry<String, DbfWriter.Column> column : columns.entrySet()) {
            Property property = layer.find(column.getKey());
            Text title = property == null ? new Text("", "") : property.title();
            int place = at++;
            text.append(column.getValue().name()).append('\t').append(column.getKey());
            text.append('\t').append(title.vi()).append('\t').append(title.en()).append('\t');
            text.append(
                    parts.values().stream().mapToLong(p -> p.table().cut(place)).sum());
            text.append('\n');
        }
        return text.toString();
    }
}
