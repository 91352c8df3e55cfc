package vn.huetwin.server.health;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Instant;
import java.util.function.ToDoubleFunction;
import vn.huetwin.ingest.source.registry.SourceReport;
import vn.huetwin.ingest.source.registry.Sources;

/** Counts, lag and silence of each source. */
final class SourceMetrics implements MeterBinder {
    private final Sources sources;

    SourceMetrics(Sources sources) {
        this.sources = sources;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (SourceReport source : sources.reports()) {
            String name = source.spec().name();
            counter(registry, name, "accepted", SourceReport::accepted);
            counter(registry, name, "duplicate", SourceReport::duplicates);
            counter(registry, name, "set-aside", SourceReport::setAside);
            gauge(registry, "twin_source_silent", name, r -> r.silent() ? 1 : 0);
            gauge(registry, "twin_source_lag_messages", name, r -> {
                Long lag = r.lag();
                return lag == null ? Double.NaN : lag;
            });
            gauge(registry, "twin_source_last_seen_seconds", name, r -> {
                Instant last = r.lastSeen();
                return last == null ? Double.NaN : last.getEpochSecond();
            });
        }
    }

    private void counter(MeterRegistry registry, String name, String result, ToDoubleFunction<SourceReport> value) {
        FunctionCounter.builder("twin_source_events", sources, s -> value.applyAsDouble(report(s, name)))
                .tags("source", name, "result", result)
                .register(registry);
    }

    private void gauge(MeterRegistry registry, String metric, String name, ToDoubleFunction<SourceReport> value) {
        Gauge.builder(metric, sources, s -> value.applyAsDouble(report(s, name)))
                .tags("source", name)
                .register(registry);
    }

    private static SourceReport report(Sources sources, String name) {
        return sources.reports().stream()
                .filter(r -> r.spec().name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
