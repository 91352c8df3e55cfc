package vn.huetwin.tiles.map;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.geotools.api.filter.Filter;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Envelope;
import org.postgresql.PGConnection;
import org.postgresql.PGStatement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.query.FilterSql;
import vn.huetwin.ontology.query.Sql;
import vn.huetwin.ontology.query.TableNames;
import vn.huetwin.ontology.query.VisibleRows;
import vn.huetwin.ontology.store.FeatureStore;
import vn.huetwin.ontology.store.StoreException;

/** Shapes straight from the rows: one statement, its WKB onto the screen without objects between. */
final class PostgisShapes implements ShapeSource {
    private static final Logger log = LoggerFactory.getLogger(PostgisShapes.class);
    private static final int FETCH_SIZE = 2_000;
    private static final int FIRST_VALUE = 3;

    private final DataSource dataSource;
    private final Catalogue catalogue;

    PostgisShapes(DataSource dataSource, Catalogue catalogue) {
        this.dataSource = dataSource;
        this.catalogue = catalogue;
    }

    @Override
    public void read(LayerView view, RuleMatch match, Screen screen, double margin, Stop stop, Sink sink) {
        Envelope search = screen.search(margin);
        if (search == null) {
            return;
        }
        Sql sql = select(view, match, search);
        try (Connection connection = dataSource.getConnection()) {
            connection.setReadOnly(true);
            connection.setAutoCommit(false);
            Runnable cancel = () -> cancel(connection);
            stop.during(cancel);
            try {
                run(connection, sql, match, screen, stop, sink);
            } finally {
                stop.past(cancel);
                connection.rollback();
            }
        } catch (SQLException e) {
            stop.check();
            throw new StoreException("The layer " + view.layer().name() + " cannot be drawn", e);
        }
    }

    private static void run(Connection connection, Sql sql, RuleMatch match, Screen screen, Stop stop, Sink sink)
            throws SQLException {
        try (Statement limit = connection.createStatement();
                PreparedStatement statement = connection.prepareStatement(sql.text())) {
            limit.execute("SET LOCAL statement_timeout = " + Math.max(1, stop.millisLeft()));
            sql.bind(connection, statement);
            statement.setFetchSize(FETCH_SIZE);
            statement.unwrap(PGStatement.class).setPrepareThreshold(-1);
            WkbPath reader = new WkbPath(screen);
            Path path = new Path();
            int wanted = match.properties().size();
            try (ResultSet rows = statement.executeQuery()) {
                int count = 0;
                while (rows.next()) {
                    if ((++count & 0xff) == 0) {
                        stop.check();
                    }
                    byte[] wkb = rows.getBytes(1);
                    if (wkb != null) {
                        reader.read(wkb, path);
                        sink.shape(path, match.number(rows, 2), values(rows, wanted));
                    }
                }
            }
        }
    }

    private static @Nullable String @Nullable [] values(ResultSet rows, int wanted) throws SQLException {
        if (wanted == 0) {
            return null;
        }
        @Nullable String[] values = new @Nullable String[wanted];
        for (int i = 0; i < wanted; i++) {
            values[i] = rows.getString(FIRST_VALUE + i);
        }
        return values;
    }

    private Sql select(LayerView view, RuleMatch match, Envelope search) {
        Layer layer = view.layer();
        List<Object> parameters = new ArrayList<>();
        StringBuilder sql = new StringBuilder("SELECT ST_AsBinary(geometry), ")
                .append(match.column().text());
        parameters.addAll(match.column().parameters());
        match.properties()
                .forEach(name -> sql.append(", ").append(TableNames.quote(name)).append("::text"));
        sql.append(" FROM ");
        Sql rows = VisibleRows.validAt(catalogue, layer, view.access(), VisibleRows.columns(layer), view.asOf());
        sql.append(rows.text()).append(" f");
        parameters.addAll(rows.parameters());
        sql.append(" WHERE geometry && ST_MakeEnvelope(?, ?, ?, ?, 4326)");
        parameters.addAll(List.of(search.getMinX(), search.getMinY(), search.getMaxX(), search.getMaxY()));
        if (view.filter() != Filter.INCLUDE) {
            Sql filter = FilterSql.of(layer, view.filter(), view.access(), FeatureStore.LOCAL_SRID);
            sql.append(" AND ").append(filter.text());
            parameters.addAll(filter.parameters());
        }
        if (layer.geometry().dimension() < 2) {
            sql.append(" ORDER BY id");
        }
        return new Sql(sql.toString(), parameters);
    }

    private static void cancel(Connection connection) {
        try {
            connection.unwrap(PGConnection.class).cancelQuery();
        } catch (SQLException e) {
            log.debug("A statement could not be cancelled", e);
        }
    }
}
