package vn.huetwin.ontology.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.io.ByteOrderValues;
import org.locationtech.jts.io.WKBWriter;
import org.postgresql.PGConnection;
import org.postgresql.copy.PGCopyOutputStream;

/**
 * Writes rows in PostgreSQL's binary COPY format (PostgreSQL manual, COPY, "Binary Format"). Each row says with {@link
 * #startRow} how many fields follow, and all rows end with {@link #finish}. Not thread-safe.
 */
public final class BinaryCopy implements AutoCloseable {
    private static final byte[] SIGNATURE = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };
    private static final long POSTGRES_EPOCH_SECONDS = 946_684_800L;
    private static final LocalDate POSTGRES_EPOCH = LocalDate.of(2000, 1, 1);
    private static final int FLUSH_AT = 1 << 16;

    private final PGCopyOutputStream out;
    private final WKBWriter wkb = new WKBWriter(2, ByteOrderValues.LITTLE_ENDIAN, true);
    private final WKBWriter solidWkb = new WKBWriter(3, ByteOrderValues.LITTLE_ENDIAN, true);
    private byte[] buffer = new byte[FLUSH_AT * 2];
    private int size;

    /** @param copyFromStdin {@code COPY … FROM STDIN (FORMAT binary)}; the connection does nothing else until this is closed */
    public BinaryCopy(Connection connection, String copyFromStdin) throws SQLException {
        out = new PGCopyOutputStream(connection.unwrap(PGConnection.class), copyFromStdin, FLUSH_AT);
        System.arraycopy(SIGNATURE, 0, buffer, 0, SIGNATURE.length);
        size = SIGNATURE.length;
    }

    public void startRow(int fields) throws IOException {
        if (size > FLUSH_AT) {
            flush();
        }
        ensure(2);
        writeShort(fields);
    }

    void geometry(@Nullable Geometry value) throws IOException {
        if (value == null) {
            writeNull();
            return;
        }
        value.setSRID(4326);
        bytes(wkb.write(value));
    }

    /** A geometry with heights. */
    void solid(Geometry value) throws IOException {
        value.setSRID(4326);
        bytes(solidWkb.write(value));
    }

    /** A value of the type {@code integer}. */
    void integer(@Nullable Integer value) throws IOException {
        ensure(8);
        if (value == null) {
            writeNull();
        } else {
            writeInt(4);
            writeInt(value);
        }
    }

    /** @param value null, or of the Java class of a {@code ValueType}; times are cut to microseconds */
    public void value(@Nullable Object value) throws IOException {
        if (value == null) {
            writeNull();
        } else if (value instanceof String text) {
            bytes(text.getBytes(StandardCharsets.UTF_8));
        } else if (value instanceof Long number) {
            ensure(12);
            writeInt(8);
            writeLong(number);
        } else if (value instanceof Double number) {
            ensure(12);
            writeInt(8);
            writeLong(Double.doubleToLongBits(number));
        } else if (value instanceof Boolean flag) {
            ensure(5);
            writeInt(1);
            buffer[size++] = (byte) (flag ? 1 : 0);
        } else if (value instanceof LocalDate date) {
            ensure(8);
            writeInt(4);
            writeInt((int) POSTGRES_EPOCH.until(date, ChronoUnit.DAYS));
        } else if (value instanceof Instant instant) {
            ensure(12);
            writeInt(8);
            writeLong((instant.getEpochSecond() - POSTGRES_EPOCH_SECONDS) * 1_000_000L + instant.getNano() / 1000);
        } else {
            throw new IllegalArgumentException("No binary form for " + value.getClass());
        }
    }

    /** A value of the type {@code jsonb}, whose binary form is a version and its text. */
    public void json(String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        ensure(5);
        writeInt(utf8.length + 1);
        buffer[size++] = 1;
        raw(utf8);
    }

    private void bytes(byte[] bytes) throws IOException {
        ensure(4);
        writeInt(bytes.length);
        raw(bytes);
    }

    private void raw(byte[] bytes) throws IOException {
        if (bytes.length > FLUSH_AT) {
            flush();
            out.write(bytes);
        } else {
            ensure(bytes.length);
            System.arraycopy(bytes, 0, buffer, size, bytes.length);
            size += bytes.length;
        }
    }

    private void writeNull() {
        ensure(4);
        writeInt(-1);
    }

    private void ensure(int more) {
        if (size + more > buffer.length) {
            buffer = java.util.Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + more));
        }
    }

    private void writeShort(int value) {
        buffer[size++] = (byte) (value >> 8);
        buffer[size++] = (byte) value;
    }

    private void writeInt(int value) {
        writeShort(value >> 16);
        writeShort(value);
    }

    private void writeLong(long value) {
        writeInt((int) (value >> 32));
        writeInt((int) value);
    }

    private void flush() throws IOException {
        out.write(buffer, 0, size);
        size = 0;
    }

    /** Ends the COPY; without it the server discards all rows. */
    public void finish() throws IOException {
        ensure(2);
        writeShort(-1);
        flush();
        out.close();
    }

    /** Closing without {@link #finish} cancels the COPY; the connection can go on to its rollback. */
    @Override
    public void close() throws SQLException {
        if (out.isActive()) {
            out.cancelCopy();
        }
    }
}
