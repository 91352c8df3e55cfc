package vn.huetwin.tiles.style;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** The documents of styles that are kept, as they were sent. */
public final class StyleShelf {
    /**
     * A style of a layer.
     *
     * @param text SLD, see {@link MapStyle} for what becomes of it
     * @param by   who sent it
     */
    public record Document(String layer, String name, String text, String by, Instant changed) {}

    private final DataSource dataSource;

    public StyleShelf(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** By layer and name. */
    public List<Document> all() throws SQLException {
        List<Document> documents = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT layer, name, document, changed_by, changed_at FROM layer_style ORDER BY layer, name");
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                documents.add(new Document(
                        rows.getString(1),
                        rows.getString(2),
                        rows.getString(3),
                        rows.getString(4),
                        rows.getObject(5, OffsetDateTime.class).toInstant()));
            }
        }
        return documents;
    }

    /** Takes the place of one of the same layer and name. */
    public void put(Document document) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "INSERT INTO layer_style (layer, name, document, changed_by, changed_at) VALUES (?, ?, ?, ?, ?)"
                                + " ON CONFLICT (layer, name) DO UPDATE SET document = excluded.document,"
                                + " changed_by = excluded.changed_by, changed_at = excluded.changed_at")) {
            statement.setString(1, document.layer());
            statement.setString(2, document.name());
            statement.setString(3, document.text());
            statement.setString(4, document.by());
            statement.setObject(5, document.changed().atOffset(java.time.ZoneOffset.UTC));
            statement.executeUpdate();
        }
    }

    public void delete(String layer, String name) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("DELETE FROM layer_style WHERE layer = ? AND name = ?")) {
            statement.setString(1, layer);
            statement.setString(2, name);
            statement.executeUpdate();
        }
    }
}
