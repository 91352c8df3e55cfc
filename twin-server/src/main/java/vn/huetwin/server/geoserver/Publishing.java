package vn.huetwin.server.geoserver;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.RasterLayer;
import vn.huetwin.ontology.query.FeatureCursor;
import vn.huetwin.ontology.query.FeatureQuery;
import vn.huetwin.ontology.store.PublishedViews;
import vn.huetwin.server.City;
import vn.huetwin.server.config.Contact;
import vn.huetwin.tiles.style.StyleShelf;

/**
 * Publishes a city on a GeoServer: views and a role in the database, then what GeoServer's REST interface takes. It may be
 * run again at any time, and changes only what differs.
 *
 * @param url          of GeoServer, such as {@code http://localhost:8080/geoserver}
 * @param user         an administrator of it
 * @param workspace    which holds nothing else; the views' schema and role are named after it
 * @param language     of titles where GeoServer has one only: {@code vi} or {@code en}
 * @param systems      EPSG codes that its services offer
 * @param access       what its readers may see
 * @param databaseHost where GeoServer finds PostGIS; null for where it is for us
 * @param databasePort 0 for the port that it has for us
 * @param contact     who runs it
 * @param cityUrl     where GeoServer reaches the server of the city, to cascade rasters from its WMS; null for no rasters
 * @param proxy        address of the city's server, where readers find GeoServer under {@code /geoserver}; null if they find
 *                     it at its own
 * @param dryRun       whether nothing is changed anywhere
 * @param prune        whether what is not of the catalogue is deleted from the workspace
 */
public record Publishing(
        String url,
        String user,
        String password,
        String workspace,
        String language,
        List<Integer> systems,
        Access access,
        @Nullable String databaseHost,
        int databasePort,
        @Nullable URI proxy,
        Contact contact,
        @Nullable URI cityUrl,
        boolean dryRun,
        boolean prune) {
    private static final int POSTGRES = 5432;

    /** @throws IllegalArgumentException if the workspace is no plain name */
    public Publishing {
        if (!workspace.matches("[a-z][a-z0-9_]{0,30}")) {
            throw new IllegalArgumentException(
                    "--workspace has small letters, digits and _ only, not '" + workspace + "'");
        }
        if (!language.equals("vi") && !language.equals("en")) {
            throw new IllegalArgumentException("--language is vi or en, not '" + language + "'");
        }
        if (cityUrl != null
                && (cityUrl.getHost() == null
                        || !String.valueOf(cityUrl.getScheme()).matches("https?"))) {
            throw new IllegalArgumentException(
                    "--city-url is the address at which GeoServer reaches the city's server, such as http://localhost:8080,"
                            + " not '" + cityUrl + "'");
        }
        if (proxy != null
                && (proxy.getHost() == null
                        || !String.valueOf(proxy.getScheme()).startsWith("http"))) {
            throw new IllegalArgumentException(
                    "--proxy is the address of the city's server for its readers, such as https://twin.example.vn, not '"
                            + proxy + "'");
        }
    }

    /** @return how much differed */
    public int run(City city, PrintWriter out) throws IOException, InterruptedException, SQLException {
        GeoServer server = new GeoServer(url, user, password);
        out.println("GeoServer " + server.version() + " at " + url);
        String schema = "published_" + workspace;
        String role = "geoserver_" + workspace;
        Publication publication = new Publication(
                new Publication.Settings(
                        workspace,
                        city.catalogue().iris().term(""),
                        language,
                        systems,
                        City.domain(),
                        access,
                        database(city, schema, role),
                        proxy == null ? null : proxy.toString().replaceAll("/+$", "") + "/geoserver",
                        contact),
                city.catalogue(),
                new StyleShelf(city.dataSource()).all(),
                cityUrl == null
                        ? null
                        : new Publication.Cascade(cityUrl.toString().replaceAll("/+$", ""), rasters(city)));
        PublishedViews views = new PublishedViews(city.dataSource(), city.catalogue(), schema, role);
        List<String> differences = views.differences(publication.layers(), access);
        differences.forEach(out::println);
        Publisher publisher = new Publisher(server, publication, dryRun, out);
        boolean kept = publisher.isStoreKept() && !differences.contains("+ role " + role);
        String secret = kept ? null : secret();
        if (!dryRun) {
            views.publish(publication.layers(), access, secret);
        }
        return differences.size() + publisher.run(secret, prune);
    }

    /** Those that everybody may see, if they have files. */
    private static List<RasterLayer> rasters(City city) {
        Set<String> held = new HashSet<>();
        FeatureQuery files = FeatureQuery.all(RasterLayer.FILES, Access.OPEN).properties(List.of("layer"), false);
        try (FeatureCursor cursor = city.store().query(files)) {
            cursor.forEachRemaining(
                    file -> held.add(String.valueOf(file.properties().get("layer"))));
        }
        return Access.OPEN.rasters(city.catalogue()).stream()
                .filter(raster -> held.contains(raster.name()))
                .toList();
    }

    /** GeoServer keeps it; nobody else needs to know it. */
    private static String secret() {
        byte[] bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private Publication.Database database(City city, String schema, String role) {
        URI address = URI.create(city.address().jdbcUrl().substring("jdbc:".length()));
        int port = address.getPort() < 0 ? POSTGRES : address.getPort();
        return new Publication.Database(
                databaseHost == null ? address.getHost() : databaseHost,
                databasePort == 0 ? port : databasePort,
                address.getPath().substring(1),
                schema,
                role);
    }
}
