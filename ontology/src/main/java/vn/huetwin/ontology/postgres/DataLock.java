package vn.huetwin.ontology.postgres;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Who owns a data directory: one process at a time, freed by the system whichever way that process ends. */
final class DataLock implements AutoCloseable {
    /**
     * Locks belong to the process, not to a channel: closing a second channel on the same file would give the lock
     * away. So this process must remember by itself what it holds.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private DataLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** @throws ClusterException if another server, or this one, holds the directory */
    static DataLock take(Path data) throws IOException {
        DataLock lock = find(data);
        if (lock == null) {
            throw new ClusterException("The data directory " + data.toAbsolutePath() + " is in use by process "
                    + holder(data) + ". Stop that server first, or choose another directory with --data");
        }
        return lock;
    }

    /** The lock, or null if somebody holds it. */
    static @Nullable DataLock find(Path data) throws IOException {
        Path file = data.toRealPath().resolve("lock");
        if (!HELD.add(file)) {
            return null;
        }
        FileChannel channel = null;
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.tryLock() != null) {
                Files.writeString(
                        pid(data), Long.toString(ProcessHandle.current().pid()));
                DataLock lock = new DataLock(file, channel);
                channel = null;
                return lock;
            }
            return null;
        } finally {
            if (channel != null) {
                channel.close();
                HELD.remove(file);
            }
        }
    }

    static String holder(Path data) throws IOException {
        return Files.isReadable(pid(data)) ? Files.readString(pid(data)).strip() : "(unknown)";
    }

    /** Not the locked file itself: reading that would lose our lock. */
    private static Path pid(Path data) {
        return data.resolve("lock.pid");
    }

    boolean isHeld() {
        return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        if (isHeld()) {
            channel.close();
            HELD.remove(file);
        }
    }
}
