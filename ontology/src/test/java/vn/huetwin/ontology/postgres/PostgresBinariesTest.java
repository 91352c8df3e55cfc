package vn.huetwin.ontology.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class PostgresBinariesTest {
    private static final PostgresBinaries OLD = new PostgresBinaries(Path.of("/12"), 12, true);
    private static final PostgresBinaries WITH = new PostgresBinaries(Path.of("/15"), 15, true);
    private static final PostgresBinaries NEWER = new PostgresBinaries(Path.of("/16"), 16, true);
    private static final PostgresBinaries WITHOUT = new PostgresBinaries(Path.of("/17"), 17, false);

    @Test
    void takesTheNewestThatHasPostgis() {
        assertEquals(NEWER, PostgresBinaries.choose(List.of(OLD, WITH, NEWER, WITHOUT), null));
    }

    @Test
    void takesWhatAnExistingClusterNeeds() {
        assertEquals(WITH, PostgresBinaries.choose(List.of(WITH, NEWER), 15));
    }

    @Test
    void namesThePackageThatIsMissing() {
        assertTrue(refusal(List.of(), null)
                .contains("none is installed. Install it: apt-get install postgresql-15-postgis-3"));
        assertTrue(refusal(List.of(WITHOUT), null)
                .contains("installed: 17 without PostGIS. Install it: apt-get install postgresql-17-postgis-3"));
        assertTrue(refusal(List.of(OLD), null).contains("13 or later"));
        assertTrue(refusal(List.of(NEWER), 15).contains("made by PostgreSQL 15; installed: 16 with PostGIS"));
    }

    private static String refusal(List<PostgresBinaries> installed, Integer needed) {
        return assertThrows(ClusterException.class, () -> PostgresBinaries.choose(installed, needed))
                .getMessage();
    }
}
