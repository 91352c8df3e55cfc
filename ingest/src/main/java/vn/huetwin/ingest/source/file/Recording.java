package vn.huetwin.ingest.source.file;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The messages of a file, one by one: the lines of it (NDJSON), or the members of a JSON array. UTF-8. */
final class Recording implements AutoCloseable {
    /** A member of an array is at most this large as a whole; lines are cut. */
    private static final int LONGEST_MARK = 1 << 16;

    private final Counted bytes;
    private final BufferedInputStream in;
    private final int most;
    private final @Nullable JsonParser array;
    private final ObjectMapper mapper = new ObjectMapper();

    /** @param most bytes of a message; of a longer one, one byte more than that is given */
    Recording(Path file, int most) throws IOException {
        this.most = most;
        bytes = new Counted(Files.newInputStream(file));
        in = new BufferedInputStream(bytes, LONGEST_MARK);
        array = first() == '[' ? mapper.createParser(in) : null;
        if (array != null) {
            array.nextToken();
        }
    }

    /** Passes over a byte order mark and blanks. */
    private int first() throws IOException {
        in.mark(1);
        int sign = in.read();
        while (sign == 0xef || sign == 0xbb || sign == 0xbf || (sign >= 0 && sign <= ' ')) {
            in.mark(1);
            sign = in.read();
        }
        in.reset();
        return sign;
    }

    /**
     * The next message, or null at the end. Blank lines are none.
     *
     * @throws IOException also if the array is broken: nobody can tell where its next member begins
     */
    byte @Nullable [] next() throws IOException {
        if (array != null) {
            JsonToken token = array.nextToken();
            if (token == null) {
                throw new IOException("The array in the file has no end");
            }
            if (token == JsonToken.END_ARRAY) {
                return null;
            }
            JsonNode member = mapper.readTree(array);
            return member.toString().getBytes(StandardCharsets.UTF_8);
        }
        for (byte[] line = line(); line != null; line = line()) {
            if (!new String(line, StandardCharsets.ISO_8859_1).isBlank()) {
                return line;
            }
        }
        return null;
    }

    private byte @Nullable [] line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int sign = in.read();
        if (sign < 0) {
            return null;
        }
        while (sign >= 0 && sign != '\n') {
            if (line.size() <= most) {
                line.write(sign);
            }
            sign = in.read();
        }
        return line.toByteArray();
    }

    /** How many bytes of the file were read. */
    long read() {
        return bytes.count;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private static final class Counted extends FilterInputStream {
        private long count;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int sign = super.read();
            count += sign < 0 ? 0 : 1;
            return sign;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            count += Math.max(0, read);
            return read;
        }
    }
}
