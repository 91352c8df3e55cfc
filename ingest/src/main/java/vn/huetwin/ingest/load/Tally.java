package vn.huetwin.ingest.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.store.LayerWriter;
import vn.huetwin.ontology.validate.Problem;

/** Counts what becomes of the rows of one table. Written by the reading thread, read after it has ended. */
final class Tally {
    private static final int EXAMPLES = 3;

    private long read;
    private long leftOut;
    private long repairedRows;
    private long setAsideRows;
    private final Map<String, Long> setAside = new TreeMap<>();
    private final Map<String, Long> repaired = new TreeMap<>();
    private final List<ImportReport.Example> examples = new ArrayList<>();

    void read() {
        read++;
    }

    long rows() {
        return read;
    }

    void leftOut() {
        leftOut++;
    }

    void repaired(List<Problem> repairs) {
        if (repairs.isEmpty()) {
            return;
        }
        repairedRows++;
        repairs.stream().map(Problem::code).distinct().forEach(code -> repaired.merge(code, 1L, Long::sum));
    }

    void setAside(long row, String key, List<Problem> problems) {
        setAsideRows++;
        Problem first = problems.get(0);
        long before = setAside.merge(first.code(), 1L, Long::sum);
        if (before <= EXAMPLES) {
            examples.add(new ImportReport.Example(row, key, first.code(), first.field(), first.message()));
        }
    }

    ImportReport.TableReport report(
            String table, String layer, String mapping, String crs, LayerWriter.@Nullable Outcome outcome) {
        return new ImportReport.TableReport(
                table,
                layer,
                mapping,
                crs,
                read,
                outcome == null ? 0 : outcome.inserted(),
                outcome == null ? 0 : outcome.updated(),
                outcome == null ? 0 : outcome.unchanged(),
                leftOut,
                repairedRows,
                setAsideRows,
                Map.copyOf(setAside),
                Map.copyOf(repaired),
                List.copyOf(examples),
                null);
    }
}
