package vn.huetwin.tiles.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Letters as MapLibre reads them. */
class GlyphRangesTest {
    private final GlyphRanges glyphs = new GlyphRanges();

    /** Fields of a message by their numbers; of several the last. */
    private static Map<Integer, Object> message(ByteBuffer bytes) {
        Map<Integer, Object> fields = new HashMap<>();
        while (bytes.hasRemaining()) {
            long key = varint(bytes);
            if ((key & 7) == 0) {
                fields.put((int) (key >> 3), varint(bytes));
            } else {
                byte[] value = new byte[(int) varint(bytes)];
                bytes.get(value);
                fields.put((int) (key >> 3), value);
                if (key >> 3 == 3) {
                    Map<Integer, Object> letter = message(ByteBuffer.wrap(value));
                    fields.put(1_000 + ((Long) letter.get(1)).intValue(), letter);
                }
            }
        }
        return fields;
    }

    private static long varint(ByteBuffer bytes) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = bytes.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    private Map<Integer, Object> stack(String fonts, int start) {
        byte[] answer = glyphs.find(fonts, start);
        return message(ByteBuffer.wrap((byte[]) message(ByteBuffer.wrap(answer)).get(1)));
    }

    @SuppressWarnings("unchecked")
    private static Map<Integer, Object> letter(Map<Integer, Object> stack, char letter) {
        return (Map<Integer, Object>) stack.get(1_000 + letter);
    }

    /** Every third row and column of the letter L, from far outside to deep inside. */
    @Test
    void aLetterIsAFieldOfDistances() {
        Map<Integer, Object> letter = letter(stack("Liberation Sans Regular", 0), 'L');
        byte[] field = (byte[]) letter.get(2);
        int width = ((Long) letter.get(3)).intValue() + 6;
        int height = ((Long) letter.get(4)).intValue() + 6;
        assertEquals(width * height, field.length);
        StringBuilder drawing = new StringBuilder();
        for (int y = 0; y < height; y += 2) {
            for (int x = 0; x < width; x++) {
                int value = field[y * width + x] & 0xff;
                drawing.append(value >= 192 ? '#' : value >= 128 ? '+' : '.');
            }
            drawing.append('\n');
        }
        String[] rows = drawing.toString().split("\n");
        assertTrue(rows[4].matches("\\.*\\++#{2,3}\\++\\.+"), "the upright stroke\n" + drawing);
        assertTrue(rows[rows.length - 3].matches("\\.*\\++#{9,}\\++\\.*"), "the foot\n" + drawing);
    }

    @Test
    void vietnameseLettersAreThere() {
        Map<Integer, Object> stack = stack("Nothing, Liberation Sans Bold", 7_680);
        assertEquals("7680-7935", new String((byte[]) stack.get(2), StandardCharsets.US_ASCII));
        for (char letter : "ếộặữỹ".toCharArray()) {
            assertTrue(((Long) letter(stack, letter).get(7)) > 8, "advance of " + letter);
        }
        assertTrue(((Long) letter(stack("Liberation Sans Regular", 0), ' ').get(7)) > 4);
    }

    @Test
    void whatIsNotThereIsNull() {
        assertNull(glyphs.find("Arial", 0));
        assertNull(glyphs.find("Liberation Sans Thin", 0));
        assertNull(glyphs.find("Liberation Sans Regular", 1));
        assertNull(glyphs.find("Liberation Sans Regular", 65_536));
    }
}
