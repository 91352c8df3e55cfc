package vn.huetwin.ingest.format;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.ValueType;

/**
 * A dBASE III table in UTF-8, whose columns are as wide as their widest value. Rows wait in a temporary file, since
 * the width of each is that of the whole column. Texts end after {@value #WIDEST} bytes, never within a character.
 */
final class DbfWriter implements AutoCloseable {
    /** @param name at most 10 bytes */
    record Column(String name, ValueType type) {}

    private static final int WIDEST = 254;
    /** Wider numbers are written with an exponent. */
    private static final int WIDEST_NUMBER = 24;

    private static final int MOST_DECIMALS = 15;
    private static final int WIDEST_ROW = 65_535;
    private static final int NULL = 255;

    private final List<Column> columns;
    private final long limit;
    private final int[] widths;
    private final int[] decimals;
    private final long[] cut;
    private final Path rows;
    private final OutputStream rowsOut;
    private int count;

    /**
     * @param folder of the temporary file
     * @param limit  most bytes of the table
     */
    DbfWriter(Path folder, String name, List<Column> columns, long limit) throws IOException {
        this.columns = columns;
        this.limit = limit;
        widths = new int[columns.size()];
        decimals = new int[columns.size()];
        cut = new long[columns.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = columns.get(i).type() == ValueType.DATE ? 8 : 1;
        }
        rows = folder.resolve(name + ".dbf");
        rowsOut = new BufferedOutputStream(Files.newOutputStream(rows));
    }

    /**
     * @param values in the order of the columns; instants are written as text, what is no number as nothing
     * @throws FormatException {@code shapefile-too-large}
     */
    void write(List<@Nullable Object> values) throws IOException {
        count++;
        for (int i = 0; i < widths.length; i++) {
            String text = text(values.get(i));
            if (text == null) {
                rowsOut.write(NULL);
                continue;
            }
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            int length = fitting(bytes);
            if (length < bytes.length) {
                cut[i]++;
            }
            widths[i] = Math.max(widths[i], length);
            if (columns.get(i).type() == ValueType.DOUBLE) {
                int point = text.indexOf('.');
                decimals[i] = Math.max(decimals[i], Math.min(MOST_DECIMALS, length - point - 1));
            }
            rowsOut.write(length);
            rowsOut.write(bytes, 0, length);
        }
        if (header() + (long) count * width() + 1 > limit) {
            throw ShpWriter.tooLarge(".dbf", limit);
        }
        if (width() > WIDEST_ROW || header() > WIDEST_ROW) {
            throw new FormatException(
                    "shapefile-too-wide",
                    "Một dòng của .dbf có tối đa " + WIDEST_ROW + " byte; hãy chọn ít cột hơn hoặc dùng GeoPackage",
                    "A row of a .dbf has at most " + WIDEST_ROW + " bytes; ask for fewer columns or use GeoPackage");
        }
    }

    private static @Nullable String text(@Nullable Object value) {
        if (value instanceof Boolean flag) {
            return flag ? "T" : "F";
        }
        if (value instanceof Double number) {
            return Double.isFinite(number) ? decimal(number) : null;
        }
        if (value instanceof LocalDate date) {
            return date.getYear() < 0 || date.getYear() > 9999 ? null : date.format(DateTimeFormatter.BASIC_ISO_DATE);
        }
        return value == null ? null : value.toString();
    }

    /** With a point always, which tells it from whole numbers. */
    private static String decimal(double number) {
        String plain = new BigDecimal(Double.toString(number)).toPlainString();
        if (plain.indexOf('.') < 0) {
            plain += ".0";
        }
        return plain.length() > WIDEST_NUMBER ? Double.toString(number) : plain;
    }

    private static int fitting(byte[] utf8) {
        int length = Math.min(utf8.length, WIDEST);
        while (length < utf8.length && length > 0 && (utf8[length] & 0xc0) == 0x80) {
            length--;
        }
        return length;
    }

    /** How many values of a column lost their end. */
    long cut(int column) {
        return cut[column];
    }

    private int header() {
        return 32 + 32 * widths.length + 1;
    }

    private int width() {
        int width = 1;
        for (int i = 0; i < widths.length; i++) {
            width += width(i);
        }
        return width;
    }

    /** With room for a digit and the point before the decimals. */
    private int width(int column) {
        return columns.get(column).type() == ValueType.DOUBLE
                ? Math.max(widths[column], decimals(column) + 2)
                : widths[column];
    }

    private int decimals(int column) {
        return columns.get(column).type() == ValueType.DOUBLE ? Math.max(1, decimals[column]) : 0;
    }

    private static char letter(ValueType type) {
        return switch (type) {
            case STRING, IRI, DATE_TIME -> 'C';
            case INTEGER, DOUBLE -> 'N';
            case BOOLEAN -> 'L';
            case DATE -> 'D';
        };
    }

    /** All is written: {@link #copy} reads it. */
    void end() throws IOException {
        rowsOut.close();
    }

    /**
     * The table, after {@link #end}.
     *
     * @param now day of its last change, UTC
     */
    void copy(OutputStream stream, Instant now) throws IOException {
        BufferedOutputStream out = new BufferedOutputStream(stream);
        out.write(head(now.atOffset(ZoneOffset.UTC).toLocalDate()));
        byte[] row = new byte[width()];
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(rows)))) {
            for (int i = 0; i < count; i++) {
                Arrays.fill(row, (byte) ' ');
                int at = 1;
                for (int column = 0; column < widths.length; column++) {
                    value(in, column, row, at);
                    at += width(column);
                }
                out.write(row);
            }
        }
        out.write(0x1a);
        out.flush();
    }

    /** Numbers stand at the right, all else at the left. */
    private void value(DataInputStream in, int column, byte[] row, int at) throws IOException {
        int length = in.readUnsignedByte();
        char letter = letter(columns.get(column).type());
        if (length == NULL) {
            row[at] = (byte) (letter == 'L' ? '?' : ' ');
        } else {
            in.readFully(row, letter == 'N' ? at + width(column) - length : at, length);
        }
    }

    private byte[] head(LocalDate today) {
        ByteBuffer head = ByteBuffer.allocate(header()).order(ByteOrder.LITTLE_ENDIAN);
        head.put((byte) 3).put((byte) (today.getYear() - 1900)).put((byte) today.getMonthValue());
        head.put((byte) today.getDayOfMonth());
        head.putInt(count).putShort((short) header()).putShort((short) width());
        for (int i = 0; i < widths.length; i++) {
            int start = 32 + 32 * i;
            head.position(start);
            head.put(columns.get(i).name().getBytes(StandardCharsets.US_ASCII));
            head.put(start + 11, (byte) letter(columns.get(i).type()));
            head.put(start + 16, (byte) width(i)).put(start + 17, (byte) decimals(i));
        }
        head.put(head.capacity() - 1, (byte) 0x0d);
        return head.array();
    }

    @Override
    public void close() throws IOException {
        end();
        Files.deleteIfExists(rows);
    }
}
