package vn.huetwin.server.testing;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** Debian's Chromium without a window, which draws in 3D by the processor. */
public final class TestBrowser implements AutoCloseable {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

    /** Chromium no longer falls back to the processor by itself; these make it. */
    private static final List<String> FLAGS =
            List.of("--no-sandbox", "--ignore-gpu-blocklist", "--use-gl=angle", "--use-angle=gl-egl");

    private final Playwright playwright =
            Playwright.create(new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    private final Browser browser = playwright
            .chromium()
            .launch(new BrowserType.LaunchOptions().setExecutablePath(CHROMIUM).setArgs(FLAGS));

    private TestBrowser() {}

    /** Skips the test, and says why, on a machine without Chromium: ask before anything else is started. */
    public static void assumeInstalled() {
        Assumptions.assumeTrue(Files.isExecutable(CHROMIUM), "Chromium is not installed: apt-get install chromium");
    }

    public static TestBrowser start() {
        return new TestBrowser();
    }

    /**
     * A new page of this size.
     *
     * @param base what begins all addresses that it may ask
     */
    public WatchedPage open(String base, int width, int height) {
        return new WatchedPage(browser, base, width, height);
    }

    @Override
    public void close() {
        playwright.close();
    }
}
