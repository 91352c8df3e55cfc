package vn.huetwin.tiles.raster;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Envelope;
import vn.huetwin.ontology.crs.Crs;

/**
 * One file of a raster layer; several of one time lie beside or over each other.
 *
 * @param key      of the feature that tells of it
 * @param layer    raster layer
 * @param fileName as it was called when it came
 * @param checksum SHA-256 of the file, in hexadecimal digits: its name in the folder
 * @param time     when it was so, or null if it holds at all times
 * @param crs      of its pixels
 * @param area     WGS 84 lon/lat box
 * @param metres   width of a pixel on the ground
 */
public record RasterSheet(
        String key,
        String layer,
        String fileName,
        String checksum,
        @Nullable Instant time,
        Crs crs,
        Envelope area,
        double metres) {}
