package vn.huetwin.tiles.solid;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.geotools.api.filter.FilterFactory;
import org.geotools.factory.CommonFactoryFinder;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.feature.Feature;
import vn.huetwin.ontology.query.FeatureCursor;
import vn.huetwin.ontology.query.FeatureQuery;
import vn.huetwin.ontology.store.FeatureStore;

/** What there is: one version of each feature, named by its key. */
final class PresentVersions implements Versions {
    private static final int BATCH = 5_000;
    private static final FilterFactory FILTERS = CommonFactoryFinder.getFilterFactory();

    private final Theme theme;
    private final FeatureStore store;
    private final Catalogue catalogue;

    PresentVersions(Theme theme, FeatureStore store, Catalogue catalogue) {
        this.theme = theme;
        this.store = store;
        this.catalogue = catalogue;
    }

    /** Height and place are all that the tree asks for. */
    static FeatureQuery places(Theme theme, Catalogue catalogue, FeatureQuery query) {
        List<String> wanted = Access.OPEN.properties(catalogue.get(theme.layer())).stream()
                .map(Property::name)
                .filter(theme.heightFrom()::contains)
                .toList();
        return query.properties(wanted, true);
    }

    /** Questions for features by their keys, no more than a database answers at once. */
    static List<FeatureQuery> byKey(Theme theme, Collection<String> keys) {
        List<FeatureQuery> queries = new ArrayList<>();
        List<String> all = List.copyOf(keys);
        for (int from = 0; from < all.size(); from += BATCH) {
            List<String> some = all.subList(from, Math.min(all.size(), from + BATCH));
            queries.add(FeatureQuery.all(theme.layer(), Access.OPEN)
                    .filter(FILTERS.id(some.stream().map(FILTERS::featureId).collect(Collectors.toSet()))));
        }
        return queries;
    }

    @Override
    public FeatureCursor all() {
        return store.query(places(theme, catalogue, FeatureQuery.all(theme.layer(), Access.OPEN)));
    }

    @Override
    public List<Feature> of(Collection<String> keys) {
        return read(new TreeSet<>(keys), true);
    }

    @Override
    public List<Feature> read(Collection<String> names, boolean placesOnly) {
        List<Feature> features = new ArrayList<>(names.size());
        for (FeatureQuery query : byKey(theme, names)) {
            try (FeatureCursor cursor = store.query(placesOnly ? places(theme, catalogue, query) : query)) {
                cursor.forEachRemaining(features::add);
            }
        }
        return features;
    }

    @Override
    public Set<String> everOf(Collection<String> keys) {
        return new TreeSet<>(keys);
    }

    @Override
    public String name(Feature version) {
        return version.key();
    }

    @Override
    public String key(String name) {
        return name;
    }
}
