package vn.huetwin.tiles.solid;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.feature.Feature;
import vn.huetwin.ontology.query.FeatureCursor;
import vn.huetwin.ontology.query.FeatureQuery;
import vn.huetwin.ontology.query.FeatureQuery.SortKey;
import vn.huetwin.ontology.store.FeatureStore;

/**
 * What there was: the past versions of each feature that are still believed, the latest hundred of them. A name is the key,
 * the time from which the version was valid, and its position in the log.
 */
final class PastVersions implements Versions {
    /** Of one feature: what changes more often is no shape that people play back. */
    static final int MOST = 100;

    private static final char BETWEEN = '\n';
    private static final List<SortKey> LATEST_FIRST =
            List.of(new SortKey("id", false), new SortKey("valid_from", true), new SortKey("position", true));

    private final Theme theme;
    private final FeatureStore store;
    private final Catalogue catalogue;

    PastVersions(Theme theme, FeatureStore store, Catalogue catalogue) {
        this.theme = theme;
        this.store = store;
        this.catalogue = catalogue;
    }

    @Override
    public FeatureCursor all() {
        FeatureQuery query = FeatureQuery.all(theme.layer(), Access.OPEN).order(LATEST_FIRST);
        return new Latest(store.past(PresentVersions.places(theme, catalogue, query), true));
    }

    @Override
    public List<Feature> of(Collection<String> keys) {
        return versions(new TreeSet<>(keys), true);
    }

    @Override
    public List<Feature> read(Collection<String> names, boolean placesOnly) {
        Set<String> wanted = Set.copyOf(names);
        Set<String> keys = names.stream().map(this::key).collect(Collectors.toCollection(TreeSet::new));
        return versions(keys, placesOnly).stream()
                .filter(version -> wanted.contains(name(version)))
                .toList();
    }

    private List<Feature> versions(Set<String> keys, boolean placesOnly) {
        List<Feature> versions = new ArrayList<>();
        for (FeatureQuery query : PresentVersions.byKey(theme, keys)) {
            FeatureQuery ordered = query.order(LATEST_FIRST);
            FeatureQuery asked = placesOnly ? PresentVersions.places(theme, catalogue, ordered) : ordered;
            try (FeatureCursor cursor = new Latest(store.past(asked, true))) {
                cursor.forEachRemaining(versions::add);
            }
        }
        return versions;
    }

    /** What is no longer believed may still be in the tree. */
    @Override
    public Set<String> everOf(Collection<String> keys) {
        Set<String> names = new TreeSet<>();
        for (FeatureQuery query : PresentVersions.byKey(theme, keys)) {
            try (FeatureCursor cursor = store.past(query.properties(List.of(), false), false)) {
                cursor.forEachRemaining(version -> names.add(name(version)));
            }
        }
        return names;
    }

    @Override
    public String name(Feature version) {
        return version.key() + BETWEEN + version.validFrom() + BETWEEN + version.position();
    }

    @Override
    public String key(String name) {
        return name.substring(0, name.lastIndexOf(BETWEEN, name.lastIndexOf(BETWEEN) - 1));
    }

    /** The first versions of each feature that come, no more than {@link #MOST}. */
    private static final class Latest implements FeatureCursor {
        private final FeatureCursor all;
        private String key = "";
        private int count;
        private @Nullable Feature next;

        Latest(FeatureCursor all) {
            this.all = all;
            next = fetch();
        }

        private @Nullable Feature fetch() {
            while (all.hasNext()) {
                Feature version = all.next();
                count = version.key().equals(key) ? count + 1 : 1;
                key = version.key();
                if (count <= MOST) {
                    return version;
                }
            }
            return null;
        }

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public Feature next() {
            Feature current = next;
            if (current == null) {
                throw new java.util.NoSuchElementException();
            }
            next = fetch();
            return current;
        }

        @Override
        public void cancel() {
            all.cancel();
        }

        @Override
        public void close() {
            all.close();
        }
    }
}
