package vn.huetwin.server.wfs;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Holds back the beginning of an answer, so that what is known at its end only can stand in its head: the number of
 * features. An answer that outgrows it needs that number from elsewhere.
 */
final class HeldOutput extends OutputStream {
    /** Writes the head. */
    interface Head {
        /** @param whole whether all that follows has been written, so that it can be counted */
        void write(OutputStream out, boolean whole) throws IOException;
    }

    private final OutputStream out;
    private final Head head;
    private final byte[] held;
    private int size;
    private boolean open;

    HeldOutput(OutputStream out, int capacity, Head head) {
        this.out = out;
        this.head = head;
        held = new byte[capacity];
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (!open && length > held.length - size) {
            release(false);
        }
        if (open) {
            out.write(bytes, offset, length);
        } else {
            System.arraycopy(bytes, offset, held, size, length);
            size += length;
        }
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
    }
}
