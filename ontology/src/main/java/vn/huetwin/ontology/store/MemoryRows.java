package vn.huetwin.ontology.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.query.FeatureQuery;

/** Rows of a copy in memory, as the database would give them. */
final class MemoryRows implements FeatureRows {
    private final Layer layer;
    private final List<Property> properties;
    private final boolean withGeometry;
    private final FeatureCopy.Walk walk;
    private final int[] places;
    /** Where each property stands among the columns. */
    private final int[] columns;

    private long skip;
    private long left;
    private byte[] block = new byte[0];
    private byte[] lastValidFrom = new byte[0];
    private byte[] lastText = new byte[0];
    private volatile boolean cancelled;

    /** @param properties those that are wanted */
    MemoryRows(
            Layer layer, List<Property> properties, boolean withGeometry, FeatureQuery query, FeatureCopy.Walk walk) {
        this.layer = layer;
        this.properties = properties;
        this.withGeometry = withGeometry;
        this.walk = walk;
        skip = query.offset();
        left = query.limit();
        places = new int[2 * (RowStore.FIRST_PROPERTY + layer.properties().size())];
        columns = properties.stream()
                .mapToInt(p -> RowStore.FIRST_PROPERTY + layer.properties().indexOf(p))
                .toArray();
    }

    @Override
    public Layer layer() {
        return layer;
    }

    @Override
    public List<Property> properties() {
        return properties;
    }

    @Override
    public boolean next() {
        if (left <= 0) {
            return false;
        }
        do {
            if (cancelled || !walk.next()) {
                left = 0;
                return false;
            }
        } while (skip-- > 0);
        skip = 0;
        left--;
        block = walk.store().block(walk.row());
        walk.store().columns(walk.row(), places);
        return true;
    }

    private byte @Nullable [] bytes(int column) {
        int length = places[2 * column + 1];
        int start = places[2 * column];
        return length < 0 ? null : Arrays.copyOfRange(block, start, start + length);
    }

    private @Nullable String text(int column) {
        int length = places[2 * column + 1];
        return length < 0 ? null : new String(block, places[2 * column], length, StandardCharsets.UTF_8);
    }

    private ByteBuffer at(int column) {
        return ByteBuffer.wrap(block, places[2 * column], places[2 * column + 1]);
    }

    private Instant time(int column) {
        ByteBuffer at = at(column);
        return Instant.ofEpochSecond(at.getLong(), at.getInt());
    }

    @Override
    public String key() {
        return Objects.requireNonNull(text(RowStore.KEY));
    }

    @Override
    public byte[] keyUtf8() {
        return Objects.requireNonNull(bytes(RowStore.KEY));
    }

    @Override
    public @Nullable String wardCode() {
        return text(RowStore.WARD);
    }

    @Override
    public byte @Nullable [] wardCodeUtf8() {
        return bytes(RowStore.WARD);
    }

    @Override
    public Instant validFrom() {
        return time(RowStore.VALID_FROM);
    }

    @Override
    public byte[] validFromText() {
        int start = places[2 * RowStore.VALID_FROM];
        int end = start + places[2 * RowStore.VALID_FROM + 1];
        if (!Arrays.equals(block, start, end, lastValidFrom, 0, lastValidFrom.length)) {
            lastText = validFrom().toString().getBytes(StandardCharsets.US_ASCII);
            lastValidFrom = Arrays.copyOfRange(block, start, end);
        }
        return lastText;
    }

    @Override
    public Instant recordedAt() {
        return time(RowStore.RECORDED_AT);
    }

    @Override
    public long position() {
        return at(RowStore.POSITION).getLong();
    }

    @Override
    public String batch() {
        return Objects.requireNonNull(text(RowStore.BATCH));
    }

    @Override
    public @Nullable Instant validTo() {
        return null;
    }

    @Override
    public byte @Nullable [] wkb() {
        return withGeometry ? bytes(RowStore.WKB) : null;
    }

    @Override
    public byte @Nullable [] utf8(int property) {
        return bytes(columns[property]);
    }

    @Override
    public @Nullable Object value(int property) {
        int column = columns[property];
        if (places[2 * column + 1] < 0) {
            return null;
        }
        return switch (properties.get(property).type()) {
            case STRING, IRI -> text(column);
            case INTEGER -> at(column).getLong();
            case DOUBLE -> at(column).getDouble();
            case BOOLEAN -> at(column).get() != 0;
            case DATE -> LocalDate.ofEpochDay(at(column).getLong());
            case DATE_TIME -> time(column);
        };
    }

    @Override
    public void cancel() {
        cancelled = true;
    }

    @Override
    public void close() {
        cancelled = true;
    }
}
