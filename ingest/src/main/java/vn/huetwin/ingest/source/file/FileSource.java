package vn.huetwin.ingest.source.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.huetwin.ingest.event.CloudEventJson;
import vn.huetwin.ingest.source.Digest;
import vn.huetwin.ingest.source.Inlet;
import vn.huetwin.ingest.source.Parcel;
import vn.huetwin.ingest.source.Source;
import vn.huetwin.ingest.source.SourceLimits;
import vn.huetwin.ingest.source.format.Message;
import vn.huetwin.ingest.source.format.MessageFormat;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.validate.Problem;

/**
 * A file of messages, played once. How far it came is committed with its events, so that after a kill none comes twice; a
 * file of the same name with another beginning or size is another recording.
 */
public final class FileSource implements Source {
    private static final Logger log = LoggerFactory.getLogger(FileSource.class);
    private static final String PART = "recording";
    /** A gap in a recording is not waited out. */
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private static final int LOOKED_AT = 1 << 16;

    /** Waits. */
    interface Pause {
        void of(Duration time) throws InterruptedException;
    }

    /**
     * What to play.
     *
     * @param speed seconds of the recording in a second; 0 for as fast as events are taken
     */
    public record Place(Path file, double speed) {}

    private final Place place;
    private final MessageFormat format;
    private final SourceLimits limits;
    private final InstantSource clock;
    private final Pause pause;

    public FileSource(Place place, MessageFormat format, SourceLimits limits, InstantSource clock) {
        this(place, format, limits, clock, time -> Thread.sleep(time.toMillis()));
    }

    FileSource(Place place, MessageFormat format, SourceLimits limits, InstantSource clock, Pause pause) {
        this.place = place;
        this.format = format;
        this.limits = limits;
        this.clock = clock;
        this.pause = pause;
    }

    @Override
    public void run(Inlet inlet) throws Exception {
        long size = Files.size(place.file());
        String identity = identity(size);
        String position = inlet.positions().get(PART);
        long done = position != null && position.startsWith(identity + " ")
                ? Long.parseLong(position.substring(identity.length() + 1))
                : 0;
        try (Recording recording = new Recording(place.file(), limits.messageBytes())) {
            for (long i = 0; i < done; i++) {
                recording.next();
            }
            inlet.running();
            inlet.progress(size == 0 ? 1 : (double) recording.read() / size);
            new Play(inlet, recording, identity, size, done).run();
        }
        inlet.progress(1);
        log.info("Source {}: {} is played to its end", inlet.spec().name(), place.file());
    }

    private String identity(long size) throws IOException {
        try (InputStream in = Files.newInputStream(place.file())) {
            return size + "-" + Digest.of(in.readNBytes(LOOKED_AT));
        }
    }

    /** One run through the file. */
    private final class Play {
        private final Inlet inlet;
        private final Recording recording;
        private final String identity;
        private final long size;
        private final List<CloudEventJson.Item> waiting = new ArrayList<>();
        private long done;
        private @Nullable Instant before;

        Play(Inlet inlet, Recording recording, String identity, long size, long done) {
            this.inlet = inlet;
            this.recording = recording;
            this.identity = identity;
            this.size = size;
            this.done = done;
        }

        void run() throws IOException, SQLException, InterruptedException {
            for (byte[] message = recording.next(); message != null; message = recording.next()) {
                List<CloudEventJson.Item> items = items(message);
                Duration wait = wait(items);
                if (!wait.isZero() || waiting.size() + items.size() > limits.events()) {
                    store();
                }
                if (!wait.isZero()) {
                    pause.of(wait);
                }
                waiting.addAll(items);
                done++;
            }
            store();
        }

        private List<CloudEventJson.Item> items(byte[] message) {
            String source = inlet.spec().name();
            if (message.length > limits.messageBytes()) {
                Problem problem = new Problem(
                        "message-too-large",
                        place.file().getFileName().toString(),
                        new Text(
                                "Sự kiện thứ " + (done + 1) + " có hơn " + limits.messageBytes() + " byte",
                                "Event " + (done + 1) + " has more than " + limits.messageBytes() + " bytes"));
                return List.of(new CloudEventJson.Item(source, null, message, null, List.of(problem)));
            }
            return format.items(
                    source,
                    new Message(place.file().getFileName().toString(), null, Map.of(), message, clock.instant()));
        }

        /** A message of several thousand events goes in several parcels, its position with the last. */
        private void store() throws SQLException, InterruptedException {
            if (waiting.isEmpty()) {
                return;
            }
            int at = 0;
            while (waiting.size() - at > limits.events()) {
                inlet.take(new Parcel(waiting.subList(at, at + limits.events()), Map.of()));
                at += limits.events();
            }
            inlet.take(new Parcel(waiting.subList(at, waiting.size()), Map.of(PART, identity + " " + done)));
            inlet.progress((double) recording.read() / size);
            waiting.clear();
        }

        private Duration wait(List<CloudEventJson.Item> items) {
            Instant time = items.stream()
                    .map(CloudEventJson.Item::event)
                    .filter(event -> event != null)
                    .map(event -> event.time())
                    .findFirst()
                    .orElse(null);
            Instant last = before;
            before = time == null ? last : time;
            if (place.speed() <= 0 || last == null || time == null || !time.isAfter(last)) {
                return Duration.ZERO;
            }
            Duration wait =
                    Duration.ofMillis((long) (Duration.between(last, time).toMillis() / place.speed()));
            return wait.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : wait;
        }
    }
}
