package vn.huetwin.tiles.map;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Envelope;
import vn.huetwin.tiles.raster.RasterFile;
import vn.huetwin.tiles.raster.RasterSheet;
import vn.huetwin.tiles.raster.RasterShelf;
import vn.huetwin.tiles.raster.RasterWindow;
import vn.huetwin.tiles.style.ColourMap;
import vn.huetwin.tiles.style.Contrast;
import vn.huetwin.tiles.style.MapStyle;
import vn.huetwin.tiles.style.Rule;
import vn.huetwin.tiles.style.Symbolizer;

/** Draws rasters: each file read at the resolution of the screen, warped to its system, coloured, and laid over. */
final class RasterPainter {
    /** Files of one layer on one map; a mosaic with more is for a virtual mosaic to make one of. */
    private static final int MOST_SHEETS = 200;

    private final RasterShelf shelf;

    RasterPainter(RasterShelf shelf) {
        this.shelf = shelf;
    }

    void draw(RasterView view, Screen screen, Canvas canvas, Stop stop) {
        MapStyle style = view.style().at(screen.scaleDenominator());
        List<Symbolizer.Raster> symbols = style.rules()
                .flatMap(rule -> rule.symbolizers().stream())
                .filter(Symbolizer.Raster.class::isInstance)
                .map(Symbolizer.Raster.class::cast)
                .toList();
        List<RasterSheet> seen = seen(view, screen);
        for (Symbolizer.Raster symbol : symbols) {
            for (RasterSheet sheet : seen) {
                stop.check();
                try {
                    draw(shelf.open(sheet), symbol, view.smooth(), screen, canvas, stop);
                } catch (IOException e) {
                    throw new UncheckedIOException("The raster " + sheet.key() + " cannot be read", e);
                }
            }
        }
    }

    private static List<RasterSheet> seen(RasterView view, Screen screen) {
        Envelope box = screen.crs().toWgs84(screen.box());
        List<RasterSheet> seen =
                view.sheets().stream().filter(s -> s.area().intersects(box)).toList();
        return seen.subList(Math.max(0, seen.size() - MOST_SHEETS), seen.size());
    }

    private static void draw(
            RasterFile file,
            Symbolizer.Raster symbol,
            @Nullable Boolean smooth,
            Screen screen,
            Canvas canvas,
            Stop stop)
            throws IOException {
        Warp warp = Warp.of(screen, file.crs());
        RasterWindow window = file.read(warp.box(), warp.pixel());
        if (window == null) {
            return;
        }
        ColourMap map = symbol.colours();
        boolean soft = smooth == null ? map == null || map.kind() == ColourMap.Kind.RAMP : smooth;
        int[] colours;
        if (file.isImage()
                && map == null
                && symbol.channels().isEmpty()
                && symbol.contrast().equals(Contrast.NONE)) {
            colours = warp.colours(window.grid(), window.argb(), soft, stop);
        } else {
            List<float[]> bands = new ArrayList<>();
            for (Symbolizer.Channel channel : channels(file, symbol)) {
                bands.add(warp.values(window.grid(), window.values(channel.band() - 1), soft, stop));
            }
            colours = map == null ? brightness(file, symbol, bands) : mapped(map, bands.get(0));
            Symbolizer.Relief relief = symbol.relief();
            if (relief != null) {
                Relief.shade(colours, bands.get(0), screen, relief);
            }
        }
        lay(colours, symbol.opacity(), canvas);
    }

    /** @return those of the style; else three for images and the first band for numbers */
    private static List<Symbolizer.Channel> channels(RasterFile file, Symbolizer.Raster symbol) {
        List<Symbolizer.Channel> channels = new ArrayList<>();
        for (Symbolizer.Channel channel : symbol.channels()) {
            if (channel.band() <= file.bands()) {
                channels.add(channel);
            }
        }
        if (channels.isEmpty() || (symbol.colours() != null && channels.size() > 1)) {
            boolean colours = symbol.colours() == null && file.bands() - (file.alpha() < 0 ? 0 : 1) >= 3;
            channels.clear();
            for (int band = 1; band <= (colours ? 3 : 1); band++) {
                channels.add(new Symbolizer.Channel(band, symbol.contrast()));
            }
        }
        return channels;
    }

    private static int[] mapped(ColourMap map, float[] values) {
        int[] colours = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            colours[i] = map.argb(values[i]);
        }
        return colours;
    }

    private static int[] brightness(RasterFile file, Symbolizer.Raster symbol, List<float[]> bands) throws IOException {
        List<Symbolizer.Channel> channels = channels(file, symbol);
        int[] colours = new int[bands.get(0).length];
        boolean grey = bands.size() < 3;
        for (int c = 0; c < (grey ? 1 : 3); c++) {
            Contrast own = channels.get(c).contrast();
            Contrast contrast = own.equals(Contrast.NONE) ? symbol.contrast() : own;
            double[] range = {0, 255};
            if (contrast.stretched() || !file.isByte()) {
                range = file.range(channels.get(c).band() - 1);
                range[0] = contrast.low() == null ? range[0] : contrast.low();
                range[1] = contrast.high() == null ? range[1] : contrast.high();
            }
            float[] values = bands.get(c);
            int shift = 16 - 8 * c;
            for (int i = 0; i < values.length; i++) {
                if (Float.isNaN(values[i])) {
                    continue;
                }
                double share = range[1] > range[0] ? (values[i] - range[0]) / (range[1] - range[0]) : 0.5;
                double bright = Math.max(0, Math.min(1, share));
                int level = (int)
                        Math.round(255 * (contrast.gamma() == 1 ? bright : Math.pow(bright, 1 / contrast.gamma())));
                colours[i] |= 0xff000000 | (grey ? level * 0x010101 : level << shift);
            }
        }
        return colours;
    }

    private static void lay(int[] colours, double opacity, Canvas canvas) {
        int share = (int) Math.round(256 * opacity);
        for (int i = 0; i < colours.length; i++) {
            int argb = colours[i];
            int alpha = ((argb >>> 24) * share) >> 8;
            if (alpha > 0) {
                canvas.pixels[i] = Paint.over(canvas.pixels[i], Paint.premultiplied(alpha, argb & 0xffffff));
            }
        }
    }

    /** Whether a style draws something of rasters. */
    static boolean draws(MapStyle style) {
        return style.rules().map(Rule::symbolizers).flatMap(List::stream).anyMatch(Symbolizer.Raster.class::isInstance);
    }
}
