package vn.huetwin.ingest.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("postgis")
class ChangeFeedTest {
    /** Those who follow the log take from the feed what it read last, from wherever they are. */
    @Test
    void whatWasReadLastIsWhatTheLogSays() throws Exception {
        try (EventBench bench = new EventBench();
                ChangeFeed feed = new ChangeFeed(bench.log)) {
            CountDownLatch heard = new CountDownLatch(6);
            feed.listen(entries -> entries.forEach(e -> heard.countDown()));
            feed.start();
            long before = feed.position();
            for (int i = 0; i < 3; i++) {
                bench.send(List.of(event("a" + i), event("b" + i)));
                feed.wake();
            }
            heard.await(30, TimeUnit.SECONDS);
            long last = bench.log.last();
            assertNull(feed.recent(last), "nothing comes after the last");
            assertNull(feed.recent(before - 1), "what came before was not read");
            List<LogEntry> all = bench.log.after(before, 10);
            assertEquals(6, all.size());
            for (int i = 0; i < all.size(); i++) {
                List<LogEntry> recent =
                        feed.recent(i == 0 ? before : all.get(i - 1).position());
                assertNotNull(recent);
                assertEquals(all.subList(i, i + recent.size()), recent);
            }
        }
    }

    private static String event(String id) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + id
                + "\",\"source\":\"hue-s\",\"type\":\"vn.hue.incident.received\","
                + "\"subject\":\"" + id + "\",\"time\":\"2026-11-26T08:00:00Z\",\"data\":{\"category\":\"ROAD\","
                + "\"geometry\":{\"type\":\"Point\",\"coordinates\":[107.58,16.46]}}}";
    }
}
