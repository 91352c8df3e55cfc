package vn.huetwin.server.http;

import io.vertx.ext.web.Router;

/** The routes of one feature. */
public interface Routes {
    void mount(Router router);
}
