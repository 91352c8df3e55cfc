package vn.huetwin.tiles.terrain;

import java.io.IOException;
import org.locationtech.jts.geom.Envelope;

/** Measured heights of the ground, metres above sea level. One thread reads. */
interface HeightField {
    /** Where it may know heights: WGS 84 lon/lat degrees. */
    Envelope box();

    /** Metres between its samples. */
    double spacingMetres();

    /**
     * Heights at points of a lattice.
     *
     * @return metres above sea level, row by row from the south; NaN where it knows none
     */
    float[] read(Window window) throws IOException;
}
