package vn.huetwin.tiles.style;

/**
 * The inside of an area.
 *
 * @param colour  0xRRGGBB
 * @param opacity 0–1
 */
public record Fill(int colour, double opacity) {}
