package vn.huetwin.ingest.source.poll;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ingest.event.CloudEventJson;
import vn.huetwin.ingest.source.Digest;
import vn.huetwin.ingest.source.Fetch;
import vn.huetwin.ingest.source.Inlet;
import vn.huetwin.ingest.source.Parcel;
import vn.huetwin.ingest.source.Source;
import vn.huetwin.ingest.source.SourceLimits;
import vn.huetwin.ingest.source.format.Message;
import vn.huetwin.ingest.source.format.MessageFormat;

/**
 * A document that is asked for again and again with its ETag (RFC 9110, sections 8.8.3 and 13.1.2). Of one that changed,
 * only the rows that the last one did not have are brought in. Redirections are not followed: who declared the address
 * is to say where it leads.
 */
public final class PollSource implements Source {
    private static final String ROWS = "rows";
    /** Letters of the name of a row: 96 bits, so that no two of a million are the same. */
    private static final int NAME = 24;

    /**
     * What to ask for.
     *
     * @param headers such as {@code Authorization}
     */
    public record Place(URI address, Duration every, Map<String, String> headers) {}

    private final Place place;
    private final MessageFormat format;
    private final SourceLimits limits;
    private final InstantSource clock;
    private final Fetch fetch;

    public PollSource(Place place, MessageFormat format, SourceLimits limits, InstantSource clock) {
        this.place = place;
        this.format = format;
        this.limits = limits;
        this.clock = clock;
        fetch = new Fetch(limits.patience());
    }

    @Override
    public void run(Inlet inlet) throws Exception {
        Source.every(place.every(), this::ask).run(inlet);
    }

    void ask(Inlet inlet) throws IOException, InterruptedException, SQLException {
        Map<String, String> known = inlet.positions();
        Fetch.Answer answer = fetch.changed(place.address(), place.headers(), known, limits.bodyBytes());
        if (answer == null) {
            inlet.heard();
        } else {
            store(inlet, answer, known);
        }
    }

    private void store(Inlet inlet, Fetch.Answer answer, Map<String, String> known)
            throws SQLException, InterruptedException {
        String type = answer.headers().firstValue("content-type").orElse(null);
        Message message = new Message(place.address().getPath(), type, Map.of(), answer.body(), clock.instant());
        Set<String> before = rows(known.get(ROWS));
        Set<String> now = new LinkedHashSet<>();
        List<CloudEventJson.Item> fresh = new ArrayList<>();
        for (CloudEventJson.Item item : format.items(inlet.spec().name(), message)) {
            String row = name(item);
            if (now.add(row) && !before.contains(row)) {
                fresh.add(item);
            }
        }
        Map<String, String> reached = Map.of(
                Fetch.ETAG,
                answer.header(Fetch.ETAG),
                Fetch.MODIFIED,
                answer.header(Fetch.MODIFIED),
                ROWS,
                String.join("", now));
        int at = 0;
        while (fresh.size() - at > limits.events()) {
            inlet.take(new Parcel(fresh.subList(at, at + limits.events()), Map.of()));
            at += limits.events();
        }
        inlet.take(new Parcel(fresh.subList(at, fresh.size()), reached));
    }

    private static String name(CloudEventJson.Item item) {
        byte[] id = item.id() == null ? item.original() : item.id().getBytes(StandardCharsets.UTF_8);
        return Digest.of(id).substring(0, NAME);
    }

    private static Set<String> rows(@Nullable String joined) {
        Set<String> rows = new HashSet<>();
        for (int at = 0; joined != null && at + NAME <= joined.length(); at += NAME) {
            rows.add(joined.substring(at, at + NAME));
        }
        return rows;
    }
}
