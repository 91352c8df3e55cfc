package vn.huetwin.ingest.source.cap;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.huetwin.ingest.cap.CapFeed;
import vn.huetwin.ingest.cap.CapIntake;
import vn.huetwin.ingest.event.CloudEventJson;
import vn.huetwin.ingest.event.EventException;
import vn.huetwin.ingest.event.Receipt;
import vn.huetwin.ingest.source.Digest;
import vn.huetwin.ingest.source.Fetch;
import vn.huetwin.ingest.source.Inlet;
import vn.huetwin.ingest.source.Parcel;
import vn.huetwin.ingest.source.Source;
import vn.huetwin.ingest.source.SourceLimits;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.validate.Problem;

/**
 * An index of warnings that is asked again and again with its ETag, and the CAP messages that are new in it. Which entries
 * are done is committed with each message, so that one is taken or set aside once. Links lead to the host of the index, or
 * to hosts that the declaration names; what leads elsewhere is set aside.
 */
public final class CapFeedSource implements Source {
    private static final Logger log = LoggerFactory.getLogger(CapFeedSource.class);
    private static final String DONE = "done";
    private static final int NAME = 24;
    /** Entries of one index: more than any country has in force. */
    private static final int MOST = 5_000;

    /**
     * What to ask for.
     *
     * @param hosts   beside that of the address, to which links may lead
     * @param headers such as {@code Authorization}; only the host of the address gets them
     */
    public record Place(URI address, Set<String> hosts, Duration every, Map<String, String> headers) {}

    private final Place place;
    private final CapIntake warnings;
    private final SourceLimits limits;
    private final Fetch fetch;

    public CapFeedSource(Place place, CapIntake warnings, SourceLimits limits) {
        this.place = place;
        this.warnings = warnings;
        this.limits = limits;
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
            return;
        }
        List<CapFeed.Entry> entries;
        try {
            entries = CapFeed.read(answer.body(), place.address());
        } catch (EventException e) {
            throw new IOException(Fetch.named(place.address()) + ": " + e.getMessage(), e);
        }
        if (entries.size() > MOST) {
            throw new IOException(Fetch.named(place.address()) + " has more than " + MOST + " entries");
        }
        take(inlet, entries, known.get(DONE));
        inlet.take(new Parcel(
                List.of(),
                Map.of(
                        Fetch.ETAG, answer.header(Fetch.ETAG),
                        Fetch.MODIFIED, answer.header(Fetch.MODIFIED))));
    }

    /** @throws IOException if some messages cannot be had now, after all others were taken: the index is asked for again then */
    private void take(Inlet inlet, List<CapFeed.Entry> entries, @Nullable String before)
            throws IOException, InterruptedException, SQLException {
        Set<String> done = new HashSet<>();
        for (int at = 0; before != null && at + NAME <= before.length(); at += NAME) {
            done.add(before.substring(at, at + NAME));
        }
        Map<String, CapFeed.Entry> fresh = new LinkedHashMap<>();
        Set<String> kept = new LinkedHashSet<>(); // of those that the index still has
        // the oldest first: feeds begin with the newest
        for (int i = entries.size() - 1; i >= 0; i--) {
            String name = name(entries.get(i));
            if (done.contains(name)) {
                kept.add(name);
            } else {
                fresh.put(name, entries.get(i));
            }
        }
        IOException failure = null;
        int waiting = fresh.size();
        for (Map.Entry<String, CapFeed.Entry> entry : fresh.entrySet()) {
            inlet.lag(waiting);
            Set<String> after = new LinkedHashSet<>(kept);
            after.add(entry.getKey());
            try {
                take(inlet, entry.getValue().address(), Map.of(DONE, String.join("", after)));
                kept = after;
                waiting--;
            } catch (IOException e) {
                failure = e;
            }
        }
        inlet.lag(waiting);
        if (failure != null) {
            throw failure;
        }
    }

    private static String name(CapFeed.Entry entry) {
        String whole = entry.address() + "\n" + entry.state();
        return Digest.of(whole.getBytes(StandardCharsets.UTF_8)).substring(0, NAME);
    }

    private void take(Inlet inlet, URI address, Map<String, String> reached)
            throws IOException, InterruptedException, SQLException {
        if (!isAllowed(address)) {
            setAside(
                    inlet,
                    address,
                    reached,
                    "host-not-allowed",
                    "Liên kết dẫn sang máy khác; thêm máy đó vào hosts của nguồn nếu tin",
                    "The link leads to another host; add it to the hosts of the source if you trust it");
            return;
        }
        Fetch.Answer answer = fetch.get(address, isOwn(address) ? place.headers() : Map.of(), limits.messageBytes());
        if (answer.status() == 404 || answer.status() == 410) {
            setAside(
                    inlet,
                    address,
                    reached,
                    "message-gone",
                    "Danh mục nêu thông điệp này nhưng máy chủ không còn nó",
                    "The index names this message, but its server does not have it");
            return;
        }
        if (answer.status() != 200) {
            throw new IOException(Fetch.named(address) + " answers " + answer.status());
        }
        store(inlet, answer.body(), reached);
    }

    private void store(Inlet inlet, byte[] message, Map<String, String> reached)
            throws IOException, InterruptedException, SQLException {
        try {
            CapIntake.Taken taken = warnings.take(message, inlet.reached(reached));
            while (taken == null) {
                inlet.pause();
                taken = warnings.take(message, inlet.reached(reached));
            }
            for (CompletableFuture<Receipt> receipt : taken.receipts()) {
                inlet.took(receipt.get());
            }
        } catch (EventException e) {
            log.info("Source {}: a message was set aside: {}", inlet.spec().name(), e.getMessage());
            inlet.took(new Receipt.Rejected(e.problems()));
        } catch (ExecutionException e) {
            throw new IOException("A message could not be stored", e.getCause());
        }
    }

    private static void setAside(
            Inlet inlet, URI address, Map<String, String> reached, String code, String vi, String en)
            throws InterruptedException, SQLException {
        inlet.take(new Parcel(
                List.of(new CloudEventJson.Item(
                        inlet.spec().name(),
                        null,
                        address.toString().getBytes(StandardCharsets.UTF_8),
                        null,
                        List.of(new Problem(code, "link", new Text(vi + ": " + address, en + ": " + address))))),
                reached));
    }

    /** Never from HTTPS to HTTP. */
    private boolean isAllowed(URI address) {
        String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
        String host = String.valueOf(address.getHost()).toLowerCase(Locale.ROOT);
        boolean safe = scheme.equals("https")
                || (scheme.equals("http") && "http".equals(place.address().getScheme()));
        return safe && (isOwn(address) || place.hosts().contains(host));
    }

    private boolean isOwn(URI address) {
        return String.valueOf(place.address().getRawAuthority()).equalsIgnoreCase(address.getRawAuthority());
    }
}
