package vn.huetwin.ingest.format.citymodel;

import java.util.List;
import vn.huetwin.ontology.validate.Problem;

/** One member of a city model. */
sealed interface Member {
    /** Which one it is in the file, from 1. */
    long number();

    /**
     * @param objects the top-level object first, then its parts; parents before their parts
     * @param repairs what had to be mended, one for each kind
     */
    record Read(long number, List<CityObject> objects, List<Problem> repairs) implements Member {
        CityObject root() {
            return objects.get(0);
        }
    }

    /** What cannot be taken, with the reason. */
    record Lost(long number, String id, String type, Problem problem) implements Member {}
}
