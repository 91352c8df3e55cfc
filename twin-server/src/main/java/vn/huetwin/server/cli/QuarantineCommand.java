package vn.huetwin.server.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import vn.huetwin.ingest.event.ChangeFeed;
import vn.huetwin.ingest.event.CloudEventJson;
import vn.huetwin.ingest.event.EventLog;
import vn.huetwin.ingest.event.Intake;
import vn.huetwin.ingest.event.Receipt;
import vn.huetwin.ingest.quarantine.QuarantineShelf;
import vn.huetwin.ingest.replay.QuarantineReplay;
import vn.huetwin.server.City;

/** {@code ./twin quarantine}. Works beside a running server or without one. */
@Command(
        name = "quarantine",
        mixinStandardHelpOptions = true,
        description = "Shows what was refused and why, and sends it again, mended or as it was.")
final class QuarantineCommand implements Runnable {
    private static final int MOST = 10_000;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        CommandSpec command = Objects.requireNonNull(spec);
        command.commandLine().usage(command.commandLine().getOut());
    }

    @Command(name = "list", description = "Counts by source and reason, then each item on one line.")
    int list(
            @Mixin CityOptions city,
            @Nullable @Option(names = "--source", description = "only of this source") String source,
            @Nullable @Option(names = "--reason", description = "only with this reason code") String reason,
            @Option(names = "--limit", defaultValue = "50", description = "items (default: ${DEFAULT-VALUE})")
                    int limit)
            throws Exception {
        PrintWriter out = out();
        try (City opened = City.openBesideServer(city.config())) {
            QuarantineShelf shelf = new QuarantineShelf(opened.dataSource());
            shelf.counts()
                    .forEach(c -> out.println(c.count() + "  " + c.reasonCode() + "  " + c.source()
                            + (c.layer() == null ? "" : "  " + c.layer())));
            out.println();
            shelf.list(source, reason, 0, limit)
                    .forEach(i -> out.println("#" + i.id() + "  " + i.receivedAt() + "  " + i.reasonCode() + "  "
                            + i.source() + (i.row() == null ? "" : " row " + i.row()) + ": " + i.message()));
        }
        out.flush();
        return 0;
    }

    @Command(name = "show", description = "One item with its original.")
    int show(@Mixin CityOptions city, @Parameters(paramLabel = "ID") long id) throws Exception {
        PrintWriter out = out();
        try (City opened = City.openBesideServer(city.config())) {
            QuarantineShelf.Item item = get(new QuarantineShelf(opened.dataSource()), id);
            out.println("source   " + item.source());
            out.println("layer    " + (item.layer() == null ? "-" : item.layer()));
            out.println("reason   " + item.reasonCode() + (item.field() == null ? "" : " at " + item.field()));
            out.println("message  " + item.message());
            out.println("received " + item.receivedAt());
            out.println();
            out.println(QuarantineReplay.text(item));
        }
        out.flush();
        return 0;
    }

    @Command(
            name = "replay",
            description = {
                "Sends events again: one by its ID, perhaps mended from a file, or all of a source or reason.",
                "Exit code: 0 all were taken, 1 some were refused again."
            })
    int replay(
            @Mixin CityOptions city,
            @Nullable @Parameters(arity = "0..1", paramLabel = "ID") Long id,
            @Nullable @Option(names = "--file", description = "the mended event (CloudEvents JSON) or warning (CAP)")
                    Path file,
            @Nullable @Option(names = "--source", description = "all of this source") String source,
            @Nullable @Option(names = "--reason", description = "all with this reason code") String reason)
            throws Exception {
        if (id == null && source == null && reason == null) {
            throw new IllegalArgumentException("Say which: an ID, --source or --reason");
        }
        if (id == null && file != null) {
            throw new IllegalArgumentException("--file mends one event; give its ID too");
        }
        PrintWriter out = out();
        boolean good = true;
        try (City opened = City.openBesideServer(city.config());
                Intake intake = intake(opened)) {
            QuarantineShelf shelf = new QuarantineShelf(opened.dataSource());
            QuarantineReplay replay = new QuarantineReplay(
                    shelf, intake, new CloudEventJson(InstantSource.system()), opened.warnings(city.config(), intake));
            List<QuarantineShelf.Item> items =
                    id == null ? shelf.list(source, reason, 0, MOST) : List.of(get(shelf, id));
            for (QuarantineShelf.Item item : items) {
                Receipt receipt = replay.send(item, file == null ? null : Files.readAllBytes(file));
                out.println("#" + item.id() + "  " + words(receipt));
                good &= receipt != null && !(receipt instanceof Receipt.Rejected);
            }
        }
        out.flush();
        return good ? 0 : 1;
    }

    private static String words(@Nullable Receipt receipt) {
        if (receipt instanceof Receipt.Accepted accepted) {
            return "accepted at position " + accepted.position();
        }
        if (receipt instanceof Receipt.Rejected rejected) {
            return "refused: " + rejected.problems().get(0).message().en();
        }
        return receipt == null ? "the queue is full" : "known already";
    }

    private static Intake intake(City city) throws SQLException {
        ChangeFeed feed = new ChangeFeed(new EventLog(city.dataSource()));
        Intake intake = new Intake(
                city.dataSource(),
                city.catalogue(),
                city.validator(),
                city.writer(),
                feed,
                InstantSource.system(),
                1_000, // a warning may replace some hundred others
                100);
        intake.start();
        return intake;
    }

    private static QuarantineShelf.Item get(QuarantineShelf shelf, long id) throws SQLException {
        QuarantineShelf.Item item = shelf.find(id);
        if (item == null) {
            throw new IllegalArgumentException("Nothing waits in quarantine under the number " + id);
        }
        return item;
    }

    private PrintWriter out() {
        return Objects.requireNonNull(spec).commandLine().getOut();
    }
}
