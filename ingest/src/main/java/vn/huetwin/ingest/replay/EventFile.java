package vn.huetwin.ingest.replay;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** CloudEvents in a file, one by one: a JSON array of them, or one in each line (NDJSON). UTF-8. */
final class EventFile implements AutoCloseable {
    private final ObjectMapper mapper = new ObjectMapper();
    private final BufferedReader reader;
    private final @Nullable JsonParser array;
    private long unreadable;

    EventFile(Path file) throws IOException {
        reader = Files.newBufferedReader(file, StandardCharsets.UTF_8);
        reader.mark(1 << 16);
        int sign = reader.read();
        while (sign == 0xfeff || Character.isWhitespace(sign)) {
            reader.mark(1 << 16);
            sign = reader.read();
        }
        reader.reset();
        array = sign == '[' ? mapper.createParser(reader) : null;
        if (array != null) {
            array.nextToken();
        }
    }

    /** The next event, or null at the end. Lines that are no JSON are counted and passed over. */
    @Nullable
    JsonNode next() throws IOException {
        if (array != null) {
            return array.nextToken() == JsonToken.END_ARRAY ? null : mapper.readTree(array);
        }
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            if (line.isBlank()) {
                continue;
            }
            try {
                JsonNode event = mapper.readTree(line);
                if (event.isObject()) {
                    return event;
                }
                unreadable++;
            } catch (JsonProcessingException e) {
                unreadable++;
            }
        }
        return null;
    }

    long unreadable() {
        return unreadable;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
