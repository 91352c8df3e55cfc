package vn.huetwin.ingest.load;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ingest.event.EventLog;
import vn.huetwin.ingest.mapping.Mapping;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.feature.Draft;
import vn.huetwin.ontology.store.LayerWriter;
import vn.huetwin.ontology.validate.FeatureValidator;
import vn.huetwin.ontology.validate.Verdict;

/** Says where the rows of a batch come from: a feature of the layer {@code import_batch}, and an entry of the log. */
final class BatchRecord {
    private static final String LAYER = "import_batch";

    private final Catalogue catalogue;
    private final LayerWriter writer;
    private final FeatureValidator validator = new FeatureValidator(null);

    BatchRecord(Catalogue catalogue, LayerWriter writer) {
        this.catalogue = catalogue;
        this.writer = writer;
    }

    void write(
            Connection connection,
            ImportRequest request,
            Mapping.Origin known,
            String batch,
            String layers,
            String crs,
            String checksum,
            List<ImportReport.TableReport> tables,
            long position,
            Instant start,
            Instant end)
            throws SQLException {
        Mapping.Origin said = request.origin();
        String fileName = String.valueOf(request.file().getFileName());
        Map<String, Object> values = new HashMap<>();
        values.put("title", first(said.title(), known.title(), fileName));
        values.put("source", first(said.source(), known.source(), ""));
        values.put("licence", first(said.licence(), known.licence(), ""));
        values.put("file_name", fileName);
        values.put("layer", layers);
        values.put("started_at", start);
        values.put("ended_at", end);
        values.put("read", sum(tables, ImportReport.TableReport::read));
        values.put("stored", sum(tables, ImportReport.TableReport::stored));
        values.put("repaired", sum(tables, ImportReport.TableReport::repairedRows));
        values.put("set_aside", sum(tables, ImportReport.TableReport::setAsideRows));
        values.put("schematic", said.schematic() || known.schematic());
        values.put("crs", crs);
        values.put("checksum", checksum);
        Layer layer = catalogue.get(LAYER);
        Verdict verdict = validator.check(layer, new Draft(batch, null, values, null));
        if (!(verdict instanceof Verdict.Checked checked)) {
            throw new IllegalStateException("The batch record does not fit its layer: " + verdict);
        }
        writer.write(connection, layer, List.of(checked).iterator(), position, batch, end);
        append(connection, batch, tables, end);
    }

    /** Last, because it locks the log until the commit. */
    private static void append(Connection connection, String batch, List<ImportReport.TableReport> tables, Instant end)
            throws SQLException {
        List<EventLog.Draft> drafts = tables.stream()
                .filter(t -> t.layer() != null && t.inserted() + t.updated() > 0)
                .map(t -> new EventLog.Draft(
                        "//import",
                        batch + "/" + t.table(),
                        "vn.hue." + t.layer() + ".imported",
                        t.layer(),
                        null,
                        end,
                        null,
                        "{\"batch\": \"" + batch + "\", \"inserted\": " + t.inserted() + ", \"updated\": " + t.updated()
                                + "}",
                        "{}"))
                .toList();
        if (!drafts.isEmpty()) {
            EventLog.append(connection, drafts, end);
        }
    }

    private static long sum(
            List<ImportReport.TableReport> tables, java.util.function.ToLongFunction<ImportReport.TableReport> count) {
        return tables.stream().mapToLong(count).sum();
    }

    private static String first(@Nullable String one, @Nullable String other, String last) {
        return one != null ? one : other != null ? other : last;
    }
}
