package vn.huetwin.server.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import vn.huetwin.ingest.simulate.HttpSink;

/** Sends so many events a second, a few of them every 50 ms, whatever the server makes of it. */
final class SteadyLoad {
    static final int PER_SECOND = 500;
    static final int TICK_MILLIS = 50;

    private final ServerProcess server;
    private final Supplier<byte[]> events;

    /** @param events each in the JSON format of CloudEvents; what belongs together stays in its order */
    SteadyLoad(ServerProcess server, Supplier<byte[]> events) {
        this.server = server;
        this.events = events;
    }

    /** @return how many the server took */
    long run(int seconds) throws IOException, InterruptedException {
        HttpSink sink = new HttpSink(server.at("/"), server.key());
        long all = (long) PER_SECOND * seconds;
        long start = System.nanoTime();
        long accepted = 0;
        for (long sent = 0; sent < all; ) {
            long due = Math.min(all, (System.nanoTime() - start) * PER_SECOND / 1_000_000_000L);
            List<byte[]> batch = new ArrayList<>();
            for (; sent < due; sent++) {
                batch.add(events.get());
            }
            if (!batch.isEmpty()) {
                accepted += sink.send(batch).accepted();
            }
            Thread.sleep(TICK_MILLIS);
        }
        return accepted;
    }
}
