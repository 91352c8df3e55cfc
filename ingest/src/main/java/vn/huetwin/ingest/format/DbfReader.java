package vn.huetwin.ingest.format;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a dBASE III table, the attributes of a shapefile, from its beginning to its end. */
final class DbfReader implements AutoCloseable {
    private record Field(String name, char type, int offset, int length, int decimals) {}

    private final InputStream in;
    private final List<Field> fields = new ArrayList<>();
    private final byte[] record;
    private final int driver;
    private final long rows;
    private Charset charset = StandardCharsets.UTF_8;
    private long row;

    DbfReader(InputStream in) throws IOException {
        this.in = in;
        ByteBuffer header = ByteBuffer.wrap(read(32)).order(ByteOrder.LITTLE_ENDIAN);
        rows = header.getInt(4) & 0xffffffffL;
        int headerSize = header.getShort(8) & 0xffff;
        record = new byte[header.getShort(10) & 0xffff];
        driver = header.get(29) & 0xff;
        byte[] rest = read(Math.max(0, headerSize - 32));
        int offset = 1;
        for (int at = 0; at + 32 <= rest.length && rest[at] != 0x0d; at += 32) {
            int end = at;
            while (end < at + 11 && rest[end] != 0) {
                end++;
            }
            int length = rest[at + 16] & 0xff;
            char type = (char) (rest[at + 11] & 0xff);
            int decimals = rest[at + 17] & 0xff;
            if (type == 'C') {
                length += decimals << 8;
                decimals = 0;
            }
            String name = new String(rest, at, end - at, StandardCharsets.UTF_8).strip();
            fields.add(new Field(name, type, offset, length, decimals));
            offset += length;
        }
        if (record.length == 0 || offset > record.length) {
            throw new FormatException(
                    "shapefile-unreadable", "Tệp .dbf hỏng phần đầu", "The header of the .dbf is broken");
        }
    }

    void decodeBy(Charset newCharset) {
        charset = newCharset;
    }

    /** The encoding that the header names, or null if it names none or only "some ANSI". */
    @Nullable
    Charset languageDriver() {
        return switch (driver) {
            case 0x4f -> Charset.forName("Big5");
            case 0x4d -> Charset.forName("GBK");
            case 0x50, 0x7c -> Charset.forName("x-windows-874");
            case 0xc8 -> Charset.forName("windows-1250");
            case 0xc9 -> Charset.forName("windows-1251");
            default -> null;
        };
    }

    /** Reads the whole table. */
    boolean isUtf8() throws IOException {
        while (advance()) {
            for (Field field : fields) {
                if (field.type() == 'C' && !isUtf8(field)) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean isUtf8(Field field) {
        byte[] value = new byte[field.length()];
        System.arraycopy(record, field.offset(), value, 0, value.length);
        return Encoding.firstNotUtf8(value, value.length) < 0;
    }

    /** The next row, deleted ones too, or null after the last. */
    @Nullable
    Map<String, Object> next() throws IOException {
        if (!advance()) {
            return null;
        }
        Map<String, Object> values = new LinkedHashMap<>(fields.size() * 2);
        for (Field field : fields) {
            Object value = value(field);
            if (value != null) {
                values.put(field.name(), value);
            }
        }
        return values;
    }

    boolean isDeleted() {
        return record[0] == '*';
    }

    private boolean advance() throws IOException {
        if (row >= rows) {
            return false;
        }
        int n = in.readNBytes(record, 0, record.length);
        if (n < record.length) {
            throw new FormatException(
                    "file-truncated",
                    "Tệp .dbf bị cắt cụt ở dòng " + (row + 1) + "/" + rows + "; không lưu gì",
                    "The .dbf is truncated at row " + (row + 1) + " of " + rows + "; nothing was stored");
        }
        row++;
        return true;
    }

    private @Nullable Object value(Field field) {
        if (field.type() == 'I' && field.length() == 4) {
            return (long) ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN).getInt(field.offset());
        }
        String text = new String(record, field.offset(), field.length(), charset);
        int nul = text.indexOf(0);
        text = (nul >= 0 ? text.substring(0, nul) : text).strip();
        if (text.isEmpty()) {
            return null;
        }
        return switch (field.type()) {
            case 'N', 'F' -> number(text, field.decimals());
            case 'L' ->
                switch (text.charAt(0)) {
                    case 'T', 't', 'Y', 'y' -> true;
                    case 'F', 'f', 'N', 'n' -> false;
                    default -> null;
                };
            case 'D' -> date(text);
            case 'M', 'B', 'G', 'P' -> null;
            default -> text;
        };
    }

    private static @Nullable Object number(String text, int decimals) {
        if (text.charAt(0) == '*') {
            return null;
        }
        try {
            return decimals == 0 && text.length() < 19 && text.indexOf('.') < 0 && text.indexOf('e') < 0
                    ? (Object) Long.parseLong(text)
                    : (Object) new BigDecimal(text).doubleValue();
        } catch (NumberFormatException e) {
            return text;
        }
    }

    private static @Nullable Object date(String text) {
        if (text.equals("00000000")) {
            return null;
        }
        try {
            return LocalDate.parse(text, DateTimeFormatter.BASIC_ISO_DATE);
        } catch (DateTimeException e) {
            return text;
        }
    }

    private byte[] read(int bytes) throws IOException {
        byte[] read = in.readNBytes(bytes);
        if (read.length < bytes) {
            throw new FormatException("file-truncated", "Tệp .dbf bị cắt cụt", "The .dbf is truncated");
        }
        return read;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
