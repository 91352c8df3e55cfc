package vn.huetwin.server.wfs;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.Semaphore;

/**
 * Holds back the beginning of an answer, so that what is known at its end only can stand in its head: the number of
 * features. An answer that outgrows it, or for which there is no room beside others, needs that number from elsewhere.
 * Closing it gives the room back; what is still held then is for nobody.
 */
final class HeldOutput extends OutputStream {
    /** Writes the head. */
    interface Head {
        /** @param whole whether all that follows has been written, so that it can be counted */
        void write(OutputStream out, boolean whole) throws IOException;
    }

    /** What one answer may take: about 12,000 buildings, more than a page has. */
    private static final int MOST = 1 << 23;

    private static final int FIRST = 1 << 16;
    private static final int KILOBYTE = 1 << 10;

    private final OutputStream out;
    private final Semaphore room;
    private final Head head;
    private byte[] held = new byte[FIRST];
    private int taken;
    private int size;
    private boolean open;

    /** @param room for all answers together, in kilobytes */
    HeldOutput(OutputStream out, Semaphore room, Head head) {
        this.out = out;
        this.room = room;
        this.head = head;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (!open && length > held.length - size && !grow(length)) {
            release(false);
        }
        if (open) {
            out.write(bytes, offset, length);
        } else {
            System.arraycopy(bytes, offset, held, size, length);
            size += length;
        }
    }

    private boolean grow(int length) {
        int wanted = Math.max(2 * held.length, Integer.highestOneBit(size + length) * 2);
        int more = (wanted - held.length) / KILOBYTE;
        if (wanted > MOST || !room.tryAcquire(more)) {
            return false;
        }
        taken += more;
        held = Arrays.copyOf(held, wanted);
        return true;
    }

    /** All is written. */
    void end() throws IOException {
        if (!open) {
            release(true);
        }
    }

    private void release(boolean whole) throws IOException {
        head.write(out, whole);
        out.write(held, 0, size);
        open = true;
        close();
    }

    @Override
    public void close() {
        held = new byte[0];
        room.release(taken);
        taken = 0;
    }
}
