package vn.huetwin.ingest.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Calls for rescue are taken when nothing else is, and stored before what came earlier. */
@Tag("postgis")
class UrgentLaneTest {
    @Test
    void callsForRescueAreTakenWhenTheQueueIsFull() throws Exception {
        try (EventBench bench = new EventBench(3)) {
            List<CompletableFuture<Receipt>> reports = offer(bench, report("r1"), report("r2"), report("r3"));
            assertNotNull(reports);
            assertNull(offer(bench, report("r4")), "full");
            List<CompletableFuture<Receipt>> rescue = offer(bench, call("s1"));
            assertNotNull(rescue);
            assertNull(offer(bench, report("r5"), call("s2")), "the batch is refused, to be sent again");

            bench.intake.start();
            long first = position(rescue.get(0));
            for (CompletableFuture<Receipt> report : reports) {
                assertTrue(first < position(report), "the call for rescue came last and is stored first");
            }
            List<CompletableFuture<Receipt>> again = offer(bench, report("r5"), call("s2"));
            assertNotNull(again);
            assertInstanceOf(Receipt.Accepted.class, again.get(0).get(60, TimeUnit.SECONDS));
            assertInstanceOf(Receipt.Duplicate.class, again.get(1).get(60, TimeUnit.SECONDS), "taken the first time");
            assertEquals(List.of("s1", "s2"), bench.rows("SELECT id FROM layer.sos_request ORDER BY id"));
        }
    }

    private static long position(CompletableFuture<Receipt> receipt) throws Exception {
        return assertInstanceOf(Receipt.Accepted.class, receipt.get(60, TimeUnit.SECONDS))
                .position();
    }

    private static List<CompletableFuture<Receipt>> offer(EventBench bench, String... events) throws Exception {
        List<Intake.Offered> offered = new ArrayList<>();
        for (String event : events) {
            byte[] bytes = event.getBytes(StandardCharsets.UTF_8);
            offered.add(new Intake.Offered(bench.json.parse(bytes), bytes));
        }
        return bench.intake.offer(offered);
    }

    private static String report(String id) {
        return EventStream.received(id, id, "08:00");
    }

    private static String call(String id) {
        return EventStream.event(id, id, "08:00", "\"geometry\":{\"type\":\"Point\",\"coordinates\":[107.58,16.46]}")
                .replace("incident.changed", "sos_request.received");
    }
}
