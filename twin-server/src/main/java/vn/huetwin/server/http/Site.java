package vn.huetwin.server.http;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.util.regex.Pattern;

/** The address of this server as its client sees it. A proxy in front may say by which scheme, host and path prefix. */
public final class Site {
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.\\-\\[\\]:]{1,255}");
    private static final Pattern PREFIX = Pattern.compile("(/[A-Za-z0-9._~-]{1,64}){0,8}");

    private Site() {}

    /** Without a slash at the end. */
    public static String of(HttpServerRequest request) {
        String scheme = request.getHeader("X-Forwarded-Proto");
        if (!"https".equals(scheme) && !"http".equals(scheme)) {
            scheme = request.scheme();
        }
        String host = request.getHeader("X-Forwarded-Host");
        if (host == null || !HOST.matcher(host).matches()) {
            HostAndPort authority = request.authority();
            host = authority == null ? "localhost" : authority.toString();
        }
        String prefix = request.getHeader("X-Forwarded-Prefix");
        return scheme + "://" + host + (prefix != null && PREFIX.matcher(prefix).matches() ? prefix : "");
    }
}
