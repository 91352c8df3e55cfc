package vn.huetwin.server;

import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import vn.huetwin.ingest.deadline.DeadlineRules;
import vn.huetwin.ingest.deadline.DeadlineWatch;
import vn.huetwin.ingest.deadline.FigureStore;
import vn.huetwin.ingest.deadline.Indicator;
import vn.huetwin.ingest.deadline.OfficeHours;
import vn.huetwin.ingest.deadline.WorkingCalendar;
import vn.huetwin.ingest.event.ChangeFeed;
import vn.huetwin.ingest.follow.LogFollower;
import vn.huetwin.ingest.follow.LogWork;
import vn.huetwin.ingest.geofence.GeofenceStore;
import vn.huetwin.ingest.geofence.GeofenceWatch;
import vn.huetwin.ingest.pattern.PatternStore;
import vn.huetwin.ingest.pattern.PatternWatch;
import vn.huetwin.ingest.subscription.EventPages;
import vn.huetwin.ingest.webhook.Deliveries;
import vn.huetwin.ingest.webhook.SinkNetworks;
import vn.huetwin.ingest.webhook.SubscriptionStore;
import vn.huetwin.ontology.crs.Crs;
import vn.huetwin.ontology.rdf.TwinDataset;
import vn.huetwin.server.alert.GeofenceRoutes;
import vn.huetwin.server.alert.HttpCourier;
import vn.huetwin.server.alert.KpiRoutes;
import vn.huetwin.server.alert.PatternRoutes;
import vn.huetwin.server.alert.SubscriptionRoutes;
import vn.huetwin.server.config.Limits;
import vn.huetwin.server.config.ServerConfig;
import vn.huetwin.server.event.StreamRoutes;
import vn.huetwin.server.http.Routes;
import vn.huetwin.server.http.Workers;

/** All who follow the log of a server: the live stream, and those who tell what they make of it. */
final class Outlets implements AutoCloseable {
    private final Workers reading;
    private final StreamRoutes streams;
    private final List<LogFollower> followers;
    private final Deliveries deliveries;
    private final List<Routes> routes;

    /** @param local the CRS of {@code geometry_local} */
    Outlets(
            Vertx vertx,
            City city,
            TwinDataset dataset,
            Crs local,
            ChangeFeed feed,
            Workers workers,
            ServerConfig config) {
        Limits limits = config.limits();
        reading = new Workers(vertx, "stream", 2, limits.maxListeners());
        EventPages pages = new EventPages(city.dataSource(), city.catalogue(), local);
        streams = new StreamRoutes(vertx, pages, feed, reading, limits);
        GeofenceStore fences = new GeofenceStore(city.dataSource(), city.catalogue(), local, limits.maxGeofences());
        followers = List.of(
                follower(city, new GeofenceWatch(city.catalogue(), local), feed),
                follower(city, new DeadlineWatch(city.catalogue(), city.writer(), rules(city, config)), feed),
                follower(city, new PatternWatch(dataset, limits.patternTimeout(), limits.maxSolutions()), feed));
        SubscriptionStore subscriptions = city.subscriptions(config);
        deliveries = new Deliveries(
                subscriptions,
                pages,
                feed,
                new HttpCourier(vertx),
                new SinkNetworks(config.alerts().webhookNetworks()),
                InstantSource.system(),
                new Deliveries.Bounds(
                        limits.maxSubscriptions(),
                        limits.webhookThreads(),
                        limits.webhookAttempts(),
                        limits.webhookFirstRetry()));
        routes = List.of(
                streams,
                new GeofenceRoutes(fences, workers),
                new SubscriptionRoutes(deliveries, subscriptions, workers),
                new PatternRoutes(new PatternStore(city.dataSource(), dataset, limits.maxPatterns()), workers),
                new KpiRoutes(
                        Indicator.read(city.catalogue()),
                        new FigureStore(city.dataSource(), limits.maxItems()),
                        workers));
    }

    private static LogFollower follower(City city, LogWork work, ChangeFeed feed) {
        return new LogFollower(city.dataSource(), work, feed, InstantSource.system());
    }

    private static DeadlineRules rules(City city, ServerConfig config) {
        Path own = config.data().resolve("calendar.csv");
        WorkingCalendar calendar = WorkingCalendar.read(Files.exists(own) ? own : null);
        return new DeadlineRules(
                city.catalogue(), new OfficeHours(calendar, config.alerts().officeHours()));
    }

    StreamRoutes streams() {
        return streams;
    }

    List<Routes> routes() {
        return routes;
    }

    Workers reading() {
        return reading;
    }

    void start() throws SQLException {
        followers.forEach(LogFollower::start);
        deliveries.start();
    }

    @Override
    public void close() {
        deliveries.close();
        followers.forEach(LogFollower::close);
        reading.close();
    }
}
