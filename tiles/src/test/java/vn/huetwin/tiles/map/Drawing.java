package vn.huetwin.tiles.map;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import javax.imageio.ImageIO;

/** Images as text. */
final class Drawing {
    private Drawing() {}

    /** How opaque each pixel is: a point for nothing, digits in tenths, # for all. */
    static String alpha(Canvas canvas) {
        StringBuilder text = new StringBuilder();
        for (int y = 0; y < canvas.height; y++) {
            for (int x = 0; x < canvas.width; x++) {
                int tenths = Math.round((canvas.pixels[y * canvas.width + x] >>> 24) / 25.5f);
                text.append(tenths == 0 ? "." : tenths == 10 ? "#" : Integer.toString(tenths));
            }
            text.append('\n');
        }
        return text.toString();
    }

    /**
     * A path out of {@code "x y, x y"}, parts with slashes between.
     *
     * @param kind l for lines, p for points, a for areas (holes after the first)
     */
    static Path path(char kind, String text) {
        Path path = new Path();
        path.clear();
        int part = 0;
        for (String points : text.split("/")) {
            for (String point : points.split(",")) {
                String[] xy = point.strip().split(" ");
                path.add(Double.parseDouble(xy[0]), Double.parseDouble(xy[1]));
            }
            switch (kind) {
                case 'l' -> path.endLine();
                case 'p' -> path.endPoint();
                default -> path.endRing(part++ > 0);
            }
        }
        return path;
    }

    static BufferedImage image(byte[] file) {
        try {
            return ImageIO.read(new ByteArrayInputStream(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String hex(int argb) {
        return String.format(Locale.ROOT, "%08x", argb);
    }
}
