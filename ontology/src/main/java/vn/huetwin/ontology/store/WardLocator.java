package vn.huetwin.ontology.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.algorithm.locate.IndexedPointInAreaLocator;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Location;
import org.locationtech.jts.index.strtree.STRtree;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKBReader;

/**
 * Finds the ward of a place in memory, exactly. A point on a boundary belongs to the ward with the lowest code, so
 * that each point has one ward at most. Immutable; safe for several threads.
 */
public final class WardLocator {
    private record Ward(String code, Envelope box, IndexedPointInAreaLocator area) {}

    private final STRtree index = new STRtree();
    private final long version;

    private WardLocator(List<Ward> wards, long version) {
        this.version = version;
        for (Ward ward : wards) {
            index.insert(ward.box(), ward);
        }
        index.build();
    }

    static WardLocator load(Connection connection) throws SQLException {
        List<Ward> wards = new ArrayList<>();
        WKBReader reader = new WKBReader();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT id, ST_AsBinary(geometry) FROM layer.ward WHERE geometry IS NOT NULL ORDER BY id")) {
            while (rows.next()) {
                Geometry geometry = reader.read(rows.getBytes(2));
                IndexedPointInAreaLocator area = new IndexedPointInAreaLocator(geometry);
                area.locate(new Coordinate(0, 0));
                wards.add(new Ward(rows.getString(1), geometry.getEnvelopeInternal(), area));
            }
        } catch (ParseException e) {
            throw new SQLException("A ward geometry cannot be read", e);
        }
        return new WardLocator(wards, version(connection));
    }

    /** Whether the wards are still those that were loaded. */
    boolean isCurrent(Connection connection) throws SQLException {
        return version(connection) == version;
    }

    private static long version(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT coalesce(sum(position), 0) * 1000 + count(*) FROM layer.ward")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /**
     * @param geometry WGS 84 lon/lat; its centroid decides, or a point inside it where the centroid lies outside
     * @return the GSO code, or null outside all wards
     */
    public @Nullable String locate(@Nullable Geometry geometry) {
        if (geometry == null || geometry.isEmpty()) {
            return null;
        }
        if (geometry instanceof org.locationtech.jts.geom.Point point) {
            return locate(point.getX(), point.getY());
        }
        Coordinate centroid = geometry.getCentroid().getCoordinate();
        String ward = locate(centroid.x, centroid.y);
        if (ward != null) {
            return ward;
        }
        Coordinate inside = geometry.getInteriorPoint().getCoordinate();
        return locate(inside.x, inside.y);
    }

    public @Nullable String locate(double longitude, double latitude) {
        Coordinate point = new Coordinate(longitude, latitude);
        String found = null;
        for (Object item : index.query(new Envelope(point))) {
            Ward ward = (Ward) item;
            if ((found == null || ward.code().compareTo(found) < 0)
                    && ward.area().locate(point) != Location.EXTERIOR) {
                found = ward.code();
            }
        }
        return found;
    }
}
