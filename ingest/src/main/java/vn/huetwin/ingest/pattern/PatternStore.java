package vn.huetwin.ingest.pattern;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.apache.jena.query.Query;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.AccessClass;
import vn.huetwin.ontology.query.FilterException;
import vn.huetwin.ontology.rdf.TwinDataset;
import vn.huetwin.ontology.store.Transaction;

/** The stored standing patterns. */
public final class PatternStore {
    private static final Pattern TIMED = Pattern.compile("\\b(now|rand|uuid|struuid)\\s*\\(", Pattern.CASE_INSENSITIVE);
    private static final String COLUMNS = "id, title, query, access, layers, asked_at, error";

    private final DataSource dataSource;
    private final PatternQuery queries;
    private final int most;

    /** @param most patterns that there may be */
    public PatternStore(DataSource dataSource, TwinDataset dataset, int most) {
        this.dataSource = dataSource;
        this.most = most;
        queries = new PatternQuery(dataset, Duration.ofSeconds(1), 1);
    }

    /**
     * Makes a pattern, or puts another one in its place. What fulfils it already is not told.
     *
     * @return the layers that it reads
     * @throws FilterException if it cannot stand, or there are too many
     */
    public Set<String> put(String id, String title, String text, Access access, String by) throws SQLException {
        Query query = queries.parse(text);
        Set<String> layers = queries.layers(query, access);
        return Transaction.of(dataSource, connection -> {
            delete(connection, id);
            insert(connection, id, title, text, access, layers, by);
            return layers;
        });
    }

    private void insert(
            Connection connection, String id, String title, String text, Access access, Set<String> layers, String by)
            throws SQLException {
        String sql = "INSERT INTO standing_pattern (id, title, query, access, layers, timed, created_by)"
                + " SELECT ?, ?, ?, ?, ?, ?, ? WHERE (SELECT count(*) FROM standing_pattern) < ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, id);
            statement.setString(2, title);
            statement.setString(3, text);
            statement.setString(4, access.clearance().keyword());
            statement.setArray(5, connection.createArrayOf("text", layers.toArray()));
            statement.setBoolean(6, TIMED.matcher(text).find());
            statement.setString(7, by);
            statement.setInt(8, most);
            if (statement.executeUpdate() == 0) {
                throw new FilterException(
                        "id",
                        "Đã có " + most + " mẫu; hãy xóa bớt hoặc tăng giới hạn",
                        "There are " + most + " patterns already; delete some or raise the limit");
            }
        }
    }

    /** @return whether there was one */
    public boolean delete(String id) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return delete(connection, id);
        }
    }

    private static boolean delete(Connection connection, String id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("DELETE FROM standing_pattern WHERE id = ?")) {
            statement.setString(1, id);
            return statement.executeUpdate() > 0;
        }
    }

    public List<StandingPattern> all() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("SELECT " + COLUMNS + " FROM standing_pattern ORDER BY id")) {
            return read(statement);
        }
    }

    public @Nullable StandingPattern find(String id) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("SELECT " + COLUMNS + " FROM standing_pattern WHERE id = ?")) {
            statement.setString(1, id);
            List<StandingPattern> found = read(statement);
            return found.isEmpty() ? null : found.get(0);
        }
    }

    static List<StandingPattern> read(PreparedStatement statement) throws SQLException {
        List<StandingPattern> all = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                Timestamp asked = rows.getTimestamp(6);
                all.add(new StandingPattern(
                        rows.getString(1),
                        rows.getString(2),
                        rows.getString(3),
                        new Access(AccessClass.valueOf(rows.getString(4).toUpperCase(Locale.ROOT))),
                        new TreeSet<>(List.of((String[]) rows.getArray(5).getArray())),
                        asked == null ? null : asked.toInstant(),
                        rows.getString(7)));
            }
        }
        return all;
    }

    /** What fulfils it, as it was last told: JSON objects. */
    public List<String> solutions(String pattern) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return solutions(connection, pattern);
        }
    }

    static List<String> solutions(Connection connection, String pattern) throws SQLException {
        List<String> all = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT solution FROM pattern_solution WHERE pattern = ? ORDER BY solution")) {
            statement.setString(1, pattern);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    all.add(rows.getString(1));
                }
            }
        }
        return all;
    }
}
