package vn.huetwin.server.config;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import vn.huetwin.server.security.Role;

/**
 * A GeoServer that is served under {@code /geoserver}.
 *
 * @param address    where it answers: {@code http://localhost:8081/geoserver}
 * @param workspace  whose services readers may use; all else of it is for administrators
 * @param reader     who may use these services
 * @param userHeader header that tells it who asks, with {@code -roles} behind it what they may; null for nobody. Its HTTP
 *                   header filter believes this header: it must take requests from this server alone
 */
public record GeoServerSite(
        URI address,
        String workspace,
        Role reader,
        @Nullable String userHeader) {
    public GeoServerSite {
        String scheme = address.getScheme();
        if (address.getHost() == null
                || !("http".equals(scheme) || "https".equals(scheme))
                || address.getRawQuery() != null
                || address.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "--geoserver-url is an address such as http://localhost:8081/geoserver, not '" + address + "'");
        }
        if (!workspace.matches("[A-Za-z][A-Za-z0-9_.-]{0,62}")) {
            throw new IllegalArgumentException(
                    "--geoserver-workspace is the name of a workspace, such as hue, not '" + workspace + "'");
        }
        if (userHeader != null && !userHeader.matches("[A-Za-z][A-Za-z0-9-]{0,62}")) {
            throw new IllegalArgumentException(
                    "--geoserver-user-header has letters, digits and - only, not '" + userHeader + "'");
        }
    }

    /** The path of it on its own machine, without a slash at the end. */
    public String path() {
        String path = address.getRawPath() == null ? "" : address.getRawPath();
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    /** The port of it. */
    public int port() {
        return address.getPort() >= 0 ? address.getPort() : isSecure() ? 443 : 80;
    }

    /** Whether it is reached by TLS. */
    public boolean isSecure() {
        return "https".equals(address.getScheme());
    }
}
