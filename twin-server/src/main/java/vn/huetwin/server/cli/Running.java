package vn.huetwin.server.cli;

import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import vn.huetwin.server.Twin;
import vn.huetwin.server.config.ServerConfig;

/** A server in the foreground: says where it is, and stops in order on Ctrl-C. */
final class Running {
    private Running() {}

    static int untilStopped(ServerConfig config, Twin twin) throws InterruptedException {
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            twin.close();
                            stopped.countDown();
                        },
                        "stop"));
        announce(System.out, config, twin);
        stopped.await();
        return 0;
    }

    private static void announce(PrintStream out, ServerConfig config, Twin twin) {
        String address =
                "http://" + ("0.0.0.0".equals(config.host()) ? "localhost" : config.host()) + ":" + twin.port();
        if (twin.adminKey() != null) {
            out.println("admin key: " + twin.adminKey());
        }
        out.println();
        out.println("  Huế Twin   " + address + "/");
        out.println("  OGC API    " + address + "/ogc");
        out.println("  SPARQL     " + address + "/sparql");
        out.println("  Catalogue  " + address + "/catalog");
        out.println("  Events     " + address + "/events/stream");
        out.println("  Health     " + address + "/health");
        out.println();
        out.println("  Ctrl-C stops the server; the data stays in "
                + config.data().toAbsolutePath().normalize());
        out.flush();
    }
}
