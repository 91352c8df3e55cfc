package vn.huetwin.tiles.terrain;

import java.util.function.DoubleBinaryOperator;
import org.locationtech.jts.geom.Envelope;

/**
 * An elevation model by formula.
 *
 * @param height metres above sea level from longitude and latitude; NaN is a hole
 */
record Hills(Envelope box, double spacingMetres, DoubleBinaryOperator height) implements HeightField {
    /** About 2.1 × 2.2 km of Huế that fit no tile. */
    static final Envelope HUE = new Envelope(107.571, 107.591, 16.451, 16.471);

    /** Two waves across each other, 40 to 100 m above the sea. */
    static double waves(double longitude, double latitude) {
        return 70 + 20 * Math.sin((longitude - 107.57) * 900) + 10 * Math.cos((latitude - 16.45) * 1_500);
    }

    static Hills waves() {
        return new Hills(HUE, 20, Hills::waves);
    }

    @Override
    public float[] read(Window window) {
        float[] heights = new float[window.size()];
        for (int j = 0, at = 0; j < window.rows(); j++) {
            for (int i = 0; i < window.columns(); i++, at++) {
                double longitude = window.longitude(i);
                double latitude = window.latitude(j);
                heights[at] = box.contains(longitude, latitude)
                        ? (float) height.applyAsDouble(longitude, latitude)
                        : Float.NaN;
            }
        }
        return heights;
    }
}
