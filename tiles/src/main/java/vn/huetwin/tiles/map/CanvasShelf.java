package vn.huetwin.tiles.map;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Canvases for the next map of the same size: arrays of a megabyte are dear to make and to collect. What stopped half way
 * must not come back, since its coverage is not wiped.
 */
final class CanvasShelf {
    private static final int MOST = 8;
    /** Larger ones are rare, and would hold much memory. */
    private static final int MOST_PIXELS = 1 << 20;

    private final Deque<Canvas> shelf = new ArrayDeque<>();

    /** @param background 0xRRGGBB, or null for a transparent one */
    Canvas take(int width, int height, @Nullable Integer background) {
        Canvas canvas = find(width, height);
        if (canvas == null) {
            return new Canvas(width, height, background);
        }
        canvas.wipe(background);
        return canvas;
    }

    private synchronized @Nullable Canvas find(int width, int height) {
        for (Iterator<Canvas> each = shelf.iterator(); each.hasNext(); ) {
            Canvas canvas = each.next();
            if (canvas.width == width && canvas.height == height) {
                each.remove();
                return canvas;
            }
        }
        return null;
    }

    /** The last user is done with it, and has not kept it. */
    void giveBack(Canvas canvas) {
        if (canvas.pixels.length > MOST_PIXELS) {
            return;
        }
        synchronized (this) {
            shelf.addFirst(canvas);
            if (shelf.size() > MOST) {
                shelf.removeLast();
            }
        }
    }
}
