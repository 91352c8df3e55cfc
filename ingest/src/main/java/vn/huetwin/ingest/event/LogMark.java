package vn.huetwin.ingest.event;

import java.time.Instant;
import java.util.List;

/**
 * How far somebody has followed the log, told by the entry itself and not by its position alone: in a database that was
 * restored from a backup another entry may have come to the same position.
 *
 * @param position 0 before the first entry
 */
public record LogMark(long position, Instant recordedAt, String source, String id) {
    private static final LogMark START = new LogMark(0, Instant.EPOCH, "", "");

    static LogMark of(LogEntry entry) {
        return new LogMark(entry.position(), entry.recordedAt(), entry.source(), entry.id());
    }

    /** The mark of who has followed the log up to the last of these entries; its start if there are none. */
    public static LogMark after(List<LogEntry> entries) {
        return entries.isEmpty() ? START : of(entries.get(entries.size() - 1));
    }

    /** As {@link #parse} reads it. */
    public String text() {
        return position + "\n" + recordedAt + "\n" + source + "\n" + id;
    }

    /** @throws IllegalArgumentException if it is none */
    public static LogMark parse(String text) {
        String[] parts = text.split("\n", 4);
        if (parts.length < 4) {
            throw new IllegalArgumentException("No mark of the log: " + text);
        }
        return new LogMark(Long.parseLong(parts[0]), Instant.parse(parts[1]), parts[2], parts[3]);
    }
}
