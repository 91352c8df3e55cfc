package vn.huetwin.server.http;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The last answers by their keys, within a bound of bytes: what was not asked for longest goes first. */
public final class AnswerMemory {
    /** One answer may take this part of the memory. */
    private static final int PART = 8;
    /** What an entry costs beside its bytes. */
    private static final int OVERHEAD = 200;

    private final long maxBytes;
    private final Map<String, byte[]> answers = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    /** @param maxBytes 0 keeps nothing */
    public AnswerMemory(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    synchronized byte @Nullable [] find(String key) {
        return answers.get(key);
    }

    synchronized void put(String key, byte[] answer) {
        if (size(answer) > maxBytes / PART) {
            return;
        }
        byte[] before = answers.put(key, answer);
        bytes += size(answer) - (before == null ? 0 : size(before));
        Iterator<byte[]> oldest = answers.values().iterator();
        while (bytes > maxBytes) {
            bytes -= size(oldest.next());
            oldest.remove();
        }
    }

    private static long size(byte[] answer) {
        return (long) answer.length + OVERHEAD;
    }

    /** What is kept now. */
    public synchronized long bytes() {
        return bytes;
    }
}
