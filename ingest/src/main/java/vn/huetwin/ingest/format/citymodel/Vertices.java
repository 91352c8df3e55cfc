package vn.huetwin.ingest.format.citymodel;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Coordinate;

/**
 * The vertices of a CityJSON document or feature: x, y, z one after the other, to be scaled and moved (CityJSON 2.0,
 * 4.1).
 */
record Vertices(double[] values, int count, double[] scale, double[] translate) {
    static Vertices of(JsonNode array, double[] scale, double[] translate) {
        double[] values = new double[array.size() * 3];
        for (int i = 0; i < array.size(); i++) {
            for (int axis = 0; axis < 3; axis++) {
                values[3 * i + axis] = array.path(i).path(axis).asDouble(Double.NaN);
            }
        }
        return new Vertices(values, array.size(), scale, translate);
    }

    /** Null if there is none of that number. */
    @Nullable
    Coordinate get(int index) {
        if (index < 0 || index >= count) {
            return null;
        }
        return new Coordinate(
                values[3 * index] * scale[0] + translate[0],
                values[3 * index + 1] * scale[1] + translate[1],
                values[3 * index + 2] * scale[2] + translate[2]);
    }
}
