package vn.huetwin.server.backup;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicBoolean;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.server.http.Caller;
import vn.huetwin.server.http.HttpProblem;
import vn.huetwin.server.http.Routes;
import vn.huetwin.server.http.Workers;
import vn.huetwin.server.security.Role;

/** {@code GET /api/backup}: the whole city as a zip file, for administrators; one at a time. */
public final class BackupRoutes implements Routes {
    private final Backup backup;
    private final Workers workers;
    private final AtomicBoolean running = new AtomicBoolean();

    public BackupRoutes(Backup backup, Workers workers) {
        this.backup = backup;
        this.workers = workers;
    }

    @Override
    public void mount(Router router) {
        router.get("/api/backup").handler(this::send);
    }

    private void send(RoutingContext context) {
        Caller.of(context).require(Role.ADMIN);
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/zip")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("Content-Disposition", "attachment; filename=\"hue-twin-backup.zip\"");
        workers.stream(context, this::write);
    }

    private void write(OutputStream out) throws Exception {
        if (!running.compareAndSet(false, true)) {
            throw new HttpProblem(
                    409,
                    "backup-runs",
                    "",
                    new Text("Đang sao lưu; hãy đợi xong", "A backup is being made; wait for its end"));
        }
        try {
            backup.write(out);
        } finally {
            running.set(false);
        }
    }
}
