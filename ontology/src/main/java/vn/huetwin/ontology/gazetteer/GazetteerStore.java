package vn.huetwin.ontology.gazetteer;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKBReader;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.LocationPrecision;
import vn.huetwin.ontology.catalogue.NameRule;
import vn.huetwin.ontology.crs.Crs;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.ontology.query.TableNames;
import vn.huetwin.ontology.store.FeatureStore;

/** The gazetteer of what the layers hold now: read when it is first asked for, and again after a layer changed. */
public final class GazetteerStore {
    private final List<Layer> layers;
    private final Crs crs = new CrsRegistry().get(FeatureStore.LOCAL_SRID);
    private @Nullable Gazetteer gazetteer;
    private String version = "";

    public GazetteerStore(Catalogue catalogue) {
        layers = catalogue.layers().stream().filter(l -> l.names() != null).toList();
    }

    /** As this connection sees the layers. */
    public synchronized Gazetteer current(Connection connection) throws SQLException {
        String now = version(connection);
        Gazetteer known = gazetteer;
        if (known == null || !now.equals(version)) {
            known = load(connection);
            gazetteer = known;
            version = now;
        }
        return known;
    }

    private String version(Connection connection) throws SQLException {
        if (layers.isEmpty()) {
            return "";
        }
        String sql = layers.stream()
                .map(l -> "SELECT count(*), coalesce(max(position), 0) FROM " + TableNames.table(l))
                .collect(Collectors.joining(" UNION ALL "));
        StringBuilder text = new StringBuilder();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                text.append(rows.getLong(1)).append('@').append(rows.getLong(2)).append(' ');
            }
        }
        return text.toString();
    }

    private Gazetteer load(Connection connection) throws SQLException {
        List<Toponym> all = new ArrayList<>();
        for (Layer layer : layers) {
            read(connection, layer, Objects.requireNonNull(layer.names()), all);
        }
        return new Gazetteer(
                all, layers.stream().map(l -> Objects.requireNonNull(l.names())).toList(), crs);
    }

    private void read(Connection connection, Layer layer, NameRule rule, List<Toponym> into) throws SQLException {
        List<String> texts = new ArrayList<>(rule.names());
        if (rule.former() != null) {
            texts.add(rule.former());
        }
        StringBuilder columns = new StringBuilder("SELECT id, ");
        columns.append(layer.hasGeometry() ? "ST_AsBinary(geometry_local)" : "NULL::bytea");
        for (String column : Arrays.asList(rule.kind(), rule.leadsTo(), rule.radius())) {
            columns.append(", ").append(column == null ? "NULL" : TableNames.quote(column));
        }
        texts.forEach(t -> columns.append(", ").append(TableNames.quote(t)));
        columns.append(" FROM ").append(TableNames.table(layer)).append(" WHERE coalesce(");
        columns.append(texts.stream().map(TableNames::quote).collect(Collectors.joining(", ")));
        columns.append(") IS NOT NULL ORDER BY id");
        Spellings spellings = new Spellings(rule, kinds());
        boolean unit = rule.level() == LocationPrecision.WARD;
        WKBReader reader = new WKBReader();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(columns.toString())) {
            while (rows.next()) {
                byte[] wkb = rows.getBytes(2);
                Geometry shape = wkb == null ? null : reader.read(wkb);
                String ward = rule.leadsTo() != null ? rows.getString(4) : unit ? rows.getString(1) : null;
                for (int i = 0; i < texts.size(); i++) {
                    String text = rows.getString(6 + i);
                    if (text == null || (unit && ward == null)) {
                        continue;
                    }
                    if (ward != null && texts.get(i).equals(rule.former())) {
                        spellings.addFormer(text, ward, into);
                    } else {
                        spellings.add(text, rows.getString(3), ward, shape, rows.getDouble(5), into);
                    }
                }
            }
        } catch (ParseException e) {
            throw new SQLException("A geometry of " + layer.name() + " cannot be read", e);
        }
    }

    private Map<String, String> kinds() {
        Map<String, String> kinds = new HashMap<>();
        layers.forEach(l -> kinds.putAll(Objects.requireNonNull(l.names()).kindWords()));
        return kinds;
    }
}
