package vn.huetwin.ontology.gazetteer;

import java.util.List;
import vn.huetwin.ontology.catalogue.LocationPrecision;

/**
 * A place that a text names.
 *
 * @param level {@code CROSSING}, {@code PLACE}, {@code STREET} or {@code WARD}
 * @param names what it may be
 * @param other the street that is crossed; empty but for a crossing
 * @param near  whether it is said to be near it only
 */
record Mention(LocationPrecision level, List<Toponym> names, List<Toponym> other, boolean near) {
    Mention {
        names = List.copyOf(names);
        other = List.copyOf(other);
    }
}
