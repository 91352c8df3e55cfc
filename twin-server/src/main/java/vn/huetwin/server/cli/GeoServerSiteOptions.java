package vn.huetwin.server.cli;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import vn.huetwin.server.config.GeoServerSite;
import vn.huetwin.server.security.Role;

/** Options about a GeoServer that is served under {@code /geoserver}. */
final class GeoServerSiteOptions {
    @Nullable
    @Option(
            names = "--geoserver-url",
            paramLabel = "<address>",
            description = "GeoServer that is served under /geoserver with the roles of this server, such as"
                    + " http://localhost:8081/geoserver (default: none)")
    private URI url;

    @Option(
            names = "--geoserver-workspace",
            defaultValue = "hue",
            paramLabel = "<workspace>",
            description = "workspace whose services readers may use; all else of it is for admins"
                    + " (default: ${DEFAULT-VALUE})")
    private String workspace = "hue";

    @Option(
            names = "--geoserver-role",
            defaultValue = "open",
            paramLabel = "<role>",
            description = "who may use these services: open (everybody), viewer, planner, operator or admin; viewer if"
                    + " it was published with --access internal (default: ${DEFAULT-VALUE})")
    private String role = "open";

    @Nullable
    @Option(
            names = "--geoserver-user-header",
            paramLabel = "<header>",
            description = "header that tells GeoServer who asks; <header>-roles tells the roles (default: none)")
    private String userHeader;

    @Nullable
    GeoServerSite site() {
        if (url == null) {
            return null;
        }
        Role reader = Role.find(role);
        if (reader == null) {
            throw new IllegalArgumentException(
                    "--geoserver-role is open, viewer, planner, operator or admin, not '" + role + "'");
        }
        return new GeoServerSite(url, workspace, reader, userHeader);
    }
}
