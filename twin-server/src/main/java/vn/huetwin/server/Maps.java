package vn.huetwin.server;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.huetwin.ingest.event.ChangeFeed;
import vn.huetwin.ingest.event.LogEntry;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.RasterLayer;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.server.config.Limits;
import vn.huetwin.server.config.ServerConfig;
import vn.huetwin.server.http.AnswerMemory;
import vn.huetwin.server.http.LayerTags;
import vn.huetwin.server.http.Routes;
import vn.huetwin.server.http.SharedAnswers;
import vn.huetwin.server.http.Workers;
import vn.huetwin.server.ows.OwsService;
import vn.huetwin.server.wms.LayerStyles;
import vn.huetwin.server.wms.MapTiles;
import vn.huetwin.server.wms.StyleRoutes;
import vn.huetwin.server.wms.WebStyleRoutes;
import vn.huetwin.server.wms.WmsService;
import vn.huetwin.tiles.map.MapRenderer;
import vn.huetwin.tiles.raster.RasterFolder;
import vn.huetwin.tiles.raster.RasterShelf;
import vn.huetwin.tiles.style.StyleShelf;

/** What draws maps: the renderer, its workers, and the service before them. */
final class Maps implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Maps.class);
    private final Workers workers;
    private final SharedAnswers answers;
    private final RasterShelf rasters;
    private final MapRenderer renderer;
    private final WmsService service;
    private final List<Routes> routes;
    private final MapTiles tiles;

    /** Those that draw. */
    Workers workers() {
        return workers;
    }

    /** What they draw. */
    SharedAnswers answers() {
        return answers;
    }

    Maps(
            Vertx vertx,
            City city,
            CrsRegistry systems,
            ChangeFeed feed,
            LayerTags tags,
            AnswerMemory memory,
            ServerConfig config)
            throws SQLException, IOException {
        Limits limits = config.limits();
        RasterFolder folder = City.rasters(config);
        workers = new Workers(vertx, "map", limits.mapThreads(), limits.mapQueue());
        answers = new SharedAnswers(vertx, workers, memory, limits.mapTimeout());
        rasters = new RasterShelf(folder, city.store(), city.catalogue(), systems);
        int swept = folder.sweep(rasters.checksums(), Instant.now());
        if (swept > 0) {
            log.info("{} files of rasters that no layer has any more were deleted", swept);
        }
        renderer = new MapRenderer(
                city.dataSource(), city.catalogue(), City.domain(), (long) limits.mapMemoryMegabytes() << 20, rasters);
        feed.listen(entries -> changed(city.catalogue(), entries));
        LayerStyles styles =
                new LayerStyles(new StyleShelf(city.dataSource()), city.catalogue(), InstantSource.system());
        routes = List.of(
                new StyleRoutes(styles, city.catalogue(), workers),
                new WebStyleRoutes(city.catalogue(), styles, tags, rasters, workers));
        tiles = new MapTiles(
                city.catalogue(), city.store(), renderer, rasters, systems, City.domain(), styles, tags, answers);
        service = new WmsService(
                city.catalogue(),
                city.store(),
                renderer,
                rasters,
                systems,
                City.domain(),
                feed::position,
                styles,
                tags,
                answers,
                limits,
                config.contact());
    }

    private void changed(Catalogue catalogue, List<LogEntry> entries) {
        if (entries.stream().anyMatch(entry -> RasterLayer.FILES.equals(entry.layer()))) {
            rasters.reload();
        }
        LayerChanges changes = LayerChanges.of(catalogue, entries);
        changes.keys().forEach(renderer::changed);
        changes.whole().forEach(layer -> renderer.changed(layer, null));
    }

    /** {@code /api/styles} and {@code /ogc/styles}. */
    List<Routes> routes() {
        return routes;
    }

    /** Maps on the tiles of a grid. */
    MapTiles tiles() {
        return tiles;
    }

    OwsService service() {
        return service;
    }

    @Override
    public void close() {
        workers.close();
        renderer.close();
        rasters.close();
    }
}
