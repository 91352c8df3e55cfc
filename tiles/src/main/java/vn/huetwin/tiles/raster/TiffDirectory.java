package vn.huetwin.tiles.raster;

/**
 * One image of a TIFF.
 *
 * @param index        place in the file, from 0
 * @param width        pixels
 * @param height       pixels
 * @param tileWidth    pixels; the width for strips
 * @param tileHeight   pixels; the rows of a strip
 * @param bands        samples of a pixel
 * @param bits         of a sample, the same for all bands
 * @param type         of a sample
 * @param compression  tag 259
 * @param predictor    tag 317; 1 for none
 * @param photometric  tag 262
 * @param alpha        which band is the opacity, or −1
 * @param overview     whether it is a smaller copy of another image
 * @param mask         whether it says which pixels of another image are there
 */
record TiffDirectory(
        int index,
        int width,
        int height,
        int tileWidth,
        int tileHeight,
        int bands,
        int bits,
        SampleType type,
        int compression,
        int predictor,
        int photometric,
        int alpha,
        boolean overview,
        boolean mask) {
    static final int PALETTE = 3;

    /** Bytes of a tile or strip when it is unpacked. */
    long tileBytes() {
        return (long) tileWidth * tileHeight * bands * Math.max(bits, 8) / 8;
    }
}
