package vn.huetwin.ingest.format;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** A GeoPackage (OGC 12-128r19), read only: a table for each entry of {@code gpkg_contents} with features or attributes. */
final class GeoPackageFile implements FeatureFile {
    private final Path path;
    private final FormatLimits limits;
    private final Connection connection;
    private final List<Content> contents = new ArrayList<>();

    /** @param geometryColumn null for tables of attributes only */
    private record Content(Table table, @Nullable String geometryColumn, long rows) {}

    GeoPackageFile(Path path, FormatLimits limits) throws IOException {
        this.path = path;
        this.limits = limits;
        refuseTruncated(path);
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.enableLoadExtension(false);
        config.setPragma(SQLiteConfig.Pragma.LIMIT_LENGTH, Long.toString(valueBytes(limits)));
        try {
            connection = config.createConnection(
                    "jdbc:sqlite:" + path.toAbsolutePath().toUri());
        } catch (SQLException e) {
            throw unreadable(e);
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA trusted_schema = OFF");
            statement.execute("PRAGMA query_only = ON");
            readContents(statement);
        } catch (SQLException e) {
            close();
            throw unreadable(e);
        }
        if (contents.isEmpty()) {
            close();
            throw new FormatException(
                    "no-features",
                    "GeoPackage không có bảng đối tượng nào",
                    "The GeoPackage holds no table of features");
        }
    }

    /** Bytes of a value: a geometry with heights, or text. */
    private static long valueBytes(FormatLimits limits) {
        return Math.max(1000 + 24L * limits.vertices(), 2L * limits.text());
    }

    /** The header of SQLite says how many pages there are (database file format, §1.3.7). */
    private static void refuseTruncated(Path path) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            if (file.length() >= 100) {
                file.seek(16);
                int size = file.readUnsignedShort();
                file.seek(28);
                long pages = file.readInt() & 0xffffffffL;
                long expected = pages * (size == 1 ? 65_536 : size);
                if (file.length() >= expected) {
                    return;
                }
                throw new FormatException(
                        "file-truncated",
                        "Tệp bị cắt cụt: " + file.length() + "/" + expected + " byte; không lưu gì",
                        "The file is truncated: " + file.length() + " of " + expected + " bytes; nothing was stored");
            }
            throw new FormatException("file-truncated", "Tệp bị cắt cụt", "The file is truncated");
        }
    }

    private void readContents(Statement statement) throws SQLException {
        String sql =
                "SELECT c.table_name, g.column_name, s.organization, s.organization_coordsys_id, s.srs_name, g.srs_id"
                        + " FROM gpkg_contents c LEFT JOIN gpkg_geometry_columns g ON g.table_name = c.table_name"
                        + " LEFT JOIN gpkg_spatial_ref_sys s ON s.srs_id = g.srs_id"
                        + " WHERE c.data_type IN ('features', 'attributes') ORDER BY c.table_name";
        try (ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                String name = rows.getString(1);
                contents.add(new Content(new Table(name, crs(rows)), rows.getString(2), count(name)));
            }
        }
    }

    private static FileCrs crs(ResultSet row) throws SQLException {
        String organization = row.getString(3);
        int srsId = row.getInt(6);
        if (organization == null || srsId == 0 || srsId == -1) {
            return FileCrs.NONE;
        }
        return organization.equalsIgnoreCase("EPSG")
                ? FileCrs.epsg(row.getInt(4))
                : new FileCrs(null, organization + ":" + row.getInt(4) + " " + row.getString(5));
    }

    private long count(String table) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT count(*) FROM " + quote(table));
                ResultSet rows = statement.executeQuery()) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    static String quote(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private Content get(Table table) {
        return contents.stream()
                .filter(c -> c.table().equals(table))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public Format format() {
        return Format.GEOPACKAGE;
    }

    @Override
    public List<Table> tables() {
        return contents.stream().map(Content::table).toList();
    }

    @Override
    public FeatureReader read(Table table) throws IOException {
        try {
            return new GeoPackageReader(connection, table.name(), get(table).geometryColumn(), limits);
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    @Override
    public long size(Table table) {
        return get(table).rows();
    }

    static FormatException unreadable(SQLException e) {
        if (e instanceof SQLiteException lite && lite.getResultCode() == SQLiteErrorCode.SQLITE_TOOBIG) {
            return new FormatException(
                    "feature-too-large",
                    "Một đối tượng của GeoPackage quá lớn; hãy chia nhỏ hoặc giản lược; không lưu gì",
                    "A feature of the GeoPackage is too large; split or simplify it; nothing was stored",
                    e);
        }
        return new FormatException(
                "geopackage-unreadable",
                "Không đọc được GeoPackage: " + e.getMessage(),
                "The GeoPackage cannot be read: " + e.getMessage(),
                e);
    }

    @Override
    public void close() throws IOException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IOException("Closing " + path + " failed on " + Files.size(path) + " bytes", e);
        }
    }
}
