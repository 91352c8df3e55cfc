package vn.huetwin.tiles.solid;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.feature.Feature;
import vn.huetwin.ontology.query.FeatureCursor;
import vn.huetwin.ontology.store.CityGeometry;
import vn.huetwin.ontology.store.CitySurface;
import vn.huetwin.ontology.store.FeatureStore;
import vn.huetwin.tiles.height.Ground;

/**
 * The tileset of a theme (3D Tiles 1.1): an explicit quadtree, refine ADD, what is large in the inner tiles.
 * Things stand on the terrain, or on the flat ellipsoid. Geometry is in memory for one tile at a time. One thread writes.
 */
public final class Tileset {
    private static final Logger log = LoggerFactory.getLogger(Tileset.class);
    /** Of the properties, and of how tiles are made: older ones are not served with a newer viewer. */
    private static final String DECLARED = "open-properties.txt";

    /** Goes up when the same features give other tiles than before: then all are made anew. */
    static final int WRITER = 1;

    private static final String ROOT_DOCUMENT = "tileset.json";
    private final Theme theme;
    private final FeatureStore store;
    private final CityGeometry cityGeometry;
    private final Catalogue catalogue;
    private final TileFolder folder;
    private final Versions versions;
    private final Supplier<Ground> grounds;
    private TileTree tree = new TileTree();
    private Ground ground = Ground.FLAT;
    private @Nullable TileJournal journal;
    /** Found when the tiles of an earlier server were taken up, until the next update. */
    private @Nullable Remains remains;

    /**
     * What does not fit to the journal.
     *
     * @param damaged tiles whose files are not those that were written
     * @param stray   files of tiles that it does not know
     */
    private record Remains(Set<TileTree.Tile> damaged, List<String> stray) {}

    /**
     * A file that differs from what was served before.
     *
     * @param uri  as in {@code tileset.json}; {@code tileset.json} itself when tiles came or went
     * @param hash entity tag
     * @param keys of the features whose change this is
     */
    public record Change(String uri, String hash, List<String> keys) {}

    /** @param grounds what things stand on, asked for each time that all tiles are made */
    public Tileset(
            Theme theme,
            FeatureStore store,
            CityGeometry cityGeometry,
            Catalogue catalogue,
            TileFolder folder,
            Supplier<Ground> grounds) {
        this.theme = theme;
        this.store = store;
        this.cityGeometry = cityGeometry;
        this.catalogue = catalogue;
        this.versions = theme.isPast()
                ? new PastVersions(theme, store, catalogue)
                : new PresentVersions(theme, store, catalogue);
        this.folder = folder;
        this.grounds = grounds;
    }

    public Theme theme() {
        return theme;
    }

    /**
     * Takes up the tiles made before, unless they tell what is no longer open: the layer, or one of its properties.
     * Comes before anything is served.
     */
    public void open() throws IOException {
        folder.open();
        Path current = folder.current();
        if (current != null) {
            Path declared = current.resolve(DECLARED);
            boolean same = Files.exists(declared) && Files.readString(declared).equals(openProperties());
            if (!same || !Access.OPEN.sees(catalogue.get(theme.layer()))) {
                folder.clear();
            }
        }
    }

    /** Of all that makes other tiles of the same features. */
    private String made(Ground standing) {
        Layer layer = catalogue.get(theme.layer());
        return Access.OPEN.properties(layer).stream()
                .map(p -> p.name() + ' ' + p.type() + (p.codeList() == null ? "" : " code"))
                .collect(Collectors.joining(
                        "\n", "writer " + WRITER + '\n', "\n" + layer.titleProperty() + '\n' + standing.version()));
    }

    private String openProperties() {
        return Access.OPEN.properties(catalogue.get(theme.layer())).stream()
                .map(Property::name)
                .collect(Collectors.joining("\n", "", "\n" + PropertyColumn.FOOT));
    }

    /**
     * Makes all tiles and serves them in the place of the old ones.
     *
     * @param mark what the features are known by to be these, when a later server asks by {@link #resume}; it must have been
     *             taken before. If null, that server makes all anew
     * @return features written; 0 too if the layer is not open
     * @throws InterruptedIOException if the thread was interrupted; the old tiles stay
     */
    public int build(@Nullable String mark) throws IOException {
        Layer layer = catalogue.get(theme.layer());
        if (!Access.OPEN.sees(layer)) {
            return 0;
        }
        TileTree fresh = new TileTree();
        ground = grounds.get();
        try (FeatureCursor cursor = versions.all()) {
            while (cursor.hasNext()) {
                goOn();
                Solid solid = solid(cursor.next());
                if (solid != null) {
                    fresh.add(solid);
                }
            }
        }
        splitFull(fresh);
        Path generation = folder.begin();
        List<TileTree.Tile> tiles = fresh.tiles();
        int count = 0;
        for (TileTree.Tile tile : tiles) {
            goOn();
            tile.sums = folder.put(generation, name(tile), content(layer, tile)).sums();
            count += tile.members.count();
        }
        folder.write(generation, ROOT_DOCUMENT, TilesetJson.write(tiles));
        Files.writeString(generation.resolve(DECLARED), openProperties());
        fresh.takeChanged();
        journal = mark == null ? null : TileJournal.write(generation, made(ground), fresh, mark);
        folder.serve(generation);
        tree = fresh;
        remains = null;
        log.info("3D tiles {}: {} features in {} tiles", theme.tileset(), count, tiles.size());
        return count;
    }

    /** The same; no later server takes them up. */
    public int build() throws IOException {
        return build(null);
    }

    /**
     * Takes up the tiles of an earlier server, if they were made as they would be now. Files that are not as they were
     * written are made anew by the next {@link #update}.
     *
     * @return the mark of the features that they show; null if all tiles have to be made
     */
    public @Nullable String resume() throws IOException {
        Path generation = folder.current();
        if (generation == null || !Access.OPEN.sees(catalogue.get(theme.layer()))) {
            return null;
        }
        Ground standing = grounds.get();
        TileJournal.Found found = TileJournal.read(generation, made(standing));
        if (found == null) {
            return null;
        }
        Set<TileTree.Tile> damaged = new LinkedHashSet<>();
        Set<String> known = new HashSet<>();
        for (TileTree.Tile tile : found.tree().tiles()) {
            goOn();
            known.add(name(tile));
            if (!TileFolder.sums(generation, name(tile)).equals(tile.sums)) {
                damaged.add(tile);
            }
        }
        remains = new Remains(damaged, TileFolder.others(generation, known));
        tree = found.tree();
        ground = standing;
        journal = found.journal();
        log.info(
                "3D tiles {}: {} tiles are taken up, {} of them are damaged",
                theme.tileset(),
                known.size(),
                damaged.size());
        return found.mark();
    }

    private static void goOn() throws InterruptedIOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("Making tiles was interrupted");
        }
    }

    private @Nullable Solid solid(Feature version) {
        return Solid.of(version, versions.name(version), theme);
    }

    private void splitFull(TileTree grown) {
        List<TileTree.Tile> full = grown.tiles().stream().filter(grown::isFull).toList();
        while (!full.isEmpty()) {
            Set<TileTree.Tile> touched = new LinkedHashSet<>();
            for (TileTree.Tile tile : full) {
                Set<String> keys = grown.split(tile);
                for (Feature feature : versions.read(keys, true)) {
                    Solid solid = solid(feature);
                    if (solid != null) {
                        touched.add(grown.add(solid));
                    }
                }
            }
            full = touched.stream().filter(grown::isFull).toList();
        }
    }

    /**
     * Makes the tiles anew in which features were and are; all others stay as they are, byte for byte.
     *
     * @param keys of features that were added, changed or removed
     * @param mark of the features that the tiles show then, as for {@link #build}; null leaves the one before
     * @return what has changed, tiles first
     */
    public List<Change> update(Collection<String> keys, @Nullable String mark) throws IOException {
        Path generation = folder.current();
        Layer layer = catalogue.get(theme.layer());
        if (generation == null || !Access.OPEN.sees(layer)) {
            return List.of();
        }
        Map<TileTree.Tile, Set<String>> dirty = new LinkedHashMap<>();
        if (remains != null) {
            remains.damaged().forEach(tile -> dirty.put(tile, new TreeSet<>()));
        }
        for (String name : versions.everOf(keys)) {
            mark(dirty, tree.remove(name), versions.key(name));
        }
        for (Feature feature : versions.of(keys)) {
            Solid solid = solid(feature);
            if (solid != null) {
                mark(dirty, tree.add(solid), feature.key());
            }
        }
        if (dirty.keySet().stream().anyMatch(tree::isFull)) {
            splitFull(tree);
            tree.tiles().stream().filter(t -> t.box == null).forEach(t -> dirty.put(t, Set.copyOf(keys)));
        }
        List<Change> changes = write(layer, generation, dirty);
        if (journal != null && mark != null) {
            Set<TileTree.Tile> changed = tree.takeChanged();
            changed.addAll(dirty.keySet());
            journal = journal.append(tree, changed, mark);
            remains = null;
        }
        return changes;
    }

    /** The same under the mark before. */
    public List<Change> update(Collection<String> keys) throws IOException {
        return update(keys, null);
    }

    private static void mark(Map<TileTree.Tile, Set<String>> dirty, TileTree.@Nullable Tile tile, String key) {
        if (tile != null) {
            dirty.computeIfAbsent(tile, t -> new TreeSet<>()).add(key);
        }
    }

    private List<Change> write(Layer layer, Path generation, Map<TileTree.Tile, Set<String>> dirty) throws IOException {
        List<Change> changes = new ArrayList<>();
        List<String> gone = new ArrayList<>();
        Set<TileTree.Tile> damaged = remains == null ? Set.of() : remains.damaged();
        boolean moved = remains != null;
        for (var entry : dirty.entrySet()) {
            goOn();
            TileTree.Tile tile = entry.getKey();
            if (tile.members.count() == 0) {
                gone.add(name(tile));
                continue;
            }
            TilesetJson.Bounds before = tile.box == null ? null : TilesetJson.Bounds.of(tile);
            byte[] bytes = content(layer, tile);
            Path file = generation.resolve(name(tile));
            boolean known = Files.exists(file);
            moved |= !known || !TilesetJson.Bounds.of(tile).equals(before);
            if (!known || damaged.contains(tile) || !Arrays.equals(bytes, Files.readAllBytes(file))) {
                TileFolder.Written written = folder.put(generation, name(tile), bytes);
                tile.sums = written.sums();
                if (known) {
                    changes.add(new Change(name(tile), written.tag(), List.copyOf(entry.getValue())));
                }
            }
        }
        if (remains != null) {
            Set<String> there = tree.tiles().stream().map(Tileset::name).collect(Collectors.toSet());
            remains.stray().stream().filter(name -> !there.contains(name)).forEach(gone::add);
        }
        if (moved || !gone.isEmpty()) {
            writeRoot(generation, dirty, changes);
        }
        for (String name : gone) {
            folder.remove(generation, name);
        }
        return changes;
    }

    private void writeRoot(Path generation, Map<TileTree.Tile, Set<String>> dirty, List<Change> changes)
            throws IOException {
        Path file = generation.resolve(ROOT_DOCUMENT);
        byte[] root = TilesetJson.write(tree.tiles());
        if (remains != null || !Arrays.equals(root, Files.readAllBytes(file))) {
            boolean same = Files.exists(file) && Arrays.equals(root, Files.readAllBytes(file));
            String tag = folder.write(generation, ROOT_DOCUMENT, root);
            if (!same) {
                List<String> all =
                        dirty.values().stream().flatMap(Set::stream).distinct().toList();
                changes.add(new Change(ROOT_DOCUMENT, tag, all));
            }
        }
    }

    private byte[] content(Layer layer, TileTree.Tile tile) throws IOException {
        List<Feature> features = new ArrayList<>();
        for (Feature feature : versions.read(tile.members.keys(), false)) {
            if (solid(feature) != null) {
                features.add(feature);
            }
        }
        Map<String, List<CitySurface>> models = cityGeometry.read(features.stream()
                .map(f -> f.properties().get("model"))
                .filter(Objects::nonNull)
                .map(Object::toString)
                .collect(Collectors.toSet()));
        LocalFrame local = LocalFrame.of(tile.cell);
        Mesh mesh = new Mesh();
        Envelope box = new Envelope();
        List<@Nullable Object> feet = new ArrayList<>(Collections.nCopies(features.size(), 0.0));
        for (int i = 0; i < features.size(); i++) {
            Geometry geometry = theme.footprint(features.get(i));
            Theme.Prism prism = theme.prism(features.get(i));
            if (geometry == null || prism == null) {
                continue;
            }
            box.expandToInclude(geometry.getEnvelopeInternal());
            List<CitySurface> surfaces = shown(features.get(i), models);
            Standing standing = Standing.of(features.get(i), geometry, prism, theme.translucent(), ground);
            feet.set(i, standing.foot());
            if (surfaces.isEmpty()) {
                mesh.extrude(geometry, local, standing.prism(), i);
                continue;
            }
            for (CitySurface surface : surfaces) {
                box.expandToInclude(surface.geometry().getEnvelopeInternal());
                mesh.surfaces(
                        surface.geometry(),
                        local,
                        standing.lift(),
                        i,
                        Mesh.Material.of(surface.role()),
                        surface.appearance());
            }
        }
        tile.box = box;
        tile.height = mesh.maxHeight();
        tile.lowest = mesh.minHeight();
        Map<String, Instant> firsts = store.beginnings(theme.layer(), keys(features), Access.OPEN);
        List<PropertyColumn> columns = PropertyColumn.of(layer, features, feet, theme.lifetimes(), firsts);
        return Glb.write(mesh, features.size(), columns, theme.translucent());
    }

    private static Set<String> keys(List<Feature> features) {
        return features.stream().map(Feature::key).collect(Collectors.toSet());
    }

    /** The surfaces of the level of detail that is shown, from LoD 1 on; LoD 0 is extruded. */
    private static List<CitySurface> shown(Feature feature, Map<String, List<CitySurface>> models) {
        List<CitySurface> all =
                models.getOrDefault(String.valueOf(feature.properties().get("model")), List.of());
        Object lod = feature.properties().get("lod");
        return all.stream()
                .filter(s -> s.lod().equals(lod) && !s.lod().startsWith("0"))
                .filter(s -> s.geometry().getDimension() == 2)
                .toList();
    }

    private static String name(TileTree.Tile tile) {
        return tile.cell.name() + ".glb";
    }
}
