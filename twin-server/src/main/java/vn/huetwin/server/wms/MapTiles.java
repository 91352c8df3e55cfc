package vn.huetwin.server.wms;

import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.List;
import org.geotools.api.filter.Filter;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Envelope;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.RasterLayer;
import vn.huetwin.ontology.crs.Crs;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.ontology.store.FeatureStore;
import vn.huetwin.server.http.Caller;
import vn.huetwin.server.http.HttpProblem;
import vn.huetwin.server.http.LayerTags;
import vn.huetwin.server.http.SharedAnswers;
import vn.huetwin.tiles.map.ImageFormat;
import vn.huetwin.tiles.map.LayerView;
import vn.huetwin.tiles.map.MapImage;
import vn.huetwin.tiles.map.MapLayer;
import vn.huetwin.tiles.map.MapRenderer;
import vn.huetwin.tiles.map.Projections;
import vn.huetwin.tiles.map.RasterView;
import vn.huetwin.tiles.map.Screen;
import vn.huetwin.tiles.raster.RasterShelf;
import vn.huetwin.tiles.style.MapStyle;
import vn.huetwin.tiles.vector.TileGrid;

/** Layers of rasters and of features as pictures on the tiles of a grid: what WMS draws, cut for web maps. */
public final class MapTiles {
    private static final int WHITE = 0xffffff;

    private final WmsLayers layers;
    private final LayerStyles styles;
    private final MapRenderer renderer;
    private final FeatureStore store;
    private final RasterShelf rasters;
    private final CrsRegistry systems;
    private final Projections projections;
    private final Pictures pictures;

    /**
     * @param city    WGS 84 lon/lat box of the features
     * @param answers by the pool that draws
     */
    public MapTiles(
            Catalogue catalogue,
            FeatureStore store,
            MapRenderer renderer,
            RasterShelf rasters,
            CrsRegistry systems,
            Envelope city,
            LayerStyles styles,
            LayerTags tags,
            SharedAnswers answers) {
        this.store = store;
        this.renderer = renderer;
        this.rasters = rasters;
        this.systems = systems;
        this.styles = styles;
        layers = new WmsLayers(catalogue, rasters);
        projections = new Projections(city);
        pictures = new Pictures(catalogue, tags, answers);
    }

    /** Those that a reader sees, the lowest first. */
    public List<Layer> layers(Access access) {
        return layers.drawn(access);
    }

    /** @throws HttpProblem 404 if the reader sees no such layer, or it is not drawn */
    public Layer get(String name, Access access) {
        Layer layer = layers.find(name, access);
        if (layer == null) {
            throw HttpProblem.notFound(name);
        }
        return layer;
    }

    /** WGS 84 lon/lat box of a layer that the reader sees, or null. */
    public @Nullable Envelope bounds(Layer layer, Access access) {
        return layers.raster(layer) == null ? store.bounds(layer.name(), access) : rasters.bounds(layer.name());
    }

    /** Of a layer of rasters the times of its files; of others nothing. */
    public List<Instant> times(Layer layer) {
        return layers.raster(layer) == null ? List.of() : rasters.times(layer.name());
    }

    /** A tile by its grid, its matrix, its column from the west and its row from the north. */
    public record Place(TileGrid grid, int z, int x, int y) {}

    /**
     * Answers with a tile; where nothing is drawn it is transparent, or white in a format that cannot be.
     *
     * @param layer that the caller sees
     * @param style name of one of its styles
     * @param asOf  what was valid then: of rasters the last files that are not later; null for the present
     * @throws HttpProblem 404 if there is no such tile or style
     */
    public void answer(
            RoutingContext context,
            Layer layer,
            String style,
            Place place,
            @Nullable Instant asOf,
            ImageFormat format) {
        if (!place.grid().has(place.z(), place.x(), place.y())) {
            throw HttpProblem.notFound(layer.name() + "/" + place);
        }
        Access access = Caller.of(context).access();
        long version = styles.version();
        MapStyle look = styles.of(layer, access).stream()
                .filter(one -> one.name().equals(style))
                .findFirst()
                .orElseThrow(() -> HttpProblem.notFound(layer.name() + "/" + style));
        MapLayer view = view(layer, look, asOf, access);
        Crs crs = place.grid().srid() == systems.crs84().srid()
                ? systems.crs84()
                : systems.get(place.grid().srid());
        Screen screen = new Screen(
                TileGrid.PIXELS,
                TileGrid.PIXELS,
                place.grid().box(place.z(), place.x(), place.y()),
                crs,
                Screen.STANDARD_DPI,
                projections);
        MapImage map = new MapImage(screen, List.of(view), format.isTransparent() ? null : WHITE);
        pictures.send(
                context,
                format,
                map.layers(),
                access,
                stop -> renderer.draw(map, format, stop),
                "tile",
                layer.name(),
                style,
                version,
                place,
                asOf,
                format.mediaType());
    }

    private MapLayer view(Layer layer, MapStyle style, @Nullable Instant asOf, Access access) {
        RasterLayer raster = layers.raster(layer);
        if (raster == null) {
            return new LayerView(layer, style, Filter.INCLUDE, asOf, access);
        }
        MapRenderer.check(layer, style, access);
        return new RasterView(raster, style, rasters.sheets(layer.name(), asOf), null);
    }
}
