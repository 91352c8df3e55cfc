package vn.huetwin.tiles.raster;

import org.locationtech.jts.geom.Envelope;

/**
 * Where the pixels of a raster lie: north up, pixels are areas.
 *
 * @param west        x of the left edge of the first column, in units of the CRS
 * @param north       y of the upper edge of the first row
 * @param pixelWidth  in units of the CRS, above 0
 * @param pixelHeight in units of the CRS, above 0
 */
public record RasterGrid(double west, double north, double pixelWidth, double pixelHeight, int width, int height) {
    public Envelope bounds() {
        return new Envelope(west, west + pixelWidth * width, north - pixelHeight * height, north);
    }

    /** The same area in other pixels. */
    RasterGrid resized(int columns, int rows) {
        return new RasterGrid(west, north, pixelWidth * width / columns, pixelHeight * height / rows, columns, rows);
    }

    /** Position in pixels from the left edge; the middle of the first pixel is at 0.5. */
    public double column(double x) {
        return (x - west) / pixelWidth;
    }

    /** Position in pixels from the upper edge. */
    public double row(double y) {
        return (north - y) / pixelHeight;
    }
}
