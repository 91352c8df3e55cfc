package vn.huetwin.ingest.load;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.validate.Problem;

/**
 * What an import did.
 *
 * @param format  of the file, as the readers name it; empty if it was not recognised
 * @param batch   key of its batch record, or null if nothing was stored
 * @param tables  one for each table of the file; empty if the file was refused
 * @param notes   what of the file as a whole was not taken as it is, such as textures
 * @param refused why nothing of the file was stored, or null
 */
public record ImportReport(
        Path file,
        String format,
        @Nullable String batch,
        List<TableReport> tables,
        List<Problem> notes,
        @Nullable Refusal refused,
        boolean dryRun,
        Duration duration) {

    /** @param code kebab-case, stable */
    public record Refusal(String code, Text message) {}

    /**
     * @param mapping  name of the mapping, or {@code column names}
     * @param crs      of the file, for people
     * @param leftOut  rows that the mapping does not want
     * @param setAside reason code → how many rows
     * @param repaired repair code → how many rows
     * @param examples the first rows that were set aside, a few for each reason
     * @param refused  why the table was not taken, or null
     */
    public record TableReport(
            String table,
            @Nullable String layer,
            String mapping,
            String crs,
            long read,
            long inserted,
            long updated,
            long unchanged,
            long leftOut,
            long repairedRows,
            long setAsideRows,
            Map<String, Long> setAside,
            Map<String, Long> repaired,
            List<Example> examples,
            @Nullable Refusal refused) {
        public long stored() {
            return inserted + updated + unchanged;
        }

        static TableReport refused(String table, Refusal refusal) {
            return new TableReport(table, null, "", "", 0, 0, 0, 0, 0, 0, 0, Map.of(), Map.of(), List.of(), refusal);
        }
    }

    /** One row that was set aside. */
    public record Example(long row, String key, String code, String field, Text message) {}

    public long read() {
        return tables.stream().mapToLong(TableReport::read).sum();
    }

    public long stored() {
        return tables.stream().mapToLong(TableReport::stored).sum();
    }

    public long repaired() {
        return tables.stream().mapToLong(TableReport::repairedRows).sum();
    }

    public long setAside() {
        return tables.stream().mapToLong(TableReport::setAsideRows).sum();
    }

    /** Whether everything that was read is stored, and there was something. */
    public boolean isClean() {
        return refused == null && tables.stream().allMatch(t -> t.refused() == null && t.setAsideRows() == 0);
    }
}
