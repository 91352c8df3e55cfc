package vn.huetwin.ontology.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresAddressTest {
    @Test
    void readsUrlsAsPsqlWritesThem() {
        assertEquals(
                new PostgresAddress("jdbc:postgresql://db:5433/hue?sslmode=require", "twin", "p@ss+1"),
                PostgresAddress.of("postgresql://twin:p%40ss+1@db:5433/hue?sslmode=require", null, null));
        assertEquals(
                new PostgresAddress("jdbc:postgresql://db/hue", "twin", ""),
                PostgresAddress.of("postgres://twin@db/hue", null, null));
    }

    @Test
    void whatIsGivenBesideTheUrlCounts() {
        assertEquals(
                new PostgresAddress("jdbc:postgresql://db/hue", "me", "secret"),
                PostgresAddress.of("jdbc:postgresql://you:other@db/hue", "me", "secret"));
    }

    @ParameterizedTest
    @CsvSource({
        "mysql://twin@db/hue, does not begin with postgresql://",
        "postgresql://twin@db, names no database",
        "postgresql://db/hue, --database-user",
        "postgresql://twin@d b/hue, cannot be read"
    })
    void saysWhatIsWrong(String url, String reason) {
        String message = assertThrows(ClusterException.class, () -> PostgresAddress.of(url, null, null))
                .getMessage();
        assertTrue(message.contains(reason), message);
    }

    @Test
    void hidesThePassword() {
        for (String url : List.of(
                "postgresql://twin:secret@db/hue?ssl=true",
                "jdbc:postgresql://db/hue?user=twin&password=secret&ssl=true")) {
            PostgresAddress address = PostgresAddress.of(url, null, null);
            assertEquals("twin@jdbc:postgresql://db/hue?ssl=true", address.toString());
            assertEquals("secret", address.password());
        }
    }
}
