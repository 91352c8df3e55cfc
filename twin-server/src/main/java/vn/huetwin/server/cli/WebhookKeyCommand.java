package vn.huetwin.server.cli;

import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import vn.huetwin.server.City;
import vn.huetwin.server.config.ServerConfig;

/** {@code ./twin renew-webhook-key}. Works beside a running server or without one. */
@Command(
        name = "renew-webhook-key",
        mixinStandardHelpOptions = true,
        description = {
            "Makes a new key in <data>/webhook.key and stores the secrets of all web hooks under it.",
            "The secrets themselves stay: nobody who is told of events notices."
        })
final class WebhookKeyCommand implements Callable<Integer> {
    @Mixin
    private CityOptions city = new CityOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        ServerConfig config = city.config();
        try (City opened = City.openBesideServer(config)) {
            int sealed = opened.subscriptions(config).renewKey();
            PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
            out.println(sealed + " secrets are stored under a new key; keep a copy of "
                    + config.data().resolve("webhook.key") + " apart from the backups");
            out.flush();
        }
        return 0;
    }
}
