package vn.huetwin.server.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A question of a planner as standard SPARQL, from a file beside this class whose first lines say what it asks.
 *
 * @param goalMillis 95th percentile over HTTP that is wanted on 100,000 buildings and two cores
 * @param asOf       time at which it is asked, ISO 8601; null for now
 */
record PlannersQuestion(
        String id, String title, int goalMillis, @Nullable String asOf, String query) {
    private static final List<String> IDS =
            List.of("P1", "P2", "P3", "P4", "P5a", "P5b", "P6", "P7", "P8", "P9", "P10");

    static List<PlannersQuestion> all() {
        return IDS.stream().map(PlannersQuestion::read).toList();
    }

    private static PlannersQuestion read(String id) {
        String text;
        try (InputStream in = PlannersQuestion.class.getResourceAsStream(id + ".rq")) {
            if (in == null) {
                throw new IllegalStateException("Missing from the class path: " + id + ".rq");
            }
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String title = text.lines().findFirst().orElse("").substring(1).strip();
        String goal = note(text, "goal-ms");
        return new PlannersQuestion(id, title, goal == null ? 0 : Integer.parseInt(goal), note(text, "as-of"), text);
    }

    private static @Nullable String note(String text, String name) {
        String start = "# " + name + ":";
        return text.lines()
                .filter(l -> l.startsWith(start))
                .map(l -> l.substring(start.length()).strip())
                .findFirst()
                .orElse(null);
    }
}
