package vn.huetwin.server.wms;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import vn.huetwin.server.ows.OwsException;
import vn.huetwin.tiles.map.ImageFormat;
import vn.huetwin.tiles.map.TextImage;

/** Errors on the image that was asked for (06-042, clause 7.3.3.11; 01-068r3, clause 7.2.3.11). */
final class ErrorImage {
    private static final int MOST_SIDE = 4096;
    private static final int INK = 0x9c1c1c;
    private static final int WHITE = 0xffffff;
    private final TextImage images = new TextImage();

    /** The image with the error, and its format. */
    record Answer(ImageFormat format, byte[] body) {}

    /** How the request wants it: as an image, or null for XML. */
    @Nullable
    Answer answer(OwsException e, WmsParameters parameters) {
        String wanted = parameters.find("EXCEPTIONS");
        String form = wanted == null ? "XML" : wanted.toUpperCase(Locale.ROOT);
        boolean told = form.equals("INIMAGE") || form.equals("APPLICATION/VND.OGC.SE_INIMAGE");
        if (!told && !form.equals("BLANK") && !form.equals("APPLICATION/VND.OGC.SE_BLANK")) {
            return null;
        }
        ImageFormat format = ImageFormat.find(or(parameters.find("FORMAT"), "image/png"));
        ImageFormat used = format == null ? ImageFormat.PNG : format;
        boolean transparent = "TRUE".equalsIgnoreCase(parameters.find("TRANSPARENT")) && used.isTransparent();
        byte[] body = images.draw(
                side(parameters, "WIDTH"),
                side(parameters, "HEIGHT"),
                transparent ? null : background(parameters),
                told ? e.text().en() : "",
                INK,
                used);
        return new Answer(used, body);
    }

    private static Integer background(WmsParameters parameters) {
        try {
            return MapReader.background(parameters);
        } catch (OwsException e) {
            return WHITE;
        }
    }

    private static int side(WmsParameters parameters, String name) {
        try {
            return Math.max(1, Math.min(MOST_SIDE, Integer.parseInt(or(parameters.find(name), "256"))));
        } catch (NumberFormatException e) {
            return 256;
        }
    }

    private static String or(@Nullable String value, String otherwise) {
        return value == null ? otherwise : value;
    }
}
