package vn.huetwin.tiles.raster;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.RasterLayer;
import vn.huetwin.ontology.crs.CrsException;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.ontology.feature.Feature;
import vn.huetwin.ontology.query.FeatureCursor;
import vn.huetwin.ontology.query.FeatureQuery;
import vn.huetwin.ontology.store.FeatureStore;

/**
 * Which files raster layers have, as the features of the layer {@code raster} tell, and those of them that are open. It
 * answers from memory; {@link #reload} looks again. Safe for several threads.
 */
public final class RasterShelf implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RasterShelf.class);
    private static final int MOST_SHEETS = 20_000;
    private static final int MOST_OPEN = 64;

    private final RasterFolder folder;
    private final FeatureStore store;
    private final Catalogue catalogue;
    private final CrsRegistry systems;
    private volatile Map<String, List<RasterSheet>> sheets = Map.of();
    /** By checksum and CRS, the one used last at the end. Guarded by itself. */
    private final LinkedHashMap<String, RasterFile> open = new LinkedHashMap<>(16, 0.75f, true);

    /** Looks for the first time. */
    public RasterShelf(RasterFolder folder, FeatureStore store, Catalogue catalogue, CrsRegistry systems) {
        this.folder = folder;
        this.store = store;
        this.catalogue = catalogue;
        this.systems = systems;
        reload();
    }

    /** Reads which files there are. */
    public void reload() {
        if (catalogue.find(RasterLayer.FILES) == null) {
            return;
        }
        Map<String, List<RasterSheet>> found = new TreeMap<>();
        FeatureQuery all = FeatureQuery.all(RasterLayer.FILES, Access.PERSONAL).limit(MOST_SHEETS);
        try (FeatureCursor features = store.query(all)) {
            features.forEachRemaining(feature -> {
                RasterSheet sheet = sheet(feature);
                if (sheet != null) {
                    found.computeIfAbsent(sheet.layer(), layer -> new ArrayList<>())
                            .add(sheet);
                }
            });
        }
        // what is clearly finer lies above, and what is of a time over what holds at all times
        found.values()
                .forEach(list -> list.sort(Comparator.comparingLong(RasterShelf::fineness)
                        .reversed()
                        .thenComparing(sheet -> sheet.time() != null)
                        .thenComparing(RasterSheet::key)));
        sheets = found;
    }

    /** The same for pixels that differ by less than a tenth. */
    private static long fineness(RasterSheet sheet) {
        return Math.round(Math.log(sheet.metres()) * 10);
    }

    private @Nullable RasterSheet sheet(Feature feature) {
        Map<String, Object> values = feature.properties();
        Geometry area = feature.geometry();
        try {
            return area == null
                    ? null
                    : new RasterSheet(
                            feature.key(),
                            String.valueOf(values.get("layer")),
                            String.valueOf(values.get("file_name")),
                            String.valueOf(values.get("checksum")),
                            values.get("time") instanceof Instant time ? time : null,
                            systems.parse(String.valueOf(values.get("crs"))),
                            area.getEnvelopeInternal(),
                            values.get("pixel_width") instanceof Number n ? n.doubleValue() : 1);
        } catch (CrsException e) {
            log.warn("The raster {} cannot be shown: {}", feature.key(), e.getMessage());
            return null;
        }
    }

    /** All files of a layer, the coarsest first. */
    public List<RasterSheet> sheets(String layer) {
        return sheets.getOrDefault(layer, List.of());
    }

    /**
     * The files that show a layer at a time, the coarsest first: those of the last time that is not later, and those that
     * hold at all times.
     *
     * @param at null for the last time of all
     */
    public List<RasterSheet> sheets(String layer, @Nullable Instant at) {
        Instant shown = null;
        for (Instant time : times(layer)) {
            shown = at == null || !time.isAfter(at) ? time : shown;
        }
        Instant last = shown;
        return sheets(layer).stream()
                .filter(s -> s.time() == null || s.time().equals(last))
                .toList();
    }

    /** The times that a layer has files of, in their order. */
    public List<Instant> times(String layer) {
        TreeSet<Instant> times = new TreeSet<>();
        for (RasterSheet sheet : sheets(layer)) {
            if (sheet.time() != null) {
                times.add(sheet.time());
            }
        }
        return List.copyOf(times);
    }

    /** The WGS 84 lon/lat box of a layer, or null if it has no files. */
    public @Nullable Envelope bounds(String layer) {
        Envelope box = new Envelope();
        sheets(layer).forEach(sheet -> box.expandToInclude(sheet.area()));
        return box.isNull() ? null : box;
    }

    /** Opens a file; it stays open for a while and is not the caller's to close. */
    public RasterFile open(RasterSheet sheet) throws IOException {
        String key = sheet.checksum() + " " + sheet.crs();
        synchronized (open) {
            RasterFile known = open.get(key);
            if (known != null) {
                return known;
            }
            RasterFile file = RasterFile.open(folder.path(sheet.checksum()), systems, sheet.crs());
            open.put(key, file);
            if (open.size() > MOST_OPEN) {
                var eldest = open.entrySet().iterator();
                eldest.next().getValue().rest();
                eldest.remove();
            }
            return file;
        }
    }

    /** The checksums of all files that features tell of. */
    public Set<String> checksums() {
        return sheets.values().stream()
                .flatMap(List::stream)
                .map(RasterSheet::checksum)
                .collect(Collectors.toSet());
    }

    @Override
    public void close() {
        synchronized (open) {
            open.values().forEach(RasterFile::rest);
            open.clear();
        }
    }
}
