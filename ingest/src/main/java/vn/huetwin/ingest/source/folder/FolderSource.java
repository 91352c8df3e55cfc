package vn.huetwin.ingest.source.folder;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.huetwin.ingest.event.CloudEventJson;
import vn.huetwin.ingest.event.EventException;
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
 * A folder whose files are taken in the order of their names. A file that still grows waits; one that is stored goes to
 * {@code done}, one that cannot be read at all to {@code failed}. How far a file is stored is committed with its rows, so
 * that a server that was killed goes on in the middle of it.
 */
public final class FolderSource implements Source {
    private static final Logger log = LoggerFactory.getLogger(FolderSource.class);

    /**
     * Where files come.
     *
     * @param every  pause between two looks
     * @param settle how long a file has to stay as it is to count as whole
     */
    public record Place(Path folder, Duration every, Duration settle) {}

    /** A file as it was seen, and since when it is so. */
    private record Seen(long size, long modified, Instant since) {}

    private final Place place;
    private final MessageFormat format;
    private final SourceLimits limits;
    private final InstantSource clock;
    private final Map<String, Seen> seen = new HashMap<>();

    public FolderSource(Place place, MessageFormat format, SourceLimits limits, InstantSource clock) {
        this.place = place;
        this.format = format;
        this.limits = limits;
        this.clock = clock;
    }

    @Override
    public void run(Inlet inlet) throws Exception {
        seen.clear();
        Files.createDirectories(place.folder());
        inlet.running();
        while (!Thread.currentThread().isInterrupted()) {
            look(inlet);
            TimeUnit.MILLISECONDS.sleep(place.every().toMillis());
        }
    }

    void look(Inlet inlet) throws IOException, SQLException, InterruptedException {
        List<Path> files = files();
        seen.keySet()
                .retainAll(files.stream().map(f -> f.getFileName().toString()).toList());
        long waiting = files.size();
        for (Path file : files) {
            if (isWhole(file)) {
                take(inlet, file);
                waiting--;
            }
        }
        inlet.lag(waiting);
    }

    /** Those that begin with a dot or end as files under way do are left alone. */
    private List<Path> files() throws IOException {
        List<Path> all = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(place.folder())) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)
                        && !name.startsWith(".")
                        && !name.matches(".*\\.(part|tmp|filepart|crdownload)")) {
                    all.add(entry);
                }
            }
        }
        all.sort(null);
        return all;
    }

    private boolean isWhole(Path file) throws IOException {
        BasicFileAttributes now;
        try {
            now = Files.readAttributes(file, BasicFileAttributes.class);
        } catch (NoSuchFileException e) {
            return false;
        }
        long modified = now.lastModifiedTime().toMillis();
        String name = file.getFileName().toString();
        Seen before = seen.get(name);
        if (before == null || before.size() != now.size() || before.modified() != modified) {
            before = new Seen(now.size(), modified, clock.instant());
            seen.put(name, before);
        }
        return !clock.instant().isBefore(before.since().plus(place.settle()));
    }

    private void take(Inlet inlet, Path file) throws IOException, SQLException, InterruptedException {
        String name = file.getFileName().toString();
        if (Files.size(file) > limits.bodyBytes()) {
            fail(inlet, file, new byte[0], List.of(tooLarge(name, Files.size(file))));
            return;
        }
        byte[] body = Files.readAllBytes(file);
        List<CloudEventJson.Item> items;
        try {
            items = format.read(new Message(name, null, Map.of(), body, clock.instant()));
        } catch (EventException e) {
            fail(inlet, file, body, e.problems());
            return;
        }
        String digest = Digest.of(body);
        int from = stored(inlet.positions().get(name), digest);
        for (int at = from; at < items.size(); at += limits.events()) {
            int until = Math.min(items.size(), at + limits.events());
            inlet.take(new Parcel(items.subList(at, until), Map.of(name, digest + ":" + until)));
        }
        move(file, "done");
        forget(inlet, name);
        log.info("Source {}: {} is stored, {} rows", inlet.spec().name(), name, items.size());
    }

    /** How many rows of the file are stored; none if what was stored under this name was another file. */
    private static int stored(@Nullable String position, String digest) {
        return position != null && position.startsWith(digest + ":")
                ? Integer.parseInt(position.substring(digest.length() + 1))
                : 0;
    }

    private void fail(Inlet inlet, Path file, byte[] body, List<Problem> problems)
            throws IOException, SQLException, InterruptedException {
        String name = file.getFileName().toString();
        String digest = Digest.of(body);
        if (stored(inlet.positions().get(name), digest) == 0) {
            CloudEventJson.Item whole = new CloudEventJson.Item(inlet.spec().name(), null, body, null, problems);
            inlet.take(new Parcel(List.of(whole), Map.of(name, digest + ":1")));
        }
        move(file, "failed");
        forget(inlet, name);
        log.warn(
                "Source {}: {} cannot be read: {}",
                inlet.spec().name(),
                name,
                problems.get(0).message().en());
    }

    private static void forget(Inlet inlet, String name) throws SQLException, InterruptedException {
        inlet.take(new Parcel(List.of(), Map.of(name, "")));
    }

    /** An older file of the same name stays. */
    private void move(Path file, String where) throws IOException {
        String name = file.getFileName().toString();
        Path folder = Files.createDirectories(place.folder().resolve(where));
        for (int copy = 1; ; copy++) {
            try {
                Files.move(file, folder.resolve(copy == 1 ? name : copy + "-" + name));
                return;
            } catch (FileAlreadyExistsException e) {
                log.debug("{} is there already", name, e);
            }
        }
    }

    private Problem tooLarge(String name, long size) {
        return new Problem(
                "file-too-large",
                name,
                new Text(
                        "Tệp có " + size + " byte, tối đa " + limits.bodyBytes() + "; hãy chia nhỏ",
                        "The file has " + size + " bytes, at most " + limits.bodyBytes() + " are taken; split it"));
    }
}
