package vn.huetwin.tiles.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LetteringTest {
    private final Lettering lettering = new Lettering();

    private String draw(String text, int width, int height, float size) {
        Canvas canvas = new Canvas(width, height, null);
        Typeface face = lettering.face(false, false);
        Lettering.draw(canvas, lettering.straight(face, text, size, 1, height - 2), Paint.of(0, 1), null, 0);
        return Drawing.alpha(canvas).replaceAll("[1-4]", ".").replaceAll("[5-9]", "#");
    }

    @Test
    void lettersLookLikeLetters() {
        assertEquals("""
                ..............
                ..#.....#.....
                ..#.....#.....
                ..#.....#.....
                ..#.....#.....
                ..#######.....
                ..#.....#.....
                ..#.....#.....
                ..#.....#.....
                ..#.....#.....
                ..............
                ..............
                """, draw("H", 14, 12, 13));
    }

    /** Every letter of Vietnamese has its own shape, composed or not. */
    @Test
    void vietnameseIsThereWithAllItsMarks() {
        Typeface face = lettering.face(false, false);
        String letters = "ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ";
        Typeface.Glyph missing = face.glyph(0xfffe);
        for (int letter : (letters + letters.toUpperCase(java.util.Locale.ROOT))
                .codePoints()
                .toArray()) {
            assertTrue(face.glyph(letter).xy().length > 0, Character.toString(letter));
            assertTrue(
                    face.glyph(letter).ends().length != missing.ends().length
                            || face.glyph(letter).advance() != missing.advance()
                            || face.glyph(letter).xy().length != missing.xy().length,
                    Character.toString(letter));
        }
        assertEquals("Huế", Typeface.composed("Hue\u0302\u0301"));
    }
}
