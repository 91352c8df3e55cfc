package vn.huetwin.ingest.format;

/**
 * What a reader holds in memory at most, so that no file can fill it.
 *
 * @param vertices    vertices of one feature; the largest real ones (coasts, provinces) have some 100,000
 * @param attributes  attributes of one feature
 * @param text        characters of all attributes of one feature together; the outline of a province is 2,000,000 as WKT
 * @param unpacked    bytes of one member of a zip file
 * @param zipRatio    unpacked to packed bytes of a zip member above 10 MB; deflate reaches 1,000 on zeros only
 * @param zipMembers  members of a zip file
 * @param relations   multipolygon relations of one OSM extract that are held until their ways have come
 */
public record FormatLimits(
        int vertices, int attributes, int text, long unpacked, int zipRatio, int zipMembers, int relations) {
    public static final FormatLimits DEFAULT =
            new FormatLimits(1_000_000, 2_000, 8_000_000, 8L << 30, 200, 1_000, 2_000_000);
}
