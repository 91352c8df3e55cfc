package vn.huetwin.ontology.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("postgis")
class ExistingDatabaseTest {
    private final PostgresAddress owner = TestPostgis.address();

    @Test
    void acceptsAnEmptyDatabaseAndMakesPostgis() throws SQLException {
        execute("DROP EXTENSION postgis");
        ExistingDatabase.check(owner);
        ExistingDatabase.check(owner);
    }

    @Test
    void listsAllThatIsMissingWithItsCure() throws SQLException {
        execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC");
        execute("DROP ROLE IF EXISTS \"Guest\"");
        execute("CREATE ROLE \"Guest\" LOGIN PASSWORD 'guest'");
        PostgresAddress guest = new PostgresAddress(owner.jdbcUrl(), "Guest", "guest");
        String database = owner.jdbcUrl().replaceAll(".*/", "");
        assertEquals("""
                The database Guest@%s cannot carry the city yet:
                  - no right to make schemas: GRANT CREATE ON DATABASE %s TO "Guest"
                  - no right to make tables: GRANT CREATE ON SCHEMA public TO "Guest"
                  - no right to add VN-2000: GRANT SELECT, INSERT ON spatial_ref_sys TO "Guest\"""".formatted(owner.jdbcUrl(), database), refusal(guest));

        execute("DROP EXTENSION postgis");
        assertTrue(refusal(guest).contains("CREATE EXTENSION postgis SCHEMA public (as a superuser)"));

        execute("CREATE SCHEMA gis; CREATE EXTENSION postgis SCHEMA gis");
        assertTrue(refusal(owner).contains("PostGIS is in the schema gis"));
    }

    @Test
    void saysWhenNobodyAnswersOrThePasswordIsWrong() {
        assertTrue(refusal(new PostgresAddress("jdbc:postgresql://127.0.0.1:1/hue", "twin", ""))
                .contains("refused"));
        assertTrue(refusal(new PostgresAddress(owner.jdbcUrl(), owner.user(), "wrong"))
                .contains("password authentication failed for user \"twin\". Give the right user and password"));
        assertTrue(refusal(new PostgresAddress(owner.jdbcUrl() + "_none", owner.user(), owner.password()))
                .contains("Make it: CREATE DATABASE t"));
    }

    @Test
    void comparesVersions() {
        assertTrue(ExistingDatabase.isOlder("3.0.11", "3.1"));
        assertTrue(ExistingDatabase.isOlder("2.5.9", "3.1"));
        assertFalse(ExistingDatabase.isOlder("3.10.0dev", "3.1"));
    }

    private static String refusal(PostgresAddress address) {
        return assertThrows(ClusterException.class, () -> ExistingDatabase.check(address))
                .getMessage();
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(owner.jdbcUrl(), owner.user(), owner.password());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
