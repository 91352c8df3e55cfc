package vn.huetwin.ontology.rdf;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.Collectors;
import org.apache.jena.atlas.lib.Closeable;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.binding.Binding;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.rdf.Row.Cell;

/**
 * The answers of blocks for a batch of bindings, those of each block after those of the one before: as few statements
 * as may be, read through a cursor so that whoever stops early has not paid for the rest.
 */
final class SqlRows implements Iterator<Binding>, Closeable {
    /** Arms of one statement; PostgreSQL plans all of them before the first row. */
    private static final int MOST_ARMS = 40;
    /** From so many on, planning is worth saving. */
    private static final int MANY_ARMS = 4;
    /** A kept plan does not know the shape; it need not be read anew for each row. */
    private static final String SHAPE = "ST_GeomFromEWKB(?)";

    private static final String SHAPE_ONCE = "(SELECT ST_GeomFromEWKB(?))";

    private final CitySession session;
    private final Deque<SqlArm> waiting = new ArrayDeque<>();
    private final Deque<Binding> ready = new ArrayDeque<>();
    private List<SqlArm> arms = List.of();
    private @Nullable SqlCursor cursor;

    SqlRows(List<SqlBlock> blocks, List<Binding> batch, CitySession session) {
        this.session = session;
        for (SqlBlock block : blocks) {
            Map<Map<Var, Cell>, List<Binding>> byBound = batch.stream()
                    .collect(Collectors.groupingBy(b -> bound(block, b), LinkedHashMap::new, Collectors.toList()));
            byBound.forEach((joins, bindings) -> {
                SqlArm arm = new SqlArm(block, joins, bindings);
                if (!arm.isEmpty()) {
                    waiting.add(arm);
                }
            });
        }
    }

    private static Map<Var, Cell> bound(SqlBlock block, Binding binding) {
        Map<Var, Cell> bound = new LinkedHashMap<>();
        block.columns().forEach((variable, cell) -> {
            if (cell.facet() instanceof Facet.Column && binding.contains(variable)) {
                bound.put(variable, cell);
            }
        });
        return bound;
    }

    @Override
    public boolean hasNext() {
        try {
            while (ready.isEmpty()) {
                session.checkRunning();
                if (cursor == null) {
                    if (waiting.isEmpty()) {
                        return false;
                    }
                    cursor = open();
                }
                if (cursor.next()) {
                    int arm = arms.size() == 1 ? 0 : cursor.rows().getInt(1);
                    arms.get(arm).read(cursor.rows(), ready::add);
                } else {
                    close();
                }
            }
            return true;
        } catch (SQLException e) {
            throw session.failed(e);
        }
    }

    private SqlCursor open() throws SQLException {
        arms = new ArrayList<>();
        while (!waiting.isEmpty() && arms.size() < MOST_ARMS) {
            arms.add(waiting.remove());
        }
        List<SqlBlock> parts = arms.stream().map(SqlArm::block).distinct().toList();
        boolean join = parts.stream().anyMatch(b -> b.rows().size() > 1);
        Object told = parts.size() == 1 ? parts.get(0) : parts;
        if (arms.size() < MANY_ARMS || join) {
            return session.open(arms.size() == 1 ? single(arms.get(0)) : union(), told, join);
        }
        return session.openMany(union().replaced(SHAPE, SHAPE_ONCE), told);
    }

    private SqlText single(SqlArm arm) {
        List<String> columns = arm.columns().stream().map(SqlArm.Column::sql).toList();
        return arm.statement(columns.isEmpty() ? "1" : String.join(", ", columns), session);
    }

    /** Columns of the same type share a place; the first column is the number of the arm. */
    private SqlText union() {
        List<String> places = new ArrayList<>();
        List<Map<Integer, String>> selections = new ArrayList<>();
        for (SqlArm arm : arms) {
            Map<Integer, String> selection = new HashMap<>();
            int[] placed = arm.columns().stream()
                    .mapToInt(c -> {
                        int place = free(places, c.type(), selection);
                        selection.put(place, c.sql());
                        return place + 2;
                    })
                    .toArray();
            arm.place(placed);
            selections.add(selection);
        }
        List<SqlText> statements = new ArrayList<>();
        for (int i = 0; i < arms.size(); i++) {
            StringBuilder select = new StringBuilder().append(i);
            for (int place = 0; place < places.size(); place++) {
                String sql = selections.get(i).getOrDefault(place, "NULL::" + places.get(place));
                select.append(", ").append(sql);
            }
            statements.add(arms.get(i).statement(select.toString(), session));
        }
        return new SqlText().join(" UNION ALL ", statements);
    }

    private static int free(List<String> places, String type, Map<Integer, String> taken) {
        for (int i = 0; i < places.size(); i++) {
            if (places.get(i).equals(type) && !taken.containsKey(i)) {
                return i;
            }
        }
        places.add(type);
        return places.size() - 1;
    }

    @Override
    public Binding next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return ready.remove();
    }

    @Override
    public void close() {
        if (cursor != null) {
            cursor.close();
            cursor = null;
        }
    }
}
