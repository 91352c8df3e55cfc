package vn.huetwin.ingest.webhook;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Requests to sinks: deliveries, signed, and the handshake of CloudEvents' web hook specification. */
final class Dispatch {
    private static final String ORIGIN = "huetwin";
    /** Deliveries in a minute that we ask for. */
    private static final int WISHED_RATE = 6_000;

    private final Courier courier;
    private final SinkNetworks networks;
    private final InstantSource clock;

    Dispatch(Courier courier, SinkNetworks networks, InstantSource clock) {
        this.courier = courier;
        this.networks = networks;
        this.clock = clock;
    }

    /** @param position of the event in the log: with it, a sink knows a delivery that it has had before */
    Courier.Answer deliver(Subscription to, long position, String event) throws IOException, InterruptedException {
        byte[] body = event.getBytes(StandardCharsets.UTF_8);
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("content-type", "application/cloudevents+json; charset=utf-8");
        headers.put("user-agent", "huetwin");
        headers.putAll(Signature.headers(to.secret(), to.id() + "-" + position, clock.instant(), body));
        try {
            return courier.carry(new Courier.Parcel("POST", to.sink(), networks.check(to.sink()), headers, body));
        } catch (SinkException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /**
     * Asks a sink whether it wants events (CloudEvents web hooks 1.0, section 4).
     *
     * @return deliveries in a minute that it allows; null for any
     * @throws SinkException unless it says that it does
     */
    @Nullable
    Integer shakeHands(URI sink) throws SinkException, InterruptedException {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("webhook-request-origin", ORIGIN);
        headers.put("webhook-request-rate", Integer.toString(WISHED_RATE));
        headers.put("user-agent", "huetwin");
        Courier.Answer answer;
        try {
            answer = courier.carry(new Courier.Parcel("OPTIONS", sink, networks.check(sink), headers, new byte[0]));
        } catch (IOException e) {
            throw new SinkException(
                    "sink-unreachable",
                    "sink",
                    "Không kết nối được tới sink: " + e.getMessage(),
                    "The sink cannot be reached: " + e.getMessage());
        }
        String allowed = answer.headers().getOrDefault("webhook-allowed-origin", "");
        if (!answer.isGood()
                || !(allowed.equals("*") || allowed.toLowerCase(Locale.ROOT).equals(ORIGIN))) {
            throw new SinkException(
                    "sink-does-not-agree",
                    "sink",
                    "sink phải trả lời OPTIONS bằng WebHook-Allowed-Origin: " + ORIGIN + " (hoặc *)",
                    "The sink has to answer OPTIONS with WebHook-Allowed-Origin: " + ORIGIN + " (or *); it answered "
                            + answer.status());
        }
        return rate(answer.headers().get("webhook-allowed-rate"));
    }

    private static @Nullable Integer rate(@Nullable String text) {
        try {
            return text == null || text.equals("*") ? null : Math.max(1, Integer.parseInt(text.strip()));
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
