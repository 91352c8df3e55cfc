package vn.huetwin.server.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import vn.huetwin.ingest.load.ImportReport;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.validate.Problem;
import vn.huetwin.server.raster.RasterImporter;

/** Prints import reports for people. */
final class ReportText {
    private final PrintWriter out;
    private final boolean vietnamese;
    private int files;
    private int refused;
    private long read;
    private long stored;
    private long repaired;
    private long setAside;
    private double seconds;

    ReportText(PrintWriter out, boolean vietnamese) {
        this.out = out;
        this.vietnamese = vietnamese;
    }

    void missing(Path file) {
        refused++;
        files++;
        out.println(file + ": "
                + say("không có tệp này hoặc không đọc được", "there is no such file, or it cannot be read"));
    }

    void report(ImportReport report) {
        files++;
        read += report.read();
        stored += report.stored();
        repaired += report.repaired();
        setAside += report.setAside();
        seconds += report.duration().toMillis() / 1e3;
        String name = String.valueOf(report.file().getFileName());
        ImportReport.Refusal whole = report.refused();
        if (whole != null) {
            refused(name, whole.code(), whole.message());
        }
        for (Problem note : report.notes()) {
            out.println(name + ": [" + note.code() + "] " + say(note.message()));
        }
        for (ImportReport.TableReport table : report.tables()) {
            print(name, report, table);
        }
        out.flush();
    }

    private void refused(String name, String code, Text message) {
        refused++;
        out.println(name + ": " + say("TỪ CHỐI", "REFUSED") + " [" + code + "] " + say(message));
    }

    /** A file of which nothing was taken. */
    void refused(Path file, String code, Text message) {
        files++;
        refused(String.valueOf(file.getFileName()), code, message);
        out.flush();
    }

    /** A raster that was taken, or looked at. */
    void raster(Path file, RasterImporter.Report report) {
        files++;
        String outcome = switch (report.outcome()) {
            case NEW -> say("mới", "new");
            case REPLACED -> say("thay tệp cũ", "takes the place of the old one");
            case UNCHANGED -> say("giữ nguyên", "unchanged");
            case LOOKED_AT -> say("chạy thử, không lưu", "dry run, nothing stored");
        };
        out.println(file.getFileName() + " → " + report.layer() + "  (" + report.key() + ", " + report.crs() + ", "
                + report.columns() + " × " + report.rows() + " × " + report.bands() + "): " + outcome);
        out.flush();
    }

    private void print(String file, ImportReport report, ImportReport.TableReport table) {
        ImportReport.Refusal refusal = table.refused();
        if (refusal != null) {
            out.println(file + ", " + table.table() + ": " + say("BỎ QUA", "NOT TAKEN") + " [" + refusal.code() + "] "
                    + say(refusal.message()));
            return;
        }
        String dry = report.dryRun() ? say(", chạy thử, không lưu", ", dry run, nothing stored") : "";
        out.println(file + " → " + table.layer() + "  (" + report.format() + ", mapping: " + table.mapping()
                + (table.crs().isEmpty() ? "" : ", " + table.crs()) + dry + ")");
        out.println(String.format(
                Locale.ROOT,
                say(
                        "  đọc %,d, lưu %,d (mới %,d, đổi %,d, giữ nguyên %,d), sửa %,d, để riêng %,d",
                        "  read %,d, stored %,d (new %,d, changed %,d, unchanged %,d), repaired %,d, set aside %,d"),
                table.read(),
                table.stored(),
                table.inserted(),
                table.updated(),
                table.unchanged(),
                table.repairedRows(),
                table.setAsideRows()));
        if (table.leftOut() > 0) {
            out.println("  " + say("ánh xạ không lấy ", "left out by the mapping ") + table.leftOut());
        }
        counts(say("sửa", "repaired"), table.repaired());
        counts(say("để riêng", "set aside"), table.setAside());
        for (ImportReport.Example example : table.examples()) {
            String key = example.key().isEmpty() ? "" : " (" + example.key() + ")";
            out.println("    " + say("dòng ", "row ") + example.row() + key + ": [" + example.code() + "] "
                    + say(example.message()));
        }
    }

    private void counts(String title, Map<String, Long> counts) {
        if (!counts.isEmpty()) {
            out.println("  " + title + ": "
                    + counts.entrySet().stream()
                            .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                            .map(e -> e.getKey() + " " + e.getValue())
                            .collect(Collectors.joining(", ")));
        }
    }

    /** A last line if there were several files. */
    void total() {
        if (files < 2) {
            return;
        }
        out.println(String.format(
                Locale.ROOT,
                say(
                        "%d tệp (từ chối %d): đọc %,d, lưu %,d, sửa %,d, để riêng %,d trong %.1f s",
                        "%d files (%d refused): read %,d, stored %,d, repaired %,d, set aside %,d in %.1f s"),
                files,
                refused,
                read,
                stored,
                repaired,
                setAside,
                seconds));
        out.flush();
    }

    private String say(String vi, String en) {
        return vietnamese ? vi : en;
    }

    private String say(Text text) {
        return vietnamese ? text.vi() : text.en();
    }
}
