package vn.huetwin.tiles.terrain;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** Heights of a window of a level in a file, row by row. Many threads read. */
final class LevelFile implements AutoCloseable {
    private final Window window;
    private final FileChannel channel;

    LevelFile(Path file, Window window) throws IOException {
        this.window = window;
        channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    Window window() {
        return window;
    }

    /** Heights of any window of the level; NaN outside of what the file holds. */
    float[] read(Window wanted) throws IOException {
        float[] heights = new float[wanted.size()];
        Arrays.fill(heights, Float.NaN);
        int from = Math.max(wanted.column(), window.column());
        int count = Math.min(wanted.column() + wanted.columns(), window.column() + window.columns()) - from;
        if (count <= 0) {
            return heights;
        }
        ByteBuffer bytes = ByteBuffer.allocate(count * Float.BYTES);
        int end = Math.min(wanted.row() + wanted.rows(), window.row() + window.rows());
        for (int row = Math.max(wanted.row(), window.row()); row < end; row++) {
            bytes.clear();
            long at = position(from, row);
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, at + bytes.position()) < 0) {
                    throw new IOException("The file of heights of level " + window.level() + " is cut off");
                }
            }
            int to = (row - wanted.row()) * wanted.columns() + from - wanted.column();
            bytes.flip().asFloatBuffer().get(heights, to, count);
        }
        return heights;
    }

    /** Writes heights of a window that lies within that of the file. */
    void write(Window part, float[] heights) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(part.columns() * Float.BYTES);
        for (int j = 0; j < part.rows(); j++) {
            bytes.clear();
            bytes.asFloatBuffer().put(heights, j * part.columns(), part.columns());
            long at = position(part.column(), part.row() + j);
            while (bytes.hasRemaining()) {
                channel.write(bytes, at + bytes.position());
            }
        }
    }

    private long position(int column, int row) {
        return ((long) (row - window.row()) * window.columns() + (column - window.column())) * Float.BYTES;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
