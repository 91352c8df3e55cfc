package vn.huetwin.ingest.replay;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ingest.cap.CapIntake;
import vn.huetwin.ingest.event.CloudEventJson;
import vn.huetwin.ingest.event.EventException;
import vn.huetwin.ingest.event.Intake;
import vn.huetwin.ingest.event.Receipt;
import vn.huetwin.ingest.quarantine.QuarantineShelf;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.validate.Problem;

/** Sends events and warnings from the quarantine again, as they were or mended. Rows of files are mended in the file instead. */
public final class QuarantineReplay {
    private static final long PATIENCE_SECONDS = 30;

    private final QuarantineShelf shelf;
    private final Intake intake;
    private final CloudEventJson json;
    private final CapIntake warnings;

    public QuarantineReplay(QuarantineShelf shelf, Intake intake, CloudEventJson json, CapIntake warnings) {
        this.shelf = shelf;
        this.intake = intake;
        this.json = json;
        this.warnings = warnings;
    }

    /**
     * @param mended the event in structured mode or as the quarantine keeps it, or the CAP message; null to send it as it came
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
        byte[] content = mended == null ? item.original() : mended;
        Receipt receipt;
        try {
            receipt = isXml(content) ? warning(content) : event(content);
        } catch (EventException e) {
            receipt = new Receipt.Rejected(e.problems());
        }
        if (receipt == null) {
            return null;
        }
        if (!(receipt instanceof Receipt.Rejected)) {
            shelf.resolve(item.id());
        }
        return receipt;
    }

    private @Nullable Receipt event(byte[] content)
            throws EventException, InterruptedException, ExecutionException, TimeoutException {
        CompletableFuture<Receipt> waiting = intake.offerAgain(json.parseKept(content));
        return waiting == null ? null : waiting.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** One receipt for all that the message says: refused if a part of it is, a duplicate if nothing of it is new. */
    private @Nullable Receipt warning(byte[] content)
            throws EventException, SQLException, InterruptedException, ExecutionException, TimeoutException {
        CapIntake.Taken taken = warnings.takeAgain(content);
        if (taken == null) {
            return null;
        }
        Receipt all = new Receipt.Duplicate();
        for (CompletableFuture<Receipt> part : taken.receipts()) {
            Receipt receipt = part.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (receipt instanceof Receipt.Rejected) {
                return receipt;
            }
            all = receipt instanceof Receipt.Accepted ? receipt : all;
        }
        return all;
    }

    /** CAP messages are the only ones in XML that come in. */
    private static boolean isXml(byte[] content) {
        int at = content.length > 3 && content[0] == (byte) 0xef ? 3 : 0; // behind a byte order mark
        while (at < content.length && content[at] <= ' ' && content[at] >= 0) {
            at++;
        }
        return at < content.length && content[at] == '<';
    }

    /** The original as text for people; bytes that are not UTF-8 are shown as replacement characters. */
    public static String text(QuarantineShelf.Item item) {
        return new String(item.original(), StandardCharsets.UTF_8);
    }
}
