package vn.huetwin.ontology.store;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vn.huetwin.ontology.postgres.TestPostgis;

@Tag("postgis")
class DatabaseTest {
    /** Even where workers would cost nothing: rows that are fetched in blocks get none. */
    @Test
    void noPlanCountsOnWorkers() throws SQLException {
        try (Database database = TestPostgis.database();
                Connection connection = database.connection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE many AS SELECT n FROM generate_series(1, 100000) n");
            statement.execute("ANALYZE many");
            statement.execute("SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0;"
                    + " SET min_parallel_table_scan_size = 0");
            StringBuilder plan = new StringBuilder();
            try (ResultSet rows = statement.executeQuery("EXPLAIN SELECT sum(n) FROM many")) {
                while (rows.next()) {
                    plan.append(rows.getString(1)).append('\n');
                }
            }
            assertFalse(plan.toString().contains("Gather"), plan.toString());
        }
    }
}
