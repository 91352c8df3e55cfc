package vn.huetwin.tiles.raster;

import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A part of a raster, in the pixels of one of its levels. Immutable. */
public final class RasterWindow {
    private final RasterGrid grid;
    private final Raster samples;
    private final @Nullable Raster mask;
    private final RasterFile file;

    RasterWindow(RasterGrid grid, Raster samples, @Nullable Raster mask, RasterFile file) {
        this.grid = grid;
        this.samples = samples;
        this.mask = mask;
        this.file = file;
    }

    /** Where its pixels lie. */
    public RasterGrid grid() {
        return grid;
    }

    /**
     * The values of a band, row by row from the north; NaN where there is none.
     *
     * @param band from 0
     */
    public float[] values(int band) {
        int width = grid.width();
        int height = grid.height();
        float[] values = new float[width * height];
        if (file.isUnsignedInt()) {
            int[] numbers = samples.getSamples(0, 0, width, height, band, (int[]) null);
            for (int i = 0; i < values.length; i++) {
                values[i] = Integer.toUnsignedLong(numbers[i]);
            }
        } else {
            samples.getSamples(0, 0, width, height, band, values);
        }
        Double nodata = file.nodata();
        if (nodata != null) {
            float none = (float) (double) nodata;
            for (int i = 0; i < values.length; i++) {
                if (values[i] == none) {
                    values[i] = Float.NaN;
                }
            }
        }
        if (mask != null) {
            int[] there = mask.getSamples(0, 0, width, height, 0, (int[]) null);
            for (int i = 0; i < values.length; i++) {
                if (there[i] == 0) {
                    values[i] = Float.NaN;
                }
            }
        }
        return values;
    }

    /**
     * The colours of an image with one to four bands of 8 bits or a palette: 0xAARRGGBB, not premultiplied; 0 where there
     * is none.
     *
     * @throws IllegalStateException if {@link RasterFile#isImage} is false
     */
    public int[] argb() {
        if (!file.isImage() || samples.getTransferType() != DataBuffer.TYPE_BYTE) {
            throw new IllegalStateException("It has numbers, not colours");
        }
        int width = grid.width();
        int height = grid.height();
        int[] first = samples.getSamples(0, 0, width, height, 0, (int[]) null);
        int[] colours = new int[first.length];
        int[] palette = file.palette();
        int alpha = file.alpha();
        boolean grey = file.bands() - (alpha < 0 ? 0 : 1) < 3;
        if (palette.length > 0) {
            for (int i = 0; i < colours.length; i++) {
                colours[i] = first[i] < palette.length ? palette[first[i]] : 0;
            }
        } else {
            int[] second = grey ? first : samples.getSamples(0, 0, width, height, 1, (int[]) null);
            int[] third = grey ? first : samples.getSamples(0, 0, width, height, 2, (int[]) null);
            for (int i = 0; i < colours.length; i++) {
                colours[i] = 0xff000000 | first[i] << 16 | second[i] << 8 | third[i];
            }
            if (alpha >= 0) {
                int[] opacity = samples.getSamples(0, 0, width, height, alpha, (int[]) null);
                for (int i = 0; i < colours.length; i++) {
                    colours[i] = opacity[i] == 0 ? 0 : opacity[i] << 24 | (colours[i] & 0xffffff);
                }
            }
        }
        clear(colours, first, palette.length > 0);
        return colours;
    }

    private void clear(int[] colours, int[] first, boolean indexed) {
        Double nodata = file.nodata();
        if (nodata != null) {
            int none = (int) (double) nodata;
            int colour = none << 16 | none << 8 | none;
            for (int i = 0; i < colours.length; i++) {
                if (indexed ? first[i] == none : (colours[i] & 0xffffff) == colour) {
                    colours[i] = 0;
                }
            }
        }
        if (mask != null) {
            int[] there = mask.getSamples(0, 0, grid.width(), grid.height(), 0, (int[]) null);
            for (int i = 0; i < colours.length; i++) {
                if (there[i] == 0) {
                    colours[i] = 0;
                }
            }
        }
    }

    @Override
    public String toString() {
        return grid + " × " + Arrays.toString(samples.getSampleModel().getSampleSize());
    }
}
