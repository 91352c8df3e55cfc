package vn.huetwin.ontology.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** The one pool of connections to PostGIS. */
public final class Database implements AutoCloseable {
    private final HikariDataSource pool;

    private Database(HikariDataSource pool) {
        this.pool = pool;
    }

    /** @param poolSize most connections at once; a caller that finds none waits ten seconds, then fails */
    public static Database open(String jdbcUrl, String user, String password, int poolSize) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(jdbcUrl);
        config.setUsername(user);
        config.setPassword(password);
        config.setMaximumPoolSize(poolSize);
        config.setMinimumIdle(Math.min(2, poolSize));
        config.setConnectionTimeout(10_000);
        config.setPoolName("twin");
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        config.addDataSourceProperty("ApplicationName", "hue-twin");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        // rows fetched in blocks get no workers, yet the planner would count on them and choose what is slow without
        config.setConnectionInitSql("SET jit = off; SET max_parallel_workers_per_gather = 0; SET TIME ZONE 'UTC';"
                + " SET search_path = public");
        return new Database(new HikariDataSource(config));
    }

    public DataSource dataSource() {
        return pool;
    }

    /**
     * Connections of the pool at this moment.
     *
     * @param waiting threads that wait for one
     */
    public record Connections(int active, int idle, int waiting, int most) {}

    public Connections connections() {
        HikariPoolMXBean state = pool.getHikariPoolMXBean();
        return new Connections(
                state.getActiveConnections(),
                state.getIdleConnections(),
                state.getThreadsAwaitingConnection(),
                pool.getMaximumPoolSize());
    }

    public Connection connection() throws SQLException {
        return pool.getConnection();
    }

    @Override
    public void close() {
        pool.close();
    }
}
