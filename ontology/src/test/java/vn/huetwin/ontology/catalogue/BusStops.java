package vn.huetwin.ontology.catalogue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The layer {@code bus_stop} that the documentation declares as its example, and of which Java knows nothing. */
public final class BusStops {
    private BusStops() {}

    /** The example in docs/layers.md, so that it stays true. */
    public static String turtle() {
        try {
            String page = Files.readString(Path.of("..", "docs", "layers.md"));
            int start = page.indexOf("```turtle") + "```turtle".length();
            return page.substring(start, page.indexOf("```", start));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
