package vn.huetwin.ontology.rdf;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.PGCopyInputStream;

/**
 * A join of two large layers by space, such as the parcels that overlap others. PostgreSQL asks an index for each row of
 * one, ten microseconds each time; reading the boxes of both and sweeping over them takes a tenth of that. The pairs whose
 * boxes meet go back into the same statement in the same snapshot, by the place of the rows, and it decides everything as
 * it would have.
 *
 * <p>The pairs are a superset of the answers: boxes are those of the exact coordinates, and a condition that needs a
 * parameter does not narrow what is read.
 */
final class SpatialJoin {
    /** A layer's table by itself; what a reader sees only in part, and the past, are subqueries, whose rows have no place. */
    private static final Pattern TABLE = Pattern.compile("(layer\\.\"\\w+\") (t\\d+)");

    private static final Pattern RELATION = Pattern.compile(
            "ST_(?:Intersects|Contains|Covers|Overlaps|Touches|Crosses|Equals)\\((t\\d+)\\.geometry, (t\\d+)\\.geometry\\)"
                    + "|\\((t\\d+)\\.geometry && (t\\d+)\\.geometry AND .*",
            Pattern.DOTALL);
    private static final Pattern NEAR =
            Pattern.compile("\\(?ST_DWithin\\((t\\d+)\\.geometry_local, (t\\d+)\\.geometry_local, \\?\\)( AND .*)?");
    private static final Pattern ALIAS = Pattern.compile("\\b[tmea]\\d+\\b");

    private static final int COPY_HEADER = 19;
    /** Rows of both layers whose boxes are read: 100 MB or so. */
    private static final double MOST_ROWS = 2_000_000;
    /** Pairs that are sent back. */
    private static final int MOST_PAIRS = 500_000;
    /** Times that reading a row is cheaper than asking an index, to be on the safe side. */
    private static final double WORTH = 4;

    /**
     * Boxes of these rows of one layer.
     *
     * @param where what is asked of them without parameters
     */
    private record Side(String table, String alias, List<String> where) {}

    /** Boxes, and where each row is: its page above, its number in it below. */
    private record Read(BoxSweep.Boxes boxes, long[] places) {}

    private final Side left;
    private final Side right;
    private final String column;
    /** Distance in metres within which rows are near, 0 if they have to meet. */
    private final double reach;
    /** Whether no row goes with itself. */
    private final boolean distinct;

    private final BiFunction<List<SqlText>, List<SqlText>, SqlText> statement;

    private SpatialJoin(
            Side left,
            Side right,
            String column,
            double reach,
            boolean distinct,
            BiFunction<List<SqlText>, List<SqlText>, SqlText> statement) {
        this.left = left;
        this.right = right;
        this.column = column;
        this.reach = reach;
        this.distinct = distinct;
        this.statement = statement;
    }

    /**
     * The first join by space in a statement, or null.
     *
     * @param statement the statement with more of FROM and of WHERE
     */
    static @Nullable SpatialJoin of(
            List<SqlText> from, List<SqlText> where, BiFunction<List<SqlText>, List<SqlText>, SqlText> statement) {
        for (SqlText condition : where) {
            Matcher relation = RELATION.matcher(condition.toString());
            Matcher near = NEAR.matcher(condition.toString());
            SpatialJoin found = null;
            if (relation.matches()) {
                int group = relation.group(1) == null ? 3 : 1;
                found = of(from, where, relation.group(group), relation.group(group + 1), "geometry", 0, statement);
            } else if (near.matches() && condition.parameters().get(0) instanceof Number metres) {
                double reach = metres.doubleValue();
                found = of(from, where, near.group(1), near.group(2), "geometry_local", reach, statement);
            }
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static @Nullable SpatialJoin of(
            List<SqlText> from,
            List<SqlText> where,
            String a,
            String b,
            String column,
            double reach,
            BiFunction<List<SqlText>, List<SqlText>, SqlText> statement) {
        Side left = side(from, where, a);
        Side right = side(from, where, b);
        if (left == null || right == null || a.equals(b) || !(reach >= 0 && reach < Double.POSITIVE_INFINITY)) {
            return null;
        }
        boolean distinct = where.stream().anyMatch(w -> isOthers(w.toString(), a, b));
        return new SpatialJoin(left, right, column, reach, distinct, statement);
    }

    /** Whether a condition is, or begins with, that rows are not the same. */
    private static boolean isOthers(String condition, String a, String b) {
        List<String> forms = List.of(a + ".\"id\" <> " + b + ".\"id\"", b + ".\"id\" <> " + a + ".\"id\"");
        return forms.contains(condition) || forms.stream().anyMatch(f -> condition.startsWith("(" + f + " AND "));
    }

    private static @Nullable Side side(List<SqlText> from, List<SqlText> where, String alias) {
        for (SqlText table : from) {
            Matcher matcher = TABLE.matcher(table.toString());
            if (matcher.matches() && matcher.group(2).equals(alias)) {
                List<String> own = where.stream()
                        .filter(w -> w.parameters().isEmpty() && isOf(w.toString(), alias))
                        .map(SqlText::toString)
                        .toList();
                return new Side(matcher.group(1), alias, own);
            }
        }
        return null;
    }

    /** Whether a condition is on this table alone. */
    private static boolean isOf(String condition, String alias) {
        return condition.contains(alias + ".")
                && !condition.contains("SELECT")
                && ALIAS.matcher(condition).results().allMatch(m -> m.group().equals(alias));
    }

    /**
     * The statement with the pairs that may answer it, or null if it is better sent as it is.
     *
     * @param probes times that PostgreSQL would ask an index
     * @param check  runs now and then; may throw
     */
    @Nullable
    SqlText withPairs(double probes, Connection connection, Runnable check) throws SQLException {
        double rows = rows(connection);
        if (probes * WORTH < rows || rows > MOST_ROWS) {
            return null;
        }
        Read one = read(left, connection, check);
        boolean same = reading(right).equals(reading(left));
        Read other = same ? one : read(right, connection, check);
        long[] pairs = BoxSweep.pairs(
                one.boxes(), other.boxes(), MOST_PAIRS + (long) one.boxes().count(), check);
        if (pairs == null) {
            return null;
        }
        boolean skip = distinct && same;
        long[] kept =
                skip ? Arrays.stream(pairs).filter(p -> p >>> 32 != (int) p).toArray() : pairs;
        if (kept.length > MOST_PAIRS) {
            return null;
        }
        Object[] a = new Object[kept.length];
        Object[] b = new Object[kept.length];
        for (int i = 0; i < kept.length; i++) {
            a[i] = place(one.places()[(int) (kept[i] >>> 32)]);
            b[i] = place(other.places()[(int) kept[i]]);
        }
        SqlText table = SqlText.of("unnest(")
                .parameter(new SqlText.ArrayOf("tid", a))
                .add(", ")
                .parameter(new SqlText.ArrayOf("tid", b))
                .add(") pair(a, b)");
        return statement.apply(
                List.of(table),
                List.of(SqlText.of(left.alias() + ".ctid = pair.a"), SqlText.of(right.alias() + ".ctid = pair.b")));
    }

    private static String place(long place) {
        return "(" + (place >>> 16) + "," + (place & 0xffff) + ")";
    }

    private double rows(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT sum(greatest(reltuples, 0)) FROM pg_class WHERE oid IN (?::regclass, ?::regclass)")) {
            statement.setString(1, left.table());
            statement.setString(2, right.table());
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? rows.getDouble(1) : 0;
            }
        }
    }

    /** What is read of a side. */
    private String reading(Side side) {
        StringBuilder sql = new StringBuilder(
                "COPY (SELECT ctid, " + column + "::box FROM " + side.table() + " t WHERE " + column + " IS NOT NULL");
        side.where().forEach(w -> sql.append(" AND ").append(w.replaceAll("\\b" + side.alias() + "\\b", "t")));
        return sql.append(") TO STDOUT (FORMAT binary)").toString();
    }

    /** Reads rows of a place and a box each: PostgreSQL manual, COPY, "Binary Format". */
    private Read read(Side side, Connection connection, Runnable check) throws SQLException {
        BoxSweep.Boxes boxes = new BoxSweep.Boxes();
        long[] places = new long[1 << 10];
        double beyond = reach == 0 ? 0 : reach * (1 + 1e-9) + 1e-6;
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(
                new PGCopyInputStream(connection.unwrap(PGConnection.class), reading(side)), 1 << 16))) {
            in.skipNBytes(COPY_HEADER);
            while (in.readShort() >= 0) {
                in.readInt();
                long place = (long) in.readInt() << 16 | in.readUnsignedShort();
                if (in.readInt() < 0) {
                    continue; // an empty geometry
                }
                // as far again beyond these edges of both, so that boxes meet whose distance along an axis is no longer
                double east = in.readDouble() + beyond;
                double north = in.readDouble() + beyond;
                double west = in.readDouble();
                double south = in.readDouble();
                int count = boxes.count();
                if (count == places.length) {
                    places = Arrays.copyOf(places, 2 * count);
                }
                places[count] = place;
                boxes.add(west, south, east, north);
                if ((count & 0xffff) == 0) {
                    check.run();
                }
            }
            if (in.read() >= 0) {
                throw new IOException("There is more after the end");
            }
        } catch (IOException e) {
            if (e.getCause() instanceof SQLException cause) {
                throw cause;
            }
            throw new SQLException("The boxes of " + side.table() + " could not be read", e);
        }
        return new Read(boxes, places);
    }
}
