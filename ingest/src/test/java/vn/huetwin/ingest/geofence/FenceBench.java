package vn.huetwin.ingest.geofence;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import vn.huetwin.ingest.event.ChangeFeed;
import vn.huetwin.ingest.event.EventBench;
import vn.huetwin.ingest.follow.LogFollower;
import vn.huetwin.ontology.crs.Crs;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.ontology.store.FeatureStore;

/** Geofences on a database of their own, and a clock that is moved by hand. */
final class FenceBench implements AutoCloseable {
    static final Crs LOCAL = new CrsRegistry().get(FeatureStore.LOCAL_SRID);

    final EventBench events = new EventBench();
    final GeofenceStore fences = new GeofenceStore(events.database.dataSource(), EventBench.CATALOGUE, LOCAL, 20_000);
    private Instant now = EventBench.NOW;
    private LogFollower follower;
    private long heard;

    FenceBench() throws SQLException {
        follower = follower();
        follower.step();
    }

    private LogFollower follower() throws SQLException {
        return new LogFollower(
                events.database.dataSource(),
                new GeofenceWatch(EventBench.CATALOGUE, LOCAL),
                new ChangeFeed(events.log),
                () -> now);
    }

    void empty() throws SQLException {
        events.empty();
        events.execute("TRUNCATE geofence CASCADE; UPDATE follower SET position = 0");
        now = EventBench.NOW;
        heard = 0;
    }

    void fence(String id, String filter, double hysteresis, long debounceSeconds) throws SQLException {
        fences.put(new Geofence(id, id, "incident", filter, hysteresis, Duration.ofSeconds(debounceSeconds)), "test");
    }

    /** A report is at a place, in degrees. */
    void at(String id, String report, String time, double lon, double lat, String more) throws Exception {
        events.send(event(id, report, time, lon, lat, more));
    }

    static String event(String id, String report, String time, double lon, double lat, String more) {
        return String.format(
                Locale.ROOT,
                "{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"hue-s\",\"type\":\"vn.hue.incident.moved\","
                        + "\"subject\":\"%s\",\"time\":\"2026-11-26T%sZ\",\"data\":{\"category\":\"ROAD\",\"geometry\":"
                        + "{\"type\":\"Point\",\"coordinates\":[%.9f,%.9f]}%s}}",
                id,
                report,
                time,
                lon,
                lat,
                more);
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    /** Another process goes on where the last one was. */
    void restart() throws SQLException {
        follower = follower();
    }

    /** What is told since it was last asked, as {@code fence verb feature}. */
    List<String> told() throws SQLException {
        boolean more = true;
        while (more) {
            more = follower.step();
        }
        List<String> all = events.rows("SELECT subject, split_part(type, '.', 4), data->>'feature' FROM event_log"
                + " WHERE source = 'urn:hue:twin:geofence' AND position > " + heard + " ORDER BY position");
        heard = events.log.last();
        return all;
    }

    @Override
    public void close() {
        events.close();
    }
}
