package vn.huetwin.server.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The part of an answer that its client has not taken yet, in a file that nobody else sees and that is gone when it is
 * closed. One thread writes and one reads, each at its own place.
 */
final class Spool {
    private static final int PART = 1 << 16;

    private final SlowClients room;
    private final FileChannel file;
    private long written;
    private long read;
    private boolean closed;

    Spool(SlowClients room) throws IOException {
        this.room = room;
        Path path = Files.createTempFile("answer", ".part");
        file = FileChannel.open(
                path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
    }

    /** @return false if there is no room: nothing was written */
    boolean write(byte[] bytes, int length) throws IOException {
        long place;
        synchronized (this) {
            if (closed || !room.take(written, length)) {
                return false;
            }
            place = written;
        }
        ByteBuffer rest = ByteBuffer.wrap(bytes, 0, length);
        try {
            while (rest.hasRemaining()) {
                place += file.write(rest, place);
            }
        } catch (IOException e) {
            room.give(length);
            throw e;
        }
        synchronized (this) {
            written = place;
            if (closed) {
                room.give(length);
            }
        }
        return true;
    }

    /** What comes next, or nothing if all has been read. */
    byte[] read() throws IOException {
        long place;
        int size;
        synchronized (this) {
            place = read;
            size = (int) Math.min(PART, written - read);
        }
        ByteBuffer part = ByteBuffer.allocate(size);
        while (part.hasRemaining()) {
            int more = file.read(part, place + part.position());
            if (more < 0) {
                throw new IOException("The answer's file is shorter than what was written into it");
            }
        }
        synchronized (this) {
            read += size;
        }
        return part.array();
    }

    synchronized boolean isEmpty() {
        return read == written;
    }

    /** Lets the file go and gives the room back; from the second time on it does nothing. */
    void close() throws IOException {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            room.give(written);
        }
        file.close();
    }
}
