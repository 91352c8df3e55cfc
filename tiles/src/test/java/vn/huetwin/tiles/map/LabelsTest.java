package vn.huetwin.tiles.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Rectangle;
import java.util.List;
import org.junit.jupiter.api.Test;
import vn.huetwin.tiles.style.Fill;
import vn.huetwin.tiles.style.Label;
import vn.huetwin.tiles.style.Symbolizer;

class LabelsTest {
    private static final int RED = 0xff0000;
    private static final int BLUE = 0x0000ff;
    private static final int GREEN = 0x00ff00;
    private final Labels labels = new Labels(new Lettering(), 100, 100, 1);
    private final Canvas canvas = new Canvas(100, 100, null);

    private void add(int colour, boolean along, String text, Path path) {
        Label label = new Label(List.of(new Label.Part(false, text)));
        labels.add(
                new Symbolizer.Text(label, 12, false, false, new Fill(colour, 1), null, 0, along, 0.5, 0.5, 0, 0),
                text,
                path);
    }

    /** The box of what is drawn in a colour, whatever its opacity. */
    private Rectangle box(int colour) {
        Rectangle box = new Rectangle(-1, -1);
        for (int y = 0; y < 100; y++) {
            for (int x = 0; x < 100; x++) {
                int pixel = canvas.pixels[y * 100 + x];
                if ((pixel & colour) != 0 && (pixel & 0xffffff & ~colour) == 0) {
                    box.add(new Rectangle(x, y, 1, 1));
                }
            }
        }
        return box;
    }

    @Test
    void aTextGivesWayToOneThatWasThereBefore() {
        add(RED, false, "Huế", Drawing.path('p', "50 50"));
        add(BLUE, false, "Đập", Drawing.path('p', "50 62"));
        labels.write(canvas);
        assertFalse(box(RED).isEmpty());
        assertFalse(box(BLUE).isEmpty());
        assertFalse(box(RED).intersects(box(BLUE)), box(RED) + " " + box(BLUE));
    }

    @Test
    void aTextWithoutRoomIsLeftOut() {
        for (int i = 0; i < 50; i++) {
            add(RED, false, "Kim Long", Drawing.path('p', "50 50"));
        }
        add(BLUE, false, "Kim Long", Drawing.path('p', "50 50"));
        add(GREEN, false, "Kim Long", Drawing.path('p', "-20 50"));
        labels.write(canvas);
        assertFalse(box(RED).isEmpty());
        assertTrue(box(BLUE).isEmpty());
        assertTrue(box(GREEN).isEmpty(), "half a text would stand at the edge");
    }

    @Test
    void aNameFollowsItsLineOnceAndIsNeverUpsideDown() {
        add(RED, true, "Lê Lợi", Drawing.path('l', "90 20, 10 20"));
        add(BLUE, true, "Lê Lợi", Drawing.path('l', "10 70, 90 70"));
        labels.write(canvas);
        Rectangle name = box(RED);
        assertEquals(20, name.getCenterY(), 6);
        assertTrue(name.width > 25 && name.height < 18, name::toString);
        assertTrue(box(BLUE).isEmpty(), "the same name is near");
    }
}
