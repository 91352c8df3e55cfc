package vn.huetwin.ingest.source.open311;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ingest.event.CloudEventJson;
import vn.huetwin.ingest.event.EventException;
import vn.huetwin.ingest.source.Fetch;
import vn.huetwin.ingest.source.Inlet;
import vn.huetwin.ingest.source.Parcel;
import vn.huetwin.ingest.source.Source;
import vn.huetwin.ingest.source.SourceLimits;
import vn.huetwin.ingest.source.format.Message;

/**
 * A server that is asked again and again for its requests of the last days, since GeoReport v2 cannot say what changed. A
 * server answers with 1,000 requests or 90 days at most and does not say that it left some out: a span of time whose answer
 * is full is halved and asked again.
 */
public final class Open311Source implements Source {
    /** GeoReport v2, GET Service Requests. */
    private static final int FULL = 1_000;

    private static final Duration LONGEST = Duration.ofDays(90);
    private static final Duration SHORTEST = Duration.ofSeconds(2);

    /**
     * What to ask.
     *
     * @param endpoint     up to the version, such as {@code https://example.org/open311/v2}
     * @param jurisdiction for servers of several cities, or null
     * @param back         how far back requests are still asked for: those that are older do not change any more
     */
    public record Place(
            URI endpoint,
            @Nullable String jurisdiction,
            @Nullable String key,
            Duration every,
            Duration back) {}

    private final Place place;
    private final Open311Format format;
    private final SourceLimits limits;
    private final InstantSource clock;
    private final Fetch fetch;

    public Open311Source(Place place, Open311Format format, SourceLimits limits, InstantSource clock) {
        this.place = place;
        this.format = format;
        this.limits = limits;
        this.clock = clock;
        fetch = new Fetch(limits.patience());
    }

    @Override
    public void run(Inlet inlet) throws Exception {
        Source.every(place.every(), this::pull).run(inlet);
    }

    /** Everything of the last days, once. */
    void pull(Inlet inlet) throws IOException, InterruptedException, SQLException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Instant start = now.minus(place.back());
        while (start.isBefore(now)) {
            Instant end = start.plus(LONGEST).isBefore(now) ? start.plus(LONGEST) : now;
            pull(inlet, start, end);
            start = end;
        }
        inlet.heard();
    }

    private void pull(Inlet inlet, Instant start, Instant end) throws IOException, InterruptedException, SQLException {
        byte[] body = ask(start, end);
        Message message = new Message(place.endpoint().getPath(), null, Map.of(), body, clock.instant());
        if (isFull(body) && Duration.between(start, end).compareTo(SHORTEST) > 0) {
            Instant middle = start.plusSeconds(Duration.between(start, end).toSeconds() / 2);
            pull(inlet, start, middle);
            pull(inlet, middle, end);
            return;
        }
        List<CloudEventJson.Item> items = format.items(inlet.spec().name(), message);
        for (int at = 0; at < items.size(); at += limits.events()) {
            inlet.take(new Parcel(items.subList(at, Math.min(items.size(), at + limits.events())), Map.of()));
        }
    }

    private boolean isFull(byte[] body) {
        try {
            return format.requests(body).size() >= FULL;
        } catch (EventException e) {
            return false;
        }
    }

    private byte[] ask(Instant start, Instant end) throws IOException, InterruptedException {
        StringBuilder address = new StringBuilder(place.endpoint().toString())
                .append("/requests.json?start_date=")
                .append(start)
                .append("&end_date=")
                .append(end);
        add(address, "jurisdiction_id", place.jurisdiction());
        add(address, "api_key", place.key());
        Fetch.Answer answer = fetch.get(URI.create(address.toString()), Map.of(), limits.bodyBytes());
        if (answer.status() != 200) {
            throw new IOException(place.endpoint() + " answers " + answer.status());
        }
        return answer.body();
    }

    private static void add(StringBuilder address, String name, @Nullable String value) {
        if (value != null) {
            address.append('&').append(name).append('=').append(URLEncoder.encode(value, StandardCharsets.UTF_8));
        }
    }
}
