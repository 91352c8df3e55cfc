package vn.huetwin.server.wms;

import java.sql.SQLException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.RasterLayer;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.query.FilterException;
import vn.huetwin.server.http.Caller;
import vn.huetwin.server.ows.KeyValues;
import vn.huetwin.server.ows.OwsException;
import vn.huetwin.tiles.map.MapRenderer;
import vn.huetwin.tiles.style.DefaultStyle;
import vn.huetwin.tiles.style.MapStyle;
import vn.huetwin.tiles.style.StyleShelf;

/**
 * The styles of layers: the default one that its declaration gives, and those that are kept for it. One that is kept
 * under the name {@code default} takes the place of the former. A style that asks for properties which a reader does
 * not see does not exist for this reader.
 */
public final class LayerStyles {
    private static final Logger log = LoggerFactory.getLogger(LayerStyles.class);
    /** Of one layer: each has a line in the capabilities. */
    private static final int MOST = 50;

    /**
     * A style that is kept.
     *
     * @param seen who may use it, as far as anybody has asked
     */
    record Kept(StyleShelf.Document document, MapStyle style, Map<Access, Boolean> seen) {
        boolean isSeen(Layer layer, Access access) {
            return seen.computeIfAbsent(access, reader -> {
                try {
                    MapRenderer.check(layer, style, reader);
                    return true;
                } catch (FilterException e) {
                    return false;
                }
            });
        }
    }

    /** A layer as someone sees it. */
    private record Reader(Layer layer, Access access) {}

    private final StyleShelf shelf;
    private final Catalogue catalogue;
    private final InstantSource clock;
    private final Map<String, Map<String, Kept>> kept = new ConcurrentHashMap<>();
    private final AtomicLong changes = new AtomicLong();
    private final Map<Reader, MapStyle> declared = new ConcurrentHashMap<>();

    /** Reads all that is kept. What cannot be read any more is left out and logged. */
    public LayerStyles(StyleShelf shelf, Catalogue catalogue, InstantSource clock) throws SQLException {
        this.shelf = shelf;
        this.catalogue = catalogue;
        this.clock = clock;
        for (StyleShelf.Document document : shelf.all()) {
            Layer layer = find(document.layer());
            if (layer == null) {
                continue;
            }
            try {
                remember(document, read(layer, document.name(), document.text(), Access.PERSONAL));
            } catch (OwsException | FilterException e) {
                log.warn("Style {} of {} cannot be used: {}", document.name(), document.layer(), e.getMessage());
            }
        }
    }

    private @Nullable Layer find(String name) {
        RasterLayer raster = catalogue.findRaster(name);
        return raster == null ? catalogue.find(name) : raster.layer();
    }

    private void remember(StyleShelf.Document document, MapStyle style) {
        kept.compute(document.layer(), (layer, before) -> {
            Map<String, Kept> all = new TreeMap<>(before == null ? Map.of() : before);
            all.put(document.name(), new Kept(document, style, new ConcurrentHashMap<>()));
            return all;
        });
        changes.incrementAndGet();
    }

    /** Grows whenever a style becomes another one. */
    long version() {
        return changes.get();
    }

    private static MapStyle read(Layer layer, String name, String text, Access access) {
        MapStyle style = Sld.read(text).only(layer.name(), name);
        MapRenderer.check(layer, style, access);
        return style;
    }

    /** Those of a layer that a reader may use, the default one first. */
    List<MapStyle> of(Layer layer, Access access) {
        List<MapStyle> styles = new ArrayList<>();
        styles.add(get(layer, MapStyle.DEFAULT, access));
        for (Kept one : kept(layer, access)) {
            if (!one.style().name().equals(MapStyle.DEFAULT)) {
                styles.add(one.style());
            }
        }
        return styles;
    }

    /** The documents of a layer that a reader may use. */
    List<Kept> kept(Layer layer, Access access) {
        return kept.getOrDefault(layer.name(), Map.of()).values().stream()
                .filter(one -> one.isSeen(layer, access))
                .toList();
    }

    @Nullable
    Kept find(Layer layer, String name, Access access) {
        Kept found = kept.getOrDefault(layer.name(), Map.of()).get(name);
        return found != null && found.isSeen(layer, access) ? found : null;
    }

    /**
     * A style by its name; an empty one is the default.
     *
     * @throws OwsException {@code StyleNotDefined}
     */
    MapStyle get(Layer layer, String name, Access access) {
        String wanted = name.isEmpty() ? MapStyle.DEFAULT : name;
        Kept found = find(layer, wanted, access);
        if (found != null) {
            return found.style();
        }
        if (wanted.equals(MapStyle.DEFAULT)) {
            RasterLayer raster = catalogue.findRaster(layer.name());
            return declared.computeIfAbsent(
                    new Reader(layer, access),
                    seen -> raster == null ? DefaultStyle.of(layer, access) : DefaultStyle.of(raster));
        }
        String shown = KeyValues.shorten(name);
        throw WmsParameters.refused(
                "StyleNotDefined",
                "STYLES",
                "Lớp " + layer.name() + " không có kiểu vẽ '" + shown + "'",
                "The layer " + layer.name() + " has no style '" + shown + "'");
    }

    /**
     * Keeps a style.
     *
     * @return whether it is new
     * @throws OwsException    with all that is not supported in it
     * @throws FilterException if it names a property that the caller does not see
     */
    synchronized boolean put(Layer layer, String name, String text, Caller by) throws SQLException {
        MapStyle style = read(layer, name, text, by.access());
        Map<String, Kept> before = kept.getOrDefault(layer.name(), Map.of());
        boolean isNew = !before.containsKey(name);
        if (isNew && before.size() >= MOST) {
            throw Sld.refused(
                    name, "mỗi lớp nhiều nhất " + MOST + " kiểu vẽ", "a layer has at most " + MOST + " styles");
        }
        StyleShelf.Document document = new StyleShelf.Document(
                layer.name(), name, text, by.name(), clock.instant().truncatedTo(ChronoUnit.MICROS));
        shelf.put(document);
        remember(document, style);
        return isNew;
    }

    /** @return whether it was there */
    synchronized boolean delete(Layer layer, String name) throws SQLException {
        Map<String, Kept> before = kept.getOrDefault(layer.name(), Map.of());
        if (!before.containsKey(name)) {
            return false;
        }
        shelf.delete(layer.name(), name);
        Map<String, Kept> after = new TreeMap<>(before);
        after.remove(name);
        kept.put(layer.name(), after);
        changes.incrementAndGet();
        return true;
    }

    static Text title(MapStyle style) {
        return style.title().equals(Text.EMPTY) ? new Text(style.name(), style.name()) : style.title();
    }
}
