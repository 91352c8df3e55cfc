package vn.huetwin.server.cli;

import java.io.PrintWriter;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.server.City;
import vn.huetwin.server.geoserver.Publishing;

/** {@code ./twin geoserver publish}. */
@Command(
        name = "publish",
        mixinStandardHelpOptions = true,
        description = {
            "Makes a running GeoServer (2.20 or later, 3.x) show the city: a workspace, a",
            "PostGIS store, every layer with titles in Vietnamese and English, times and",
            "styles, groups of layers, and what its services say of themselves.",
            "",
            "GeoServer reads views of the open data by a role that can read nothing else.",
            "Run it again after layers or styles have changed: it writes only what differs."
        },
        footer = {
            "",
            "Example: ./twin geoserver publish --url http://localhost:8080/geoserver --user admin --dry-run",
            "Marks: + new, ~ changed, - deleted, ? not of the catalogue."
        })
final class GeoServerPublishCommand implements Callable<Integer> {
    @Mixin
    private CityOptions city = new CityOptions();

    @Mixin
    private ContactOptions contact = new ContactOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--url", required = true, description = "address of GeoServer: http://host:port/geoserver")
    private String url = "";

    @Option(names = "--user", required = true, description = "an administrator of GeoServer")
    private String user = "";

    @Option(names = "--password", defaultValue = "", description = "the password; better given as TWIN_PASSWORD")
    private String password = "";

    @Option(
            names = "--workspace",
            defaultValue = "hue",
            description = "workspace, which holds nothing else (default: ${DEFAULT-VALUE})")
    private String workspace = "hue";

    @Option(
            names = "--language",
            defaultValue = "vi",
            description = "of titles where GeoServer has one only: vi or en (default: ${DEFAULT-VALUE})")
    private String language = "vi";

    @Option(
            names = "--crs",
            split = ",",
            defaultValue = "4326,3857,4756,3405,3406,5896,5897,5898,5899",
            description = {
                "EPSG codes that it offers (default: ${DEFAULT-VALUE}).",
                "Add 9205 to 9218 if its EPSG database has them"
            })
    private List<Integer> systems = List.of();

    @Option(
            names = "--access",
            defaultValue = "open",
            description = "what readers of GeoServer may see: open or internal (default: ${DEFAULT-VALUE})")
    private String access = "open";

    @Option(names = "--database-host", description = "where GeoServer finds PostGIS, if it is elsewhere for it")
    private @Nullable String databaseHost;

    @Option(names = "--database-port", defaultValue = "0", description = "and its port")
    private int databasePort;

    @Option(
            names = "--proxy",
            paramLabel = "<address>",
            description = {
                "address of the city's server for its readers, such as https://twin.example.vn:",
                "GeoServer calls itself <address>/geoserver, where the server started with",
                "--geoserver-url serves it"
            })
    private @Nullable URI proxy;

    @Option(
            names = "--city-url",
            paramLabel = "<address>",
            description = {
                "address at which GeoServer reaches the city's server, such as http://localhost:8080:",
                "layers of rasters that everybody may see are then cascaded from its WMS"
            })
    private @Nullable URI cityUrl;

    @Option(names = "--dry-run", description = "change nothing, say what differs")
    private boolean dryRun;

    @Option(names = "--prune", description = "delete from the workspace what is not of the catalogue")
    private boolean prune;

    @Override
    public Integer call() throws Exception {
        Access readers = switch (access.toLowerCase(Locale.ROOT)) {
            case "open" -> Access.OPEN;
            case "internal" -> Access.INTERNAL;
            default -> throw new IllegalArgumentException("--access is open or internal, not '" + access + "'");
        };
        Publishing publishing = new Publishing(
                url,
                user,
                password,
                workspace,
                language,
                systems,
                readers,
                databaseHost,
                databasePort,
                proxy,
                contact.contact(),
                cityUrl,
                dryRun,
                prune);
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        try (City opened = City.openBesideServer(city.config())) {
            publishing.run(opened, out);
            if (opened.databaseProcess() != null) {
                out.println("The database stops now: start the server, so that GeoServer finds it");
            }
            if (proxy != null) {
                out.println("Start the server with --geoserver-url " + url + " --geoserver-workspace " + workspace
                        + (readers.equals(Access.INTERNAL) ? " --geoserver-role viewer" : ""));
            }
        }
        out.flush();
        return 0;
    }
}
