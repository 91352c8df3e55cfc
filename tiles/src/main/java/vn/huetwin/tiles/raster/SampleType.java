package vn.huetwin.tiles.raster;

/** How a number is written in a TIFF (TIFF 6.0, tags BitsPerSample and SampleFormat). */
enum SampleType {
    UNSIGNED,
    SIGNED,
    FLOAT;

    static SampleType of(int sampleFormat) throws RasterException {
        return switch (sampleFormat) {
            case 1, 4 -> UNSIGNED;
            case 2 -> SIGNED;
            case 3 -> FLOAT;
            default ->
                throw new RasterException(
                        "sample-format",
                        "Kiểu số của điểm ảnh không đọc được (SampleFormat " + sampleFormat + ")",
                        "Pixels of this kind cannot be read (SampleFormat " + sampleFormat + ")");
        };
    }
}
