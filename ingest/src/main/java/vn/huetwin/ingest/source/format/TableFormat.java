package vn.huetwin.ingest.source.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import vn.huetwin.ingest.event.CloudEventJson;
import vn.huetwin.ingest.event.EventException;
import vn.huetwin.ingest.format.FeatureFile;
import vn.huetwin.ingest.format.FeatureFiles;
import vn.huetwin.ingest.format.FeatureReader;
import vn.huetwin.ingest.format.FormatException;
import vn.huetwin.ingest.format.FormatLimits;
import vn.huetwin.ingest.format.Row;
import vn.huetwin.ontology.validate.Problem;

/** Files of rows: CSV, GeoJSON, GeoPackage or a zipped shapefile, told by their bytes, as imports read them. */
public final class TableFormat implements MessageFormat {
    private final String source;
    private final EventMapping mapping;
    private final CloudEventJson events;

    public TableFormat(String source, EventMapping mapping, CloudEventJson events) {
        this.source = source;
        this.mapping = mapping;
        this.events = events;
    }

    @Override
    public List<CloudEventJson.Item> read(Message message) throws EventException {
        List<CloudEventJson.Item> items = new ArrayList<>();
        RowEvents rows = new RowEvents(source, mapping, events);
        try {
            // readers want a file: some formats are read from their end
            Path file = Files.createTempFile("twin-source-", suffix(message.name()));
            try {
                Files.write(file, message.body());
                read(file, rows, message, items);
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (FormatException e) {
            throw new EventException(List.of(new Problem(e.code(), "body", e.text())));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return items;
    }

    private void read(Path path, RowEvents rows, Message message, List<CloudEventJson.Item> items) throws IOException {
        FeatureFiles files =
                new FeatureFiles(FormatLimits.DEFAULT, mapping.mapping().encoding(), List.of(), null);
        try (FeatureFile file = files.open(path)) {
            for (FeatureFile.Table table : file.tables()) {
                try (FeatureReader reader = file.read(table)) {
                    Row row;
                    while ((row = reader.next()) != null) {
                        CloudEventJson.Item item = rows.item(row, message.received());
                        if (item != null) {
                            items.add(item);
                        }
                    }
                }
            }
        }
    }

    private static String suffix(String name) {
        int dot = name.lastIndexOf('.');
        String end = dot < 0 ? "" : name.substring(dot);
        return end.matches("\\.[A-Za-z0-9]{1,10}") ? end : ".txt";
    }
}
