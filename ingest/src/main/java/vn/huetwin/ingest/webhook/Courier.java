package vn.huetwin.ingest.webhook;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.Map;

/** Carries one HTTP request to a sink. */
public interface Courier {
    /** @param address the address to connect to, whatever the name of the sink resolves to by now */
    record Parcel(String method, URI sink, InetAddress address, Map<String, String> headers, byte[] body) {}

    /** @param headers by lower-case name */
    record Answer(int status, Map<String, String> headers) {
        boolean isGood() {
            return status >= 200 && status < 300;
        }
    }

    /**
     * Waits for the answer, within bounds of time and size; follows no redirection.
     *
     * @throws IOException if there is none
     */
    Answer carry(Parcel parcel) throws IOException, InterruptedException;
}
