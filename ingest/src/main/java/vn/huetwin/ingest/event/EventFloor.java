package vn.huetwin.ingest.event;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;

/**
 * The least that PostgreSQL must do for events: JSON taken apart, duplicates found, the ward by an exact join, one row
 * with its indexes, a commit that waits for the disk. The floor beside which the intake is measured; it neither
 * validates nor keeps present and history.
 */
public final class EventFloor implements AutoCloseable {
    private static final String STORE = """
            INSERT INTO bench_event (source, id, type, subject, time, sequence, ward_code, geometry, data)
            SELECT e->>'source', e->>'id', e->>'type', e->>'subject', (e->>'time')::timestamptz, (e->>'sequence')::bigint,
                   (SELECT min(w.id) FROM bench_ward w WHERE ST_Intersects(w.geometry, g)), g, e->'data'
            FROM (SELECT d::jsonb AS e, ST_SetSRID(ST_MakePoint((d::jsonb #>> '{data,geometry,coordinates,0}')::float8,
                                                                (d::jsonb #>> '{data,geometry,coordinates,1}')::float8), 4326) AS g
                  FROM unnest(?::text[]) AS d) AS given
            ON CONFLICT (source, id) DO NOTHING""";

    private final DataSource dataSource;

    public EventFloor(DataSource dataSource) throws SQLException {
        this.dataSource = dataSource;
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS bench_event, bench_ward");
            statement.execute(
                    "CREATE TABLE bench_event (source text, id text, type text, subject text, time timestamptz,"
                            + " sequence bigint, ward_code text, geometry geometry(Point, 4326), data jsonb, UNIQUE (source, id))");
            statement.execute("CREATE INDEX ON bench_event USING gist (geometry)");
            statement.execute("CREATE INDEX ON bench_event USING brin (time)");
            statement.execute(
                    "CREATE TABLE bench_ward AS SELECT id, ST_Subdivide(geometry, 128) AS geometry FROM layer.ward");
            statement.execute("CREATE INDEX ON bench_ward USING gist (geometry)");
            statement.execute("ANALYZE bench_ward");
        }
    }

    /** Process id of a backend of the database. */
    public long backend() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT pg_backend_pid()")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /**
     * One transaction per batch, on one connection.
     *
     * @param batches events in the JSON format of CloudEvents
     * @return rows stored
     */
    public long store(List<List<String>> batches) throws SQLException {
        long stored = 0;
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(STORE)) {
            for (List<String> batch : batches) {
                statement.setArray(1, connection.createArrayOf("text", batch.toArray()));
                stored += statement.executeUpdate();
            }
        }
        return stored;
    }

    @Override
    public void close() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE bench_event, bench_ward");
        }
    }
}
