package vn.huetwin.tiles.solid;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import vn.huetwin.ontology.feature.Feature;
import vn.huetwin.ontology.query.FeatureCursor;

/** The versions of features that a tileset shows: each has a name, by which the tree knows it. */
interface Versions {
    /** All, with what tells their place and height. */
    FeatureCursor all();

    /** What features show now, with what tells their place and height. */
    List<Feature> of(Collection<String> keys);

    /**
     * In the order of their keys and times.
     *
     * @param placesOnly whether what tells their place and height is enough
     */
    List<Feature> read(Collection<String> names, boolean placesOnly);

    /** All names that features may have in the tree. */
    Set<String> everOf(Collection<String> keys);

    String name(Feature version);

    /** Of the feature that a name is of. */
    String key(String name);
}
