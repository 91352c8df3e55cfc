package vn.huetwin.ingest.simulate;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import vn.huetwin.ingest.event.CloudEventJson;
import vn.huetwin.ingest.event.EventException;
import vn.huetwin.ingest.event.Intake;
import vn.huetwin.ingest.event.Receipt;

/** Straight into the intake of this process. */
public final class IntakeSink implements EventSink {
    private static final long PAUSE_MILLIS = 200;
    private final Intake intake;
    private final CloudEventJson json;

    public IntakeSink(Intake intake, CloudEventJson json) {
        this.intake = intake;
        this.json = json;
    }

    @Override
    public Outcome send(List<byte[]> events) throws IOException, InterruptedException {
        List<CompletableFuture<Receipt>> receipts = new ArrayList<>();
        int full = 0;
        try {
            for (byte[] event : events) {
                CompletableFuture<Receipt> receipt = intake.offer(json.parse(event), event);
                while (receipt == null) {
                    full++;
                    Thread.sleep(PAUSE_MILLIS);
                    receipt = intake.offer(json.parse(event), event);
                }
                receipts.add(receipt);
            }
            int[] count = new int[3];
            for (CompletableFuture<Receipt> receipt : receipts) {
                Receipt got = receipt.get();
                count[got instanceof Receipt.Accepted ? 0 : got instanceof Receipt.Duplicate ? 1 : 2]++;
            }
            return new Outcome(count[0], count[1], count[2], full);
        } catch (EventException e) {
            throw new IllegalStateException("The simulator made an event that cannot be read", e);
        } catch (ExecutionException e) {
            throw new IOException("The intake could not store simulated events", e);
        }
    }
}
