package vn.huetwin.server.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A page of a {@link TestBrowser} that notes what it asks of other hosts and what goes wrong in it. */
public final class WatchedPage implements AutoCloseable {
    private final Queue<String> outside = new ConcurrentLinkedQueue<>();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final Page page;

    WatchedPage(Browser browser, String base, int width, int height) {
        page = browser.newPage(new Browser.NewPageOptions().setViewportSize(width, height));
        page.onRequest(request -> {
            String url = request.url();
            if (!url.startsWith(base) && !url.startsWith("data:") && !url.startsWith("blob:")) {
                outside.add(url);
            }
        });
        page.onPageError(faults::add);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                faults.add(message.text() + " " + message.location());
            }
        });
    }

    public Page page() {
        return page;
    }

    /** Errors with these words are what the test wanted. */
    public void expectFault(String words) {
        faults.removeIf(fault -> fault.contains(words));
    }

    public void assertNothingWrong() {
        assertEquals(List.of(), List.copyOf(outside), "requests to other hosts");
        assertEquals(List.of(), List.copyOf(faults), "errors of the page");
    }

    @Override
    public void close() {
        page.close();
    }
}
