package vn.huetwin.server.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import vn.huetwin.ingest.deadline.OfficeHours;
import vn.huetwin.server.config.Alerts;

/** Options about what the city tells by itself. */
final class AlertOptions {
    @Option(
            names = "--webhook-networks",
            split = ",",
            paramLabel = "<network>",
            description = "networks that web hooks may reach beside public addresses by HTTPS, such as"
                    + " 10.20.0.0/16,127.0.0.1/32 (default: none)")
    private List<String> webhookNetworks = new ArrayList<>();

    @Option(
            names = "--office-hours",
            defaultValue = OfficeHours.USUAL,
            description = "when offices work, for deadlines counted in hours (default: ${DEFAULT-VALUE})")
    private String officeHours = OfficeHours.USUAL;

    @Nullable
    @Option(
            names = "--cap-key",
            paramLabel = "<file>",
            description =
                    "PKCS#12 file whose key signs the warnings that the city gives out as CAP (default: unsigned)")
    private Path capKey;

    @Nullable
    @Option(
            names = "--cap-key-password",
            paramLabel = "<password>",
            description = "password of that file; better given as TWIN_CAP_KEY_PASSWORD")
    private String capKeyPassword;

    Alerts alerts() {
        return new Alerts(List.copyOf(webhookNetworks), officeHours, capKey, capKeyPassword);
    }
}
