package vn.huetwin.ontology.gazetteer;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;
import vn.huetwin.ontology.catalogue.LocationPrecision;

/**
 * One name of one feature.
 *
 * @param level  {@code PLACE}, {@code STREET} or {@code WARD}
 * @param title  as people write it
 * @param words  of the name, without the word for its kind
 * @param kind   code of the kind of unit, or null
 * @param former whether the name is no longer in use
 * @param ward   key of the ward that the name leads to, for the level {@code WARD}
 * @param shape  in the city's metric CRS, easting first; null if it is not known
 * @param radius metres round the shape within which the place lies
 */
record Toponym(
        LocationPrecision level,
        String title,
        List<Word> words,
        @Nullable String kind,
        boolean former,
        @Nullable String ward,
        @Nullable Geometry shape,
        double radius) {
    Toponym {
        words = List.copyOf(words);
    }

    boolean is(LocationPrecision wanted) {
        return level == wanted;
    }
}
