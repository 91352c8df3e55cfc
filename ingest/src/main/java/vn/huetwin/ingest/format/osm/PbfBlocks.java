package vn.huetwin.ingest.format.osm;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ingest.format.FormatException;

/** The blocks of an extract, unpacked one by one (OSM wiki, PBF Format, "File format"). */
final class PbfBlocks implements AutoCloseable {
    private static final int BUFFER = 1 << 16;
    private static final int MOST_HEADER = 64 << 10;
    private static final int MOST_BLOB = 32 << 20;

    /** @param type {@code OSMHeader} or {@code OSMData} */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Block(String type, byte[] bytes) {}

    private final DataInputStream in;
    private long position;
    private long number;

    PbfBlocks(Path path) throws IOException {
        InputStream file = Files.newInputStream(path);
        in = new DataInputStream(new BufferedInputStream(file, BUFFER));
    }

    long position() {
        return position;
    }

    @Nullable
    Block next() throws IOException {
        int first = in.read();
        if (first < 0) {
            return null;
        }
        number++;
        try {
            byte[] rest = read(3);
            int headerSize = first << 24 | (rest[0] & 0xff) << 16 | (rest[1] & 0xff) << 8 | (rest[2] & 0xff);
            if (headerSize <= 0 || headerSize > MOST_HEADER) {
                throw broken("header of " + headerSize + " bytes", null);
            }
            Wire header = Wire.of(read(headerSize));
            String type = "";
            long size = -1;
            while (header.hasMore()) {
                int tag = header.tag();
                switch (tag) {
                    case 1 << 3 | 2 -> type = header.text();
                    case 3 << 3 -> size = header.varint();
                    default -> header.skip(tag);
                }
            }
            if (size < 0 || size > MOST_BLOB) {
                throw broken("blob of " + size + " bytes", null);
            }
            byte[] blob = read((int) size);
            position += 4L + headerSize + size;
            return new Block(type, unpack(Wire.of(blob)));
        } catch (IllegalArgumentException | DataFormatException e) {
            throw broken(String.valueOf(e.getMessage()), e);
        }
    }

    private byte[] unpack(Wire blob) throws IOException, DataFormatException {
        int size = -1;
        byte[] zlib = null;
        while (blob.hasMore()) {
            int tag = blob.tag();
            switch (tag) {
                case 1 << 3 | 2 -> {
                    return blob.raw();
                }
                case 2 << 3 -> size = (int) blob.varint();
                case 3 << 3 | 2 -> zlib = blob.raw();
                default -> blob.skip(tag);
            }
        }
        if (zlib == null) {
            throw new FormatException(
                    "osm-compression",
                    "Tệp .pbf nén kiểu khác zlib; hãy chạy osmium cat -f pbf,pbf_compression=zlib",
                    "The .pbf is packed by something other than zlib; run osmium cat -f pbf,pbf_compression=zlib");
        }
        if (size < 0 || size > MOST_BLOB) {
            throw broken("block of " + size + " bytes", null);
        }
        byte[] bytes = new byte[size];
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(zlib);
            int filled = 0;
            while (filled < size) {
                int n = inflater.inflate(bytes, filled, size - filled);
                if (n == 0) {
                    throw broken("a block unpacks to " + filled + " of " + size + " bytes", null);
                }
                filled += n;
            }
        } finally {
            inflater.end();
        }
        return bytes;
    }

    private byte[] read(int bytes) throws IOException {
        byte[] read = in.readNBytes(bytes);
        if (read.length < bytes) {
            throw new FormatException(
                    "file-truncated",
                    "Tệp .pbf bị cắt cụt ở khối " + number + " (byte " + position + "); không lưu gì",
                    "The .pbf is truncated in block " + number + " (byte " + position + "); nothing was stored");
        }
        return read;
    }

    private FormatException broken(String reason, @Nullable Exception cause) {
        String vi = "Tệp .pbf hỏng ở khối " + number + " (byte " + position + "): " + reason + "; không lưu gì";
        String en = "The .pbf is broken in block " + number + " (byte " + position + "): " + reason
                + "; nothing was stored";
        return cause == null
                ? new FormatException("syntax-error", vi, en)
                : new FormatException("syntax-error", vi, en, cause);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
