package vn.huetwin.ingest.load;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import org.locationtech.jts.geom.Envelope;
import vn.huetwin.ingest.mapping.BuiltInMappings;
import vn.huetwin.ingest.mapping.MappingChooser;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.CatalogueReader;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.ontology.postgres.TestPostgis;
import vn.huetwin.ontology.query.TableNames;
import vn.huetwin.ontology.store.Database;
import vn.huetwin.ontology.store.LayerTables;
import vn.huetwin.ontology.store.LayerWriter;
import vn.huetwin.ontology.store.Migrations;

/** An importer on a database of its own. */
final class ImportCity implements AutoCloseable {
    static final Catalogue CATALOGUE = CatalogueReader.read();

    final Database database = TestPostgis.database();
    final Importer importer;

    ImportCity() throws SQLException {
        Migrations.run(database.dataSource(), "ontology");
        Migrations.run(database.dataSource(), "ingest");
        try (Connection connection = database.connection()) {
            new LayerTables(CATALOGUE, 9214).sync(connection);
        }
        importer = new Importer(
                database.dataSource(),
                CATALOGUE,
                new LayerWriter(CATALOGUE),
                new CrsRegistry(),
                new MappingChooser(CATALOGUE, BuiltInMappings.load()),
                new Envelope(107.034, 108.211, 15.994, 16.743),
                InstantSource.system());
    }

    void empty() throws SQLException {
        try (Connection connection = database.connection();
                Statement statement = connection.createStatement()) {
            for (Layer layer : CATALOGUE.layers()) {
                try (ResultSet row = statement.executeQuery("SELECT FROM " + TableNames.table(layer) + " LIMIT 1")) {
                    if (!row.next()) {
                        continue;
                    }
                }
                statement.execute("TRUNCATE " + TableNames.table(layer) + ", " + TableNames.history(layer));
            }
            statement.execute("TRUNCATE quarantine, event_log");
        }
    }

    /** The first column of the first row, or an empty text. */
    String ask(String sql) throws SQLException {
        try (Connection connection = database.connection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getString(1) : "";
        }
    }

    @Override
    public void close() {
        database.close();
    }
}
