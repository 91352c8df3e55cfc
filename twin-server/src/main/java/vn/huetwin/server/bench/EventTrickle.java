package vn.huetwin.server.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Reports that arrive one by one while questions are asked: incidents, spread over the middle of the city. */
final class EventTrickle implements AutoCloseable {
    private final HttpClient client = HttpClient.newHttpClient();
    private final String endpoint;
    private final String key;
    private final Thread thread;
    private final AtomicLong accepted = new AtomicLong();
    private volatile boolean ending;

    /** @param rate events per second; 0 for none */
    EventTrickle(String endpoint, String key, double rate) {
        this.endpoint = endpoint;
        this.key = key;
        this.thread = new Thread(() -> run(rate), "bench-events");
        thread.setDaemon(true);
        if (rate > 0) {
            thread.start();
        }
    }

    /** How many the server has taken. */
    long accepted() {
        return accepted.get();
    }

    private void run(double rate) {
        SplittableRandom random = new SplittableRandom(BenchCity.SEED);
        long start = System.nanoTime();
        for (long i = 0; !ending; i++) {
            long due = start + (long) (i * 1e9 / rate);
            LockSupport.parkNanos(due - System.nanoTime());
            HttpRequest request = HttpRequest.newBuilder(URI.create(endpoint))
                    .header("Content-Type", "application/cloudevents+json")
                    .header("Authorization", "Bearer " + key)
                    .POST(HttpRequest.BodyPublishers.ofString(event(i, random)))
                    .build();
            try {
                HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() == 202) {
                    accepted.incrementAndGet();
                }
            } catch (IOException e) {
                LockSupport.parkNanos(100_000_000);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static String event(long number, SplittableRandom random) {
        return String.format(
                Locale.ROOT,
                "{\"specversion\":\"1.0\",\"id\":\"bench-%d\",\"source\":\"/bench\",\"type\":\"vn.hue.incident.received\","
                        + "\"subject\":\"live-%d\",\"time\":\"%s\",\"data\":{\"geometry\":{\"type\":\"Point\","
                        + "\"coordinates\":[%.6f,%.6f]},\"category\":\"FLOOD\",\"title\":\"Ngập\"}}",
                number,
                number,
                Instant.now().truncatedTo(ChronoUnit.MILLIS),
                107.53 + random.nextDouble() * 0.1,
                16.42 + random.nextDouble() * 0.08);
    }

    @Override
    public void close() {
        ending = true;
        thread.interrupt();
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
