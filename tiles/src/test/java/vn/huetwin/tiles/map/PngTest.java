package vn.huetwin.tiles.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    /** Shapes of flat colours, noise and stripes: each is read back by another decoder pixel by pixel. */
    @ParameterizedTest
    @CsvSource({
        "1, 1, 3",
        "2, 1, 2",
        "1, 300, 2",
        "258, 3, 1",
        "259, 2, 4",
        "260, 5, 2",
        "511, 64, 40",
        "512, 512, 9",
        "300, 40, 400",
        "9000, 3, 5",
        "9000, 4, 500"
    })
    void flatShapesComeBackExactly(int width, int height, int colours) {
        SplittableRandom random = new SplittableRandom(width * 31L + height);
        for (boolean opaque : new boolean[] {true, false}) {
            int[] palette = new int[colours];
            Arrays.setAll(
                    palette, i -> Paint.premultiplied(opaque ? 255 : random.nextInt(2) * 255, random.nextInt(1 << 24)));
            int[] pixels = new int[width * height];
            Arrays.fill(pixels, palette[0]);
            for (int shape = 0; shape < 60; shape++) {
                int left = random.nextInt(width);
                int top = random.nextInt(height);
                int right = Math.min(width, left + 1 + random.nextInt(shape % 3 == 0 ? 2 : width));
                int bottom = Math.min(height, top + 1 + random.nextInt(shape % 5 == 0 ? 2 : height));
                int colour = palette[random.nextInt(colours)];
                for (int y = top; y < bottom; y++) {
                    for (int x = left; x < right; x++) {
                        pixels[y * width + x] = shape % 7 == 0 ? palette[random.nextInt(colours)] : colour;
                    }
                }
            }
            BufferedImage image = Drawing.image(Png.encode(width, height, pixels, false));
            assertEquals(width, image.getWidth());
            assertEquals(height, image.getHeight());
            for (int i = 0; i < pixels.length; i++) {
                assertEquals(Png.straight(pixels[i]), image.getRGB(i % width, i / width), "pixel " + i);
            }
        }
    }

    @Test
    void aCodeIsNoLongerThanItMayBe() {
        int[] frequencies = new int[40];
        Arrays.setAll(frequencies, i -> (int) Math.min(Integer.MAX_VALUE, Math.round(Math.pow(1.7, i))));
        HuffmanCode code = new HuffmanCode(frequencies, 15);
        double room = 0;
        for (int length : code.lengths) {
            assertTrue(length > 0 && length <= 15, "length " + length);
            room += Math.pow(2, -length);
        }
        assertEquals(1, room, "all of the room is used");
    }

    @Test
    void anImageOfFewShapesIsSmall() {
        int[] pixels = new int[512 * 512];
        Arrays.fill(pixels, -1);
        Arrays.fill(pixels, 100 * 512 + 30, 100 * 512 + 200, 0xff00ff00);
        assertTrue(Png.encode(512, 512, pixels, false).length < 2_000);
    }
}
