package vn.huetwin.ontology.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import vn.huetwin.ontology.catalogue.CatalogueReader;
import vn.huetwin.ontology.catalogue.Layer;

/** A copy is what it was made of and the keys that were taken in, in their order. */
class LayerHoldingsTest {
    private final Layer layer = CatalogueReader.read().get("building");
    private final BlockingQueue<String> begun = new ArrayBlockingQueue<>(100);
    private final BlockingQueue<String> finish = new ArrayBlockingQueue<>(100);

    private String make(Layer of, @Nullable String held, List<String> changed, List<String> wanted) {
        String copy = held == null ? "all" : held + changed;
        try {
            begun.add(copy);
            return copy + finish.take();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private String next() throws InterruptedException {
        return Objects.requireNonNull(begun.poll(20, TimeUnit.SECONDS), "nothing was made");
    }

    @Test
    void whatChangesWhileItIsTakenInIsTakenInAgain() throws Exception {
        try (LayerHoldings<String, String> holdings = new LayerHoldings<>("test", this::make)) {
            assertNull(holdings.find(layer, "", copy -> true));
            assertEquals("all", next());
            holdings.changed(layer, List.of("a"));
            finish.add("");
            assertEquals("all[a]", next());
            assertNull(holdings.find(layer, "", copy -> true), "a is not in it yet");
            holdings.changed(layer, List.of("a"));
            finish.add("");
            assertEquals("all[a][a]", next());
            assertNull(holdings.find(layer, "", copy -> true), "it changed after it was read");
            finish.add("");
            @Nullable String found = null;
            for (int i = 0; i < 2_000 && found == null; i++) {
                found = holdings.find(layer, "", copy -> true);
                TimeUnit.MILLISECONDS.sleep(5);
            }
            assertEquals("all[a][a]", found);
            assertNull(begun.poll(), "and nothing was made beside");
        }
    }

    @Test
    void whatIsVoidWhileItIsReadIsReadAgain() throws Exception {
        try (LayerHoldings<String, String> holdings = new LayerHoldings<>("test", this::make)) {
            assertNull(holdings.find(layer, "", copy -> true));
            assertEquals("all", next());
            holdings.changed(layer, null);
            finish.add("");
            @Nullable String again = null;
            for (int i = 0; i < 2_000 && again == null; i++) {
                assertNull(holdings.find(layer, "", copy -> true));
                again = begun.poll(5, TimeUnit.MILLISECONDS);
            }
            assertEquals("all", again);
            finish.add("");
        }
    }
}
