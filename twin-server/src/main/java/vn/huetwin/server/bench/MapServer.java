package vn.huetwin.server.bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.Code;
import vn.huetwin.ontology.catalogue.CodeList;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.postgres.PostgresAddress;
import vn.huetwin.ontology.query.TableNames;

/** A MapServer that draws and sends the buildings of the city in the colours of the city, kept running by FastCGI. */
final class MapServer implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/bin/mapserv");
    private static final Path SPAWN = Path.of("/usr/bin/spawn-fcgi");

    private final Process process;
    private final FastCgi client;
    private final Path map;

    private MapServer(Process process, FastCgi client, Path map) {
        this.process = process;
        this.map = map;
        this.client = client;
    }

    /** What is to be installed, or null if all is there. */
    static @Nullable String missing() {
        return Files.isExecutable(PROGRAM) && Files.isExecutable(SPAWN)
                ? null
                : "MapServer is not installed. On Debian and Ubuntu: apt-get install cgi-mapserver spawn-fcgi";
    }

    /**
     * Starts it.
     *
     * @param folder for its files
     */
    static MapServer start(Path folder, PostgresAddress database, Layer layer)
            throws IOException, InterruptedException {
        Path map = Files.writeString(folder.resolve("bench.map"), map(database, layer));
        Path config = Files.writeString(
                folder.resolve("mapserver.conf"), "CONFIG\n ENV\n  MS_MAP_PATTERN \".\"\n END\nEND\n");
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        ProcessBuilder builder = new ProcessBuilder(
                SPAWN.toString(), "-n", "-a", "127.0.0.1", "-p", Integer.toString(port), "--", PROGRAM.toString());
        builder.environment().put("MAPSERVER_CONFIG_FILE", config.toString());
        builder.redirectErrorStream(true)
                .redirectOutput(folder.resolve("mapserver.log").toFile());
        Process process = builder.start();
        for (int attempt = 0; ; attempt++) {
            try {
                return new MapServer(process, new FastCgi("127.0.0.1", port), map);
            } catch (IOException e) {
                if (attempt == 50 || !process.isAlive()) {
                    process.destroy();
                    throw e;
                }
                Thread.sleep(100);
            }
        }
    }

    private static String map(PostgresAddress database, Layer layer) {
        URI url = URI.create(database.jdbcUrl().substring("jdbc:".length()));
        StringBuilder map = new StringBuilder("""
                MAP
                  NAME "bench"
                  EXTENT 107.0 15.9 108.3 16.8
                  MAXSIZE 4096
                  PROJECTION
                    "init=epsg:4326"
                  END
                  WEB
                    METADATA
                      "ows_enable_request" "*"
                      "ows_srs" "EPSG:4326 EPSG:3857"
                      "ows_title" "bench"
                      "ows_onlineresource" "http://localhost/mapserv"
                      "wfs_getfeature_formatlist" "geojson"
                      "wfs_namespace_prefix" "ms"
                    END
                  END
                  OUTPUTFORMAT
                    NAME "png"
                    DRIVER AGG/PNG
                    MIMETYPE "image/png"
                    IMAGEMODE RGBA
                  END
                  OUTPUTFORMAT
                    NAME "png8"
                    DRIVER AGG/PNG8
                    MIMETYPE "image/png; mode=8bit"
                    IMAGEMODE RGB
                  END
                  OUTPUTFORMAT
                    NAME "geojson"
                    DRIVER "OGR/GEOJSON"
                    MIMETYPE "application/json"
                    FORMATOPTION "STORAGE=stream"
                    FORMATOPTION "FORM=SIMPLE"
                  END
                  OUTPUTFORMAT
                    NAME "mvt"
                    DRIVER MVT
                    FORMATOPTION "EDGE_BUFFER=4"
                  END
                """);
        layer(map, database, url, layer);
        return map.append("END\n").toString();
    }

    private static void layer(StringBuilder map, PostgresAddress database, URI url, Layer layer) {
        String properties = layer.properties().stream()
                .map(p -> TableNames.quote(p.name()).replace("\"", "\\\""))
                .collect(Collectors.joining(", "));
        map.append("""
                  LAYER
                    NAME "building"
                    TYPE POLYGON
                    STATUS ON
                    CONNECTIONTYPE POSTGIS
                    PROCESSING "CLOSE_CONNECTION=DEFER"
                """);
        map.append("    CONNECTION \"host=")
                .append(url.getHost())
                .append(" port=")
                .append(url.getPort())
                .append(" dbname=")
                .append(url.getPath().substring(1))
                .append(" user=")
                .append(database.user())
                .append(" password=")
                .append(database.password())
                .append("\"\n    DATA \"geometry FROM (SELECT id, geometry, ward_code, valid_from, ")
                .append(properties)
                .append("""
                         FROM layer.building) AS f USING UNIQUE id USING SRID=4326"
                            CLASSITEM "usage"
                            METADATA
                              "ows_title" "building"
                              "gml_include_items" "all"
                              "gml_featureid" "id"
                              "gml_geometries" "geometry"
                              "gml_geometry_type" "multipolygon"
                            END
                            PROJECTION
                              "init=epsg:4326"
                            END
                        """);
        Property usage = layer.find("usage");
        CodeList codes = usage == null ? null : usage.codeList();
        for (Code code : codes == null ? List.<Code>of() : codes.codes()) {
            if (code.colour() != null) {
                style(map, "    EXPRESSION \"" + code.notation() + "\"\n", code.colour(), layer);
            }
        }
        style(map, "", layer.style().fill(), layer);
        map.append("  END\n");
    }

    private static void style(StringBuilder map, String expression, String fill, Layer layer) {
        map.append("   CLASS\n")
                .append(expression)
                .append("    STYLE\n     COLOR \"")
                .append(fill)
                .append("\"\n     OUTLINECOLOR \"")
                .append(layer.style().stroke())
                .append("\"\n     WIDTH ")
                .append(layer.style().width())
                .append("\n    END\n   END\n");
    }

    byte[] get(String query) throws IOException {
        return client.get(query, Map.of("MS_MAPFILE", map.toString()));
    }

    long processId() {
        return process.pid();
    }

    @Override
    public void close() throws IOException {
        client.close();
        process.destroy();
        try {
            if (!process.waitFor(2, TimeUnit.SECONDS)) {
                process.destroyForcibly(); // it does not always heed the first
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
