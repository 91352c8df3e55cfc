package vn.huetwin.ingest.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * GeoJSON (RFC 7946): a feature collection, one feature, or a text sequence of features, one a line or with record
 * separators (RFC 8142). The {@code crs} member of the 2008 format is honoured; its coordinates are x before y too.
 */
final class GeoJsonFile implements FeatureFile {
    private static final int BUFFER = 1 << 16;

    private final Path path;
    private final FormatLimits limits;
    private final JsonFactory factory;
    private final Table table;
    private final boolean sequence;

    GeoJsonFile(Path path, FormatLimits limits) throws IOException {
        this.path = path;
        this.limits = limits;
        this.factory = factory(limits);
        try (GeoJsonReader reader = open(FileCrs.NONE)) {
            reader.peek();
            FileCrs said = reader.crs();
            this.sequence = reader.isSequence();
            this.table = new Table(FeatureFiles.baseName(path), said.name().isEmpty() ? FileCrs.CRS84 : said);
        }
    }

    static JsonFactory factory(FormatLimits limits) {
        return JsonFactory.builder()
                .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
                .enable(StreamReadFeature.USE_FAST_BIG_NUMBER_PARSER)
                .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxStringLength(limits.text())
                        .maxNestingDepth(100)
                        .maxNumberLength(400)
                        .build())
                .build();
    }

    @Override
    public Format format() {
        return sequence ? Format.GEOJSON_SEQUENCE : Format.GEOJSON;
    }

    @Override
    public List<Table> tables() {
        return List.of(table);
    }

    @Override
    public GeoJsonReader read(Table which) throws IOException {
        return open(which.crs());
    }

    private GeoJsonReader open(FileCrs crs) throws IOException {
        CountingInput input = new CountingInput(Files.newInputStream(path));
        JsonParser parser = factory.createParser(new Separators(input));
        return new GeoJsonReader(path, parser, input, limits, crs);
    }

    @Override
    public long size(Table which) {
        return FeatureFile.bytes(path);
    }

    @Override
    public void close() {
        // Each reader has its own stream.
    }

    /** Turns the record separators of RFC 8142 into white space, so that one parser reads every form. */
    private static final class Separators extends FilterInputStream {
        Separators(InputStream in) {
            super(new java.io.BufferedInputStream(in, BUFFER));
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = in.read(buffer, offset, length);
            for (int i = offset; i < offset + n; i++) {
                if (buffer[i] == 0x1e) {
                    buffer[i] = ' ';
                }
            }
            return n;
        }

        @Override
        public int read() throws IOException {
            int b = in.read();
            return b == 0x1e ? ' ' : b;
        }
    }
}
