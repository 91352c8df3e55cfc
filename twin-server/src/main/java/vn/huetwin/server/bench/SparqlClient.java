package vn.huetwin.server.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Asks a server one question many times, one after the other, and reads each answer to its end. */
final class SparqlClient {
    /**
     * What many answers took, in milliseconds.
     *
     * @param rows of one answer
     * @param failure what the server said, or empty
     */
    record Answers(int rows, List<Double> millis, String failure) {
        double percentile(double part) {
            if (millis.isEmpty()) {
                return Double.NaN;
            }
            List<Double> sorted = new ArrayList<>(millis);
            Collections.sort(sorted);
            return sorted.get((int) Math.ceil(part * sorted.size()) - 1);
        }
    }

    private final HttpClient client = HttpClient.newHttpClient();
    private final String endpoint;

    SparqlClient(String endpoint) {
        this.endpoint = endpoint;
    }

    /** Asks until it has been asked often enough or long enough, and at least once. */
    Answers ask(PlannersQuestion question, int times, Duration budget) throws IOException {
        String target = question.asOf() == null
                ? endpoint
                : endpoint + "?asOf=" + URLEncoder.encode(question.asOf(), StandardCharsets.UTF_8);
        HttpRequest request = HttpRequest.newBuilder(URI.create(target))
                .header("Content-Type", "application/sparql-query")
                .header("Accept", "text/csv")
                .POST(HttpRequest.BodyPublishers.ofString(question.query(), StandardCharsets.UTF_8))
                .build();
        List<Double> millis = new ArrayList<>();
        int rows = 0;
        long end = System.nanoTime() + budget.toNanos();
        do {
            long start = System.nanoTime();
            try {
                HttpResponse<InputStream> answer = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
                try (InputStream body = answer.body()) {
                    String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
                    if (answer.statusCode() != 200) {
                        return new Answers(0, List.of(), answer.statusCode() + " " + text);
                    }
                    rows = (int) text.lines().count() - 1;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return new Answers(rows, millis, "interrupted");
            }
            millis.add((System.nanoTime() - start) / 1e6);
        } while (millis.size() < times && System.nanoTime() < end);
        return new Answers(rows, millis, "");
    }
}
