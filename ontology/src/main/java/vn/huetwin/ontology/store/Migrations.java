package vn.huetwin.ontology.store;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** Runs the SQL migrations of a module; each module has its own folder and its own history table. */
public final class Migrations {
    private Migrations() {}

    /** @param module folder below {@code db/migration} on the class path */
    public static void run(DataSource dataSource, String module) {
        Flyway.configure()
                .dataSource(dataSource)
                .locations("classpath:db/migration/" + module)
                .table("flyway_" + module)
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load()
                .migrate();
    }
}
