package vn.huetwin.server.raster;

import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.crs.Crs;

/**
 * A file for a raster layer.
 *
 * @param layer    the raster layer, or null if nobody said
 * @param crs      its CRS as a person says, or null for what the file says
 * @param time     when it was so, or null if it holds at all times
 * @param anywhere whether it may lie outside of the city
 * @param dryRun   whether it is only looked at
 */
public record RasterRequest(
        Path file,
        @Nullable String layer,
        @Nullable Crs crs,
        @Nullable Instant time,
        boolean anywhere,
        boolean dryRun,
        @Nullable String source,
        @Nullable String licence) {}
