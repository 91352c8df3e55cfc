package vn.huetwin.ontology.rdf;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import vn.huetwin.ontology.query.TableNames;

/**
 * Distances to shapes with many vertices, such as a river. PostGIS compares each vertex with whatever is near, and an
 * index can only ask for the box round the whole shape; in parts of few vertices, both are a fraction. What is near two
 * parts is near once.
 *
 * <p>What is surely near need not be measured: it meets the shape's buffer by a little less than the distance, in parts,
 * most often where the first vertex lies within one. A buffer is right to one per cent of its distance and a half, for
 * shallow bends and for arcs in eight steps, so what lies five per cent beyond is looked at and measured, the rest is not near.
 */
final class LargeShapes {
    private static final Pattern NEAR =
            Pattern.compile("ST_DWithin\\((t\\d+)\\.geometry_local, (t\\d+)\\.geometry_local, \\?\\)");
    private static final Pattern ALIAS = Pattern.compile("\\b[tme]\\d+\\b");
    private static final int LARGE = 100;
    private static final int SAMPLE = 50;
    private static final int PART = 32;
    /** Of the buffer: its boxes hold less of what is not near, and each row is compared with fewer sides. */
    private static final int BUFFER_PART = 16;
    /** Part of the distance by which the buffer is made that is within the distance for sure. */
    private static final double SURE = 0.98;
    /** Part of the distance that this buffer misses at most. */
    private static final double MISSED = 0.05;
    /** Metres from which on a buffer is worth it, and far from the last digits of coordinates. */
    private static final double LEAST_BUFFER = 1;

    private static final Duration GOOD_FOR = Duration.ofMinutes(5);

    private record Known(boolean large, long until) {}

    private final Map<String, Known> layers = new ConcurrentHashMap<>();

    /** Whether the shapes of a layer have many vertices. */
    private boolean isLarge(LayerMapping layer, Connection connection) throws SQLException {
        String name = layer.layer().name();
        Known known = layers.get(name);
        if (known == null || System.nanoTime() - known.until() > 0) {
            String sql = "SELECT coalesce(avg(ST_NPoints(geometry_local)), 0) > " + LARGE
                    + " FROM (SELECT geometry_local FROM " + TableNames.table(layer.layer())
                    + " WHERE geometry_local IS NOT NULL LIMIT " + SAMPLE + ") sample";
            try (PreparedStatement statement = connection.prepareStatement(sql);
                    ResultSet rows = statement.executeQuery()) {
                known = new Known(rows.next() && rows.getBoolean(1), System.nanoTime() + GOOD_FOR.toNanos());
            }
            layers.put(name, known);
        }
        return known.large();
    }

    /**
     * Takes the large side of a distance apart, if there is one.
     *
     * @param from  what is joined; may be changed
     * @param where the conditions; may be changed
     * @param named the layers by their alias
     */
    void takeApart(List<SqlText> from, List<SqlText> where, Map<String, LayerMapping> named, Connection connection)
            throws SQLException {
        for (SqlText condition : where) {
            Matcher near = NEAR.matcher(condition.toString());
            if (near.matches() && named.containsKey(near.group(1)) && named.containsKey(near.group(2))) {
                boolean mixed = named.get(near.group(1)).mayMix()
                        || named.get(near.group(2)).mayMix();
                boolean first = !mixed && isLarge(named.get(near.group(1)), connection);
                // parts of a collection lack what has fewer dimensions
                boolean second = !mixed && isLarge(named.get(near.group(2)), connection);
                if (first != second) {
                    String large = near.group(first ? 1 : 2);
                    String small = near.group(first ? 2 : 1);
                    takeApart(from, where, condition, large, small);
                    return;
                }
            }
        }
    }

    private static void takeApart(List<SqlText> from, List<SqlText> where, SqlText near, String large, String small) {
        SqlText table = from.stream()
                .filter(t -> t.toString().endsWith(" " + small))
                .findFirst()
                .orElseThrow();
        List<SqlText> inside = new ArrayList<>();
        for (SqlText condition : List.copyOf(where)) {
            if (ALIAS.matcher(condition.toString())
                    .results()
                    .allMatch(m -> m.group().equals(small))) {
                inside.add(renamed(condition, small));
                where.remove(condition);
            }
        }
        String shape = large + ".geometry_local";
        double metres = ((Number) near.parameters().get(0)).doubleValue();
        boolean buffered = metres >= LEAST_BUFFER && metres < Double.POSITIVE_INFINITY;
        inside.addAll(buffered ? nearBuffer(metres) : List.of(nearPart(metres)));
        SqlText parts = SqlText.of("LATERAL (SELECT DISTINCT ON (near.id) near.* FROM (")
                .add(buffered ? buffer(shape, metres) : pieces(shape))
                .add(") part, ")
                .add(renamed(table, small))
                .add(" WHERE ")
                .join(" AND ", inside)
                .add(") " + small);
        from.remove(table);
        from.add(parts);
        where.remove(near);
    }

    private static SqlText pieces(String shape) {
        return SqlText.of("SELECT " + subdivided(shape) + " AS shape WHERE ST_IsValid(" + shape + ") UNION ALL SELECT "
                + shape + " WHERE NOT ST_IsValid(" + shape + ")");
    }

    private static SqlText nearPart(double metres) {
        return SqlText.of("ST_DWithin(near.geometry_local, part.shape, ")
                .parameter(metres)
                .add(")");
    }

    /** Parts of the buffer, how far beyond them something near may be, and the parts of the shape itself to measure to. */
    private static SqlText buffer(String shape, double metres) {
        SqlText buffer =
                SqlText.of("ST_Buffer(" + shape + ", ").parameter(SURE * metres).add(", 8)");
        return SqlText.of("SELECT ST_Subdivide(")
                .add(buffer)
                .add(", " + BUFFER_PART + ") AS shape, ")
                .parameter(MISSED * metres)
                .add("::double precision AS reach, pieces FROM (SELECT ARRAY(SELECT " + subdivided(shape)
                        + ") AS pieces) whole WHERE ST_IsValid(" + shape + ") UNION ALL SELECT " + shape + ", ")
                .parameter(metres)
                .add(", ARRAY[" + shape + "] WHERE NOT ST_IsValid(" + shape + ")");
    }

    /** The distance to a part is measured once: 0 is near, up to the reach (1 when rounded up) may be, more is not. */
    private static List<SqlText> nearBuffer(double metres) {
        return List.of(
                SqlText.of("near.geometry_local && ST_Expand(part.shape, part.reach)"),
                SqlText.of("CASE ceil(ST_Distance(near.geometry_local, part.shape) / part.reach) WHEN 0 THEN TRUE"
                                + " WHEN 1 THEN EXISTS (SELECT FROM unnest(part.pieces) piece"
                                + " WHERE piece && ST_Expand(near.geometry_local, ")
                        .parameter(metres)
                        .add(") AND ST_DWithin(near.geometry_local, piece, ")
                        .parameter(metres)
                        .add(")) ELSE FALSE END"));
    }

    private static String subdivided(String shape) {
        return "ST_Subdivide(" + shape + ", " + PART + ")";
    }

    private static SqlText renamed(SqlText sql, String alias) {
        return SqlText.of(sql.toString().replaceAll("\\b" + alias + "\\b", "near"), sql.parameters());
    }
}
