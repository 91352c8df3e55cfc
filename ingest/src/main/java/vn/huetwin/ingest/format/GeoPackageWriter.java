package vn.huetwin.ingest.format;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.io.ByteOrderValues;
import org.locationtech.jts.io.WKBWriter;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.catalogue.ValueType;
import vn.huetwin.ontology.feature.Feature;

/** A GeoPackage 1.3 (OGC 12-128r17) with one table of features in WGS 84. */
public final class GeoPackageWriter implements FeatureWriter {
    private static final int WGS84 = 4326;
    private static final int BATCH = 1_000;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final String WGS84_WKT =
            "GEOGCS[\"WGS 84\",DATUM[\"WGS_1984\",SPHEROID[\"WGS 84\",6378137,298.257223563,"
                    + "AUTHORITY[\"EPSG\",\"7030\"]],AUTHORITY[\"EPSG\",\"6326\"]],PRIMEM[\"Greenwich\",0,AUTHORITY[\"EPSG\",\"8901\"]],"
                    + "UNIT[\"degree\",0.0174532925199433,AUTHORITY[\"EPSG\",\"9122\"]],AUTHORITY[\"EPSG\",\"4326\"]]";

    private final Connection connection;
    private final PreparedStatement insert;
    private final Layer layer;
    private final List<Property> properties;
    private final WKBWriter wkb = new WKBWriter(2, ByteOrderValues.LITTLE_ENDIAN);
    private final Envelope bounds = new Envelope();
    private int waiting;

    /** @param file must not exist yet */
    public GeoPackageWriter(Path file, Layer layer, List<Property> properties, Instant now) throws IOException {
        this.layer = layer;
        this.properties = properties;
        try {
            connection = DriverManager.getConnection(
                    "jdbc:sqlite:" + file.toAbsolutePath().toUri());
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA application_id = 1196444487");
                statement.execute("PRAGMA user_version = 10300");
                statement.execute("PRAGMA synchronous = OFF");
            }
            connection.setAutoCommit(false);
            createTables(now);
            insert = connection.prepareStatement(insertSql());
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private void createTables(Instant now) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY,"
                    + " organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL,"
                    + " description TEXT)");
            statement.execute("INSERT INTO gpkg_spatial_ref_sys VALUES"
                    + " ('Undefined Cartesian SRS', -1, 'NONE', -1, 'undefined', NULL),"
                    + " ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', NULL)");
            statement.execute(
                    "CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL,"
                            + " identifier TEXT UNIQUE, description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT"
                            + " (strftime('%Y-%m-%dT%H:%M:%fZ','now')), min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE,"
                            + " srs_id INTEGER, CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id))");
            statement.execute("CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL,"
                    + " geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,"
                    + " CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),"
                    + " CONSTRAINT uk_gc_table_name UNIQUE (table_name),"
                    + " CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),"
                    + " CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id))");
            statement.execute(featureTableSql());
        }
        update("INSERT INTO gpkg_spatial_ref_sys VALUES ('WGS 84 geodetic', 4326, 'EPSG', 4326, ?, NULL)", WGS84_WKT);
        update(
                "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change, srs_id)"
                        + " VALUES (?, ?, ?, ?, ?, ?)",
                layer.name(),
                layer.hasGeometry() ? "features" : "attributes",
                layer.title().vi(),
                layer.description().vi(),
                TIME.format(now),
                layer.hasGeometry() ? WGS84 : null);
        if (layer.hasGeometry()) {
            update(
                    "INSERT INTO gpkg_geometry_columns VALUES (?, 'geometry', ?, 4326, 0, 0)",
                    layer.name(),
                    layer.geometry().simpleFeatures().toUpperCase(Locale.ROOT));
        }
    }

    private String featureTableSql() {
        StringBuilder sql = new StringBuilder("CREATE TABLE ").append(GeoPackageFile.quote(layer.name()));
        sql.append(" (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL");
        if (layer.hasGeometry()) {
            sql.append(", geometry ").append(layer.geometry().simpleFeatures().toUpperCase(Locale.ROOT));
        }
        sql.append(", id TEXT NOT NULL UNIQUE");
        for (Property property : properties) {
            sql.append(", ")
                    .append(GeoPackageFile.quote(property.name()))
                    .append(' ')
                    .append(type(property.type()));
        }
        return sql.append(", ward_code TEXT, valid_from DATETIME)").toString();
    }

    private static String type(ValueType type) {
        return switch (type) {
            case STRING, IRI -> "TEXT";
            case INTEGER -> "INTEGER";
            case DOUBLE -> "DOUBLE";
            case BOOLEAN -> "BOOLEAN";
            case DATE -> "DATE";
            case DATE_TIME -> "DATETIME";
        };
    }

    private String insertSql() {
        StringBuilder columns = new StringBuilder("id");
        StringBuilder marks = new StringBuilder("?");
        for (Property property : properties) {
            columns.append(", ").append(GeoPackageFile.quote(property.name()));
            marks.append(", ?");
        }
        columns.append(", ward_code, valid_from").append(layer.hasGeometry() ? ", geometry" : "");
        marks.append(", ?, ?").append(layer.hasGeometry() ? ", ?" : "");
        return "INSERT INTO " + GeoPackageFile.quote(layer.name()) + " (" + columns + ") VALUES (" + marks + ")";
    }

    @Override
    public void write(Feature feature) throws IOException {
        try {
            int at = 1;
            insert.setString(at++, feature.key());
            for (Property property : properties) {
                insert.setObject(at++, value(feature.properties().get(property.name())));
            }
            insert.setString(at++, feature.wardCode());
            insert.setString(at++, TIME.format(feature.validFrom()));
            if (layer.hasGeometry()) {
                insert.setBytes(at, blob(feature.geometry()));
            }
            insert.addBatch();
            if (++waiting == BATCH) {
                insert.executeBatch();
                waiting = 0;
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private static @Nullable Object value(@Nullable Object value) {
        if (value instanceof Boolean flag) {
            return flag ? 1 : 0;
        }
        if (value instanceof Instant time) {
            return TIME.format(time);
        }
        return value == null || value instanceof Number ? value : value.toString();
    }

    /** The header with its envelope, then well-known binary (OGC 12-128r17 §2.1.3). */
    private byte @Nullable [] blob(@Nullable Geometry geometry) {
        if (geometry == null) {
            return null;
        }
        Envelope box = geometry.getEnvelopeInternal();
        bounds.expandToInclude(box);
        ByteBuffer header = ByteBuffer.allocate(40).order(ByteOrder.LITTLE_ENDIAN);
        header.put((byte) 'G').put((byte) 'P').put((byte) 0).put((byte) 3).putInt(WGS84);
        header.putDouble(box.getMinX())
                .putDouble(box.getMaxX())
                .putDouble(box.getMinY())
                .putDouble(box.getMaxY());
        ByteArrayOutputStream blob = new ByteArrayOutputStream(200);
        blob.writeBytes(header.array());
        blob.writeBytes(wkb.write(geometry));
        return blob.toByteArray();
    }

    private void update(String sql, @Nullable Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            statement.executeUpdate();
        }
    }

    private static IOException failed(SQLException e) {
        return new IOException("The GeoPackage cannot be written: " + e.getMessage(), e);
    }

    @Override
    public void close() throws IOException {
        try (Connection closing = connection) {
            insert.executeBatch();
            insert.close();
            if (!bounds.isNull()) {
                update(
                        "UPDATE gpkg_contents SET min_x = ?, min_y = ?, max_x = ?, max_y = ?",
                        bounds.getMinX(),
                        bounds.getMinY(),
                        bounds.getMaxX(),
                        bounds.getMaxY());
            }
            closing.commit();
        } catch (SQLException e) {
            throw failed(e);
        }
    }
}
