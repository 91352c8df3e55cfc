package vn.huetwin.ingest.format;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKBReader;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.validate.Problem;

/** Streams one table of a GeoPackage. */
final class GeoPackageReader implements FeatureReader {
    /** Bytes of the envelope for each envelope indicator (OGC 12-128r19 §2.1.3). */
    private static final int[] ENVELOPE = {0, 32, 48, 48, 64};

    private final Statement statement;
    private final ResultSet rows;
    private final @Nullable String geometryColumn;
    private final String[] columns;
    private final String[] types;
    private final FormatLimits limits;
    private final WKBReader wkb = new WKBReader();
    private long number;

    GeoPackageReader(Connection connection, String table, @Nullable String geometryColumn, FormatLimits limits)
            throws SQLException {
        this.geometryColumn = geometryColumn;
        this.limits = limits;
        this.statement = connection.createStatement();
        this.rows = statement.executeQuery("SELECT * FROM " + GeoPackageFile.quote(table));
        ResultSetMetaData meta = rows.getMetaData();
        this.columns = new String[meta.getColumnCount()];
        this.types = new String[columns.length];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = meta.getColumnName(i + 1);
            String type = meta.getColumnTypeName(i + 1);
            types[i] = type == null ? "" : type.toUpperCase(Locale.ROOT);
        }
    }

    @Override
    public @Nullable Row next() throws IOException {
        try {
            if (!rows.next()) {
                return null;
            }
            number++;
            return row();
        } catch (SQLException e) {
            throw GeoPackageFile.unreadable(e);
        }
    }

    private Row row() throws SQLException {
        Geometry geometry = null;
        Map<String, Object> attributes = new LinkedHashMap<>(columns.length * 2);
        Problem problem = null;
        for (int i = 0; i < columns.length; i++) {
            Object value = rows.getObject(i + 1);
            if (value == null) {
                continue;
            }
            if (columns[i].equals(geometryColumn)) {
                try {
                    geometry = value instanceof byte[] blob ? decode(blob) : null;
                } catch (ParseException | IllegalArgumentException e) {
                    problem = malformed(e.getMessage());
                }
            } else if (!(value instanceof byte[])) {
                attributes.put(columns[i], typed(value, types[i]));
            }
        }
        return problem == null
                ? new Row.Read(number, null, geometry, attributes)
                : new Row.Broken(number, problem, attributes.toString());
    }

    private Geometry decode(byte[] blob) throws ParseException {
        if (blob.length < 8 || blob[0] != 'G' || blob[1] != 'P') {
            throw new ParseException("no GeoPackage header");
        }
        int flags = blob[3];
        int envelope = (flags >> 1) & 7;
        if (envelope > 4) {
            throw new ParseException("envelope indicator " + envelope);
        }
        int start = 8 + ENVELOPE[envelope];
        if (start + 5 > blob.length) {
            throw new ParseException("the geometry ends early");
        }
        if ((blob.length - start) / 16 > limits.vertices()) {
            throw new ParseException("more than " + limits.vertices() + " vertices");
        }
        try {
            return wkb.read(Arrays.copyOfRange(blob, start, blob.length));
        } catch (StackOverflowError e) {
            throw new ParseException("the geometry is nested too deeply");
        }
    }

    private static Object typed(Object value, String type) {
        if (value instanceof Number number) {
            boolean whole = !(value instanceof Double) && !(value instanceof Float);
            if (type.startsWith("BOOL")) {
                return number.intValue() != 0;
            }
            return whole ? (Object) number.longValue() : (Object) number.doubleValue();
        }
        try {
            if (type.equals("DATE") && value instanceof String text) {
                return LocalDate.parse(text);
            }
            if (type.equals("DATETIME") && value instanceof String text) {
                return Instant.parse(text);
            }
        } catch (DateTimeException e) {
            return value;
        }
        return value;
    }

    private Problem malformed(@Nullable String reason) {
        boolean ring = reason != null && reason.contains("closed linestring");
        return new Problem(
                ring ? "ring-not-closed" : "geometry-malformed",
                "geometry",
                new Text("Không đọc được hình học: " + reason, "The geometry cannot be read: " + reason));
    }

    @Override
    public long progress() {
        return number;
    }

    @Override
    public void close() throws IOException {
        try {
            rows.close();
            statement.close();
        } catch (SQLException e) {
            throw new IOException("Closing a GeoPackage table failed", e);
        }
    }
}
