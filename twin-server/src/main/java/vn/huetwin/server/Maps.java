package vn.huetwin.server;

import io.vertx.core.Vertx;
import vn.huetwin.ingest.event.ChangeFeed;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.server.config.Limits;
import vn.huetwin.server.http.Workers;
import vn.huetwin.server.ows.OwsService;
import vn.huetwin.server.wms.WmsService;
import vn.huetwin.tiles.map.MapRenderer;

/** What draws maps: the renderer, its workers, and the service before them. */
final class Maps implements AutoCloseable {
    private final Workers workers;
    private final WmsService service;

    Maps(Vertx vertx, City city, CrsRegistry systems, ChangeFeed feed, Limits limits) {
        workers = new Workers(vertx, "map", limits.mapThreads(), limits.mapQueue());
        service = new WmsService(
                city.catalogue(),
                city.store(),
                new MapRenderer(city.dataSource()),
                systems,
                City.domain(),
                feed::position,
                workers,
                limits);
    }

    OwsService service() {
        return service;
    }

    @Override
    public void close() {
        workers.close();
    }
}
