package vn.huetwin.ingest.format;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads files for tests and draws rows as one line each: {@code 1 id WKT {attributes}} or {@code 1 !code}. */
final class Reading {
    private Reading() {}

    static List<String> of(Path file) throws IOException {
        return of(file, null);
    }

    static List<String> of(Path file, Charset encoding) throws IOException {
        List<String> rows = new ArrayList<>();
        try (FeatureFile open = new FeatureFiles(FormatLimits.DEFAULT, encoding, List.of(), null).open(file)) {
            for (FeatureFile.Table table : open.tables()) {
                try (FeatureReader reader = open.read(table)) {
                    for (Row row = reader.next(); row != null; row = reader.next()) {
                        rows.add(drawn(row));
                    }
                }
            }
        }
        return rows;
    }

    static List<String> of(Path folder, String name, String text) throws IOException {
        return of(Files.writeString(folder.resolve(name), text, StandardCharsets.UTF_8));
    }

    /** The code of the refusal, or the rows. */
    static String outcome(Path file) throws IOException {
        try {
            return String.join("; ", of(file));
        } catch (FormatException e) {
            return e.code();
        }
    }

    static FileCrs crs(Path file) throws IOException {
        try (FeatureFile open = new FeatureFiles(FormatLimits.DEFAULT, null, List.of(), null).open(file)) {
            return open.tables().get(0).crs();
        }
    }

    static String drawn(Row row) {
        if (row instanceof Row.Broken broken) {
            return broken.number() + " !" + broken.problem().code();
        }
        Row.Read read = (Row.Read) row;
        return read.number() + " " + read.id() + " "
                + (read.geometry() == null ? "-" : read.geometry().toText()) + " " + read.attributes();
    }
}
