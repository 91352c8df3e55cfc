package vn.huetwin.server.health;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import vn.huetwin.ingest.event.ChangeFeed;
import vn.huetwin.ingest.event.Intake;
import vn.huetwin.ingest.source.registry.Sources;
import vn.huetwin.ontology.store.Database;
import vn.huetwin.server.event.StreamRoutes;
import vn.huetwin.server.http.AnswerMemory;
import vn.huetwin.server.http.SharedAnswers;
import vn.huetwin.server.http.Workers;
import vn.huetwin.server.tile.TilesetKeeper;
import vn.huetwin.server.tile.Tilesets;

/** What is measured of the parts of a server: {@code twin_<feature>_<what>_<unit>}. */
public final class Metrics implements AutoCloseable {
    private final MeterRegistry registry;
    private final JvmGcMetrics collector = new JvmGcMetrics();

    public Metrics(MeterRegistry registry) {
        this.registry = registry;
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        collector.bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
    }

    public Metrics database(Database database) {
        connections(database, "active", c -> c.active());
        connections(database, "idle", c -> c.idle());
        connections(database, "limit", c -> c.most());
        Gauge.builder(
                        "twin_database_waiting_threads",
                        database,
                        d -> d.connections().waiting())
                .register(registry);
        return this;
    }

    private void connections(Database database, String state, ToDoubleFunction<Database.Connections> count) {
        Gauge.builder("twin_database_connections", database, d -> count.applyAsDouble(d.connections()))
                .tag("state", state)
                .register(registry);
    }

    public Metrics workers(List<Workers> pools) {
        for (Workers pool : pools) {
            Gauge.builder("twin_workers_active_requests", pool, Workers::active)
                    .tag("pool", pool.name())
                    .register(registry);
            Gauge.builder("twin_workers_queue_requests", pool, Workers::queued)
                    .tag("pool", pool.name())
                    .register(registry);
        }
        return this;
    }

    public Metrics events(Intake intake, ChangeFeed feed, StreamRoutes streams) {
        Gauge.builder("twin_intake_queue_events", intake, Intake::queued).register(registry);
        Gauge.builder("twin_log_position", feed, ChangeFeed::position).register(registry);
        Gauge.builder("twin_stream_listeners", streams, StreamRoutes::listeners).register(registry);
        return this;
    }

    public Metrics tiles(Tilesets tilesets) {
        for (Tilesets.Entry entry : tilesets.entries()) {
            TilesetKeeper keeper = entry.keeper();
            String name = entry.theme().tileset();
            FunctionCounter.builder("twin_tiles_sets_made", keeper, TilesetKeeper::setsMade)
                    .tag("tileset", name)
                    .register(registry);
            FunctionCounter.builder("twin_tiles_single_made", keeper, TilesetKeeper::tilesMade)
                    .tag("tileset", name)
                    .register(registry);
            Gauge.builder("twin_tiles_ready", keeper, k -> k.state().status().equals("ready") ? 1 : 0)
                    .description("1 when the 3D tiles show the features as they are stored")
                    .tag("tileset", name)
                    .register(registry);
        }
        return this;
    }

    /** @param answers by what they are */
    public Metrics answers(AnswerMemory memory, Map<String, SharedAnswers> answers) {
        Gauge.builder("twin_answer_memory_bytes", memory, AnswerMemory::bytes).register(registry);
        answers.forEach((kind, shared) -> {
            counted("made", kind, shared, SharedAnswers::made);
            counted("joined", kind, shared, SharedAnswers::joined);
            counted("kept", kind, shared, SharedAnswers::kept);
        });
        return this;
    }

    private void counted(String how, String kind, SharedAnswers answers, ToDoubleFunction<SharedAnswers> count) {
        FunctionCounter.builder("twin_answer_" + how + "_requests", answers, count)
                .tag("kind", kind)
                .register(registry);
    }

    public Metrics sources(Sources sources) {
        new SourceMetrics(sources).bindTo(registry);
        return this;
    }

    /** Stops listening to the collector of the Java machine. */
    @Override
    public void close() {
        collector.close();
    }
}
