package vn.huetwin.tiles.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PngTest {
    @Test
    void fewColoursGetAPaletteThatLosesNothing() {
        int[] pixels = {0xff112233, 0xffaabbcc, 0, Paint.premultiplied(128, 0xff8040), 0xff112233, 0xff112233};
        BufferedImage image = Drawing.image(Png.encode(3, 2, pixels, false));
        assertInstanceOf(IndexColorModel.class, image.getColorModel());
        assertEquals("ff112233", Drawing.hex(image.getRGB(0, 0)));
        assertEquals("ffaabbcc", Drawing.hex(image.getRGB(1, 0)));
        assertEquals("00000000", Drawing.hex(image.getRGB(2, 0)));
        assertEquals("80ff8040", Drawing.hex(image.getRGB(0, 1)));
    }

    @Test
    void manyColoursAreKeptUnlessAPaletteIsWanted() {
        int[] pixels = new int[32 * 32];
        Arrays.setAll(pixels, i -> 0xff000000 | i * 16381);
        BufferedImage exact = Drawing.image(Png.encode(32, 32, pixels, false));
        BufferedImage reduced = Drawing.image(Png.encode(32, 32, pixels, true));
        assertInstanceOf(IndexColorModel.class, reduced.getColorModel());
        for (int i = 0; i < pixels.length; i++) {
            assertEquals(pixels[i], exact.getRGB(i % 32, i / 32));
            int near = reduced.getRGB(i % 32, i / 32);
            for (int shift = 0; shift < 24; shift += 8) {
                assertEquals(pixels[i] >> shift & 0xff, near >> shift & 0xff, 64);
            }
        }
    }

    @Test
    void translucentColoursOfManyKeepTheirAlpha() {
        int[] pixels = new int[400];
        Arrays.setAll(pixels, i -> Paint.premultiplied(i % 256, i));
        BufferedImage image = Drawing.image(Png.encode(20, 20, pixels, false));
        for (int i = 0; i < pixels.length; i++) {
            assertEquals(i % 256, image.getRGB(i % 20, i / 20) >>> 24);
        }
    }
}
