package vn.huetwin.server.sparql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vn.huetwin.server.testing.SmallCity;
import vn.huetwin.server.testing.TestBrowser;
import vn.huetwin.server.testing.TestTwin;
import vn.huetwin.server.testing.WatchedPage;

/** The query page in a real browser: what somebody who asks sees, and that nothing is asked of other hosts. */
@Tag("browser")
@Tag("postgis")
class QueryPageBrowserTest {
    private static final double PATIENCE_MILLIS = 60_000;

    private static TestTwin twin;
    private static TestBrowser browser;
    private WatchedPage watched;
    private Page page;

    @BeforeAll
    static void start() throws Exception {
        TestBrowser.assumeInstalled();
        twin = TestTwin.plan().filled(SmallCity::build).start();
        browser = TestBrowser.start();
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
        if (twin != null) {
            twin.close();
        }
    }

    @BeforeEach
    void open() {
        String base = twin.uri("/").toString();
        watched = browser.open(base, 1100, 800);
        page = watched.page();
        page.setDefaultTimeout(PATIENCE_MILLIS);
        page.navigate(base + "sparql");
        page.waitForSelector("html[data-state=ready]");
    }

    @AfterEach
    void nothingWentWrong() {
        try (WatchedPage closing = watched) {
            closing.assertNothingWrong();
        }
    }

    private void write(String query) {
        page.evaluate("text => document.querySelector('.CodeMirror').CodeMirror.setValue(text)", query);
    }

    @Test
    void anExampleIsAnsweredInATable() {
        page.click("#examples button:has-text('Ngọ Môn nhất')");
        page.click("#run");
        page.waitForSelector("#table tbody tr:nth-child(20)");
        assertTrue(page.textContent("#table").contains("Nhà b"), page.textContent("#table"));
        assertTrue(page.textContent("#status").startsWith("20 dòng"), page.textContent("#status"));
        page.click("#language");
        assertTrue(page.textContent("#examples").contains("The newest reports"));
        assertEquals("Run", page.textContent("#run"));
    }

    @Test
    void shapesAreDrawnOnTheMapAndCanBeChosen() {
        page.click("#examples button:has-text('Các phường, xã')");
        page.click(".views span:has-text('Bản đồ')");
        page.click("#run");
        page.waitForSelector("#map-note:has-text('2 hình')");
        page.waitForTimeout(500);
        page.click("#map");
        page.waitForSelector("#chosen td:has-text('Phường')");
    }

    @Test
    void itSaysHowItWasFoundAndWhatIsWrong() {
        page.click("#run");
        page.waitForSelector("#table table", new Page.WaitForSelectorOptions().setState(WaitForSelectorState.ATTACHED));
        page.click(".views span:has-text('Giải thích')");
        page.waitForSelector("#table .statement pre:has-text('ST_Intersects')");
        page.click(".views span:has-text('Bảng')");
        page.waitForSelector("#table table", new Page.WaitForSelectorOptions().setState(WaitForSelectorState.ATTACHED));
        write("SELECT ?a { ?a <http://example.org/p> }");
        page.waitForSelector(
                ".parseErrorIcon", new Page.WaitForSelectorOptions().setState(WaitForSelectorState.ATTACHED));
        page.click("#run");
        page.waitForSelector("#table .problem");
        watched.expectFault("400");
    }

    @Test
    void theAnswerIsAFileInTheFormatChosen() throws IOException {
        page.selectOption("#format", "csv");
        Download file = page.waitForDownload(() -> page.click("#download"));
        assertEquals("answer.csv", file.suggestedFilename());
        assertTrue(Files.readString(file.path()).startsWith("building,name,height,shape"), "columns of the example");
    }
}
