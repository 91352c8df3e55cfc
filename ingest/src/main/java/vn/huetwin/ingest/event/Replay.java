package vn.huetwin.ingest.event;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ingest.quarantine.QuarantineShelf;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.validate.Problem;

/** Sends events from the quarantine again, as they were or mended. Rows of files are mended in the file instead. */
public final class Replay {
    private static final long PATIENCE_SECONDS = 30;

    private final QuarantineShelf shelf;
    private final Intake intake;
    private final CloudEventJson json;

    public Replay(QuarantineShelf shelf, Intake intake, CloudEventJson json) {
        this.shelf = shelf;
        this.intake = intake;
        this.json = json;
    }

    /**
     * @param mended the event in structured mode, or null to send it as it came
     * @return what became of it, null if the queue is full; unless it is rejected again, it leaves the quarantine
     */
    public @Nullable Receipt send(QuarantineShelf.Item item, byte @Nullable [] mended)
            throws SQLException, InterruptedException, ExecutionException, TimeoutException {
        if (item.row() != null) {
            return new Receipt.Rejected(List.of(new Problem(
                    "row-of-a-file",
                    "id",
                    new Text(
                            "Đây là một dòng của tệp '" + item.source() + "'; hãy sửa tệp và nhập lại",
                            "This is a row of the file '" + item.source() + "'; mend the file and import it again"))));
        }
        Receipt receipt;
        try {
            CityEvent event = json.parseKept(mended == null ? item.original() : mended);
            CompletableFuture<Receipt> waiting = intake.offerAgain(event);
            if (waiting == null) {
                return null;
            }
            receipt = waiting.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (EventException e) {
            receipt = new Receipt.Rejected(e.problems());
        }
        if (!(receipt instanceof Receipt.Rejected)) {
            shelf.resolve(item.id());
        }
        return receipt;
    }

    /** The original as text for people; bytes that are not UTF-8 are shown as replacement characters. */
    public static String text(QuarantineShelf.Item item) {
        return new String(item.original(), StandardCharsets.UTF_8);
    }
}
