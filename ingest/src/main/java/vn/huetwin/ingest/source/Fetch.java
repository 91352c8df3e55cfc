package vn.huetwin.ingest.source;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks other servers, within limits. Redirections are not followed: who declared an address is to say where it leads.
 */
public final class Fetch {
    /** By these names a position keeps the validators of the last answer (RFC 9110, section 8.8). */
    public static final String ETAG = "etag";

    public static final String MODIFIED = "last-modified";

    /** @param body empty unless the status is 200 */
    public record Answer(int status, HttpHeaders headers, byte[] body) {
        /** The first value of a header, or an empty text. */
        public String header(String name) {
            return headers.firstValue(name).orElse("");
        }
    }

    private final HttpClient client;
    private final Duration patience;

    /** @param patience longest wait for a connection, and for the beginning of an answer */
    public Fetch(Duration patience) {
        this.patience = patience;
        client = HttpClient.newBuilder()
                .connectTimeout(patience)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /** @throws IOException also if the body has more bytes than that */
    public Answer get(URI address, Map<String, String> headers, int mostBytes)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address).timeout(patience).GET();
        headers.forEach(request::setHeader);
        HttpResponse<InputStream> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream in = answer.body()) {
            if (answer.statusCode() != 200) {
                return new Answer(answer.statusCode(), answer.headers(), new byte[0]);
            }
            byte[] body = in.readNBytes(mostBytes + 1);
            if (body.length > mostBytes) {
                throw new IOException(named(address) + " answers with more than " + mostBytes + " bytes");
            }
            return new Answer(200, answer.headers(), body);
        }
    }

    /**
     * Asks for a document unless it is still the one that was had (RFC 9110, sections 13.1.2 and 13.1.3).
     *
     * @param known the validators of that one, under {@link #ETAG} and {@link #MODIFIED}, if there was one
     * @return null if it has not changed
     * @throws IOException also if the answer is neither 200 nor 304
     */
    public @Nullable Answer changed(URI address, Map<String, String> headers, Map<String, String> known, int mostBytes)
            throws IOException, InterruptedException {
        Map<String, String> all = new HashMap<>(headers);
        String etag = known.get(ETAG);
        String modified = known.get(MODIFIED);
        if (etag != null) {
            all.put("If-None-Match", etag);
        }
        if (modified != null) {
            all.put("If-Modified-Since", modified);
        }
        Answer answer = get(address, all, mostBytes);
        if (answer.status() == 304) {
            return null;
        }
        if (answer.status() != 200) {
            throw new IOException(named(address) + " answers " + answer.status());
        }
        return answer;
    }

    /** An address without its query, which may hold a key. */
    public static String named(URI address) {
        return address.getScheme() + "://" + address.getRawAuthority() + address.getRawPath();
    }
}
