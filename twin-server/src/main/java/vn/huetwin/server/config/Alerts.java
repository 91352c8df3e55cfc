package vn.huetwin.server.config;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ingest.deadline.OfficeHours;

/**
 * What the city tells by itself, and to whom.
 *
 * @param webhookNetworks networks beside the public ones to which events may be sent, such as {@code 10.20.0.0/16}
 * @param officeHours     when offices work on a working day
 * @param capKey          PKCS#12 file with the key that signs the city's own warnings; null to send them unsigned
 * @param capKeyPassword  its password
 */
public record Alerts(
        List<String> webhookNetworks,
        String officeHours,
        @Nullable Path capKey,
        @Nullable String capKeyPassword) {
    public static final Alerts DEFAULT = new Alerts(List.of(), OfficeHours.USUAL);

    /** Unsigned warnings. */
    public Alerts(List<String> webhookNetworks, String officeHours) {
        this(webhookNetworks, officeHours, null, null);
    }

    /** The same without its secret, since records are written to logs. */
    @Override
    public String toString() {
        return "Alerts[webhookNetworks=" + webhookNetworks + ", officeHours=" + officeHours + ", capKey=" + capKey
                + "]";
    }
}
