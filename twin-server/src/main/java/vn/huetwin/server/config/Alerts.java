package vn.huetwin.server.config;

import java.util.List;
import vn.huetwin.ingest.deadline.OfficeHours;

/**
 * What the city tells by itself, and to whom.
 *
 * @param webhookNetworks networks beside the public ones to which events may be sent, such as {@code 10.20.0.0/16}
 * @param officeHours     when offices work on a working day
 */
public record Alerts(List<String> webhookNetworks, String officeHours) {
    public static final Alerts DEFAULT = new Alerts(List.of(), OfficeHours.USUAL);
}
