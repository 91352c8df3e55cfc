package vn.huetwin.ingest.format.citymodel;

import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ingest.format.citymodel.CityObject.Shape;

/** Which of the levels of a member is shown: the highest that has surfaces; the interior (LoD 4) only if it is alone. */
final class LevelOfDetail {
    private static final double INTERIOR = 4;

    private LevelOfDetail() {}

    /** Null if nothing has surfaces. */
    static @Nullable String shown(List<CityObject> objects) {
        String best = null;
        double bestRank = -1;
        for (CityObject object : objects) {
            for (Shape shape : object.shapes()) {
                if (shape.geometry().getDimension() == 2) {
                    double rank = rank(shape.lod());
                    if (rank > bestRank) {
                        best = shape.lod();
                        bestRank = rank;
                    }
                }
            }
        }
        return best;
    }

    /** Levels in the order in which they are preferred. */
    static double rank(String lod) {
        try {
            double number = Double.parseDouble(lod);
            return number >= INTERIOR ? 0.5 : number;
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
