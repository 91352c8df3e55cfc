package vn.huetwin.server.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import vn.huetwin.ingest.event.EventLog;
import vn.huetwin.server.City;
import vn.huetwin.server.config.ServerConfig;
import vn.huetwin.tiles.solid.Theme;
import vn.huetwin.tiles.solid.Tileset;
import vn.huetwin.tiles.terrain.Terrain;

/** {@code ./twin tiles}. */
@Command(
        name = "tiles",
        mixinStandardHelpOptions = true,
        description = {
            "Makes the 3D tiles of a city anew from its features. A running server keeps its tiles up to date by itself,",
            "so the city must not be in use."
        })
final class TilesCommand implements Callable<Integer> {
    @Mixin
    private CityOptions options = new CityOptions();

    @Option(
            names = "--tileset",
            paramLabel = "NAME",
            description = "Makes this one only: buildings, zones, construction, bridges, vegetation; may be repeated.")
    private List<String> names = new ArrayList<>();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        checkNames();
        ServerConfig config = options.config();
        try (City city = City.open(config)) {
            Terrain terrain = new Terrain(City.terrain(config));
            terrain.refresh();
            for (Theme theme : wanted(city)) {
                Tileset tileset = city.tileset(theme, City.tiles(config, theme), terrain::ground);
                tileset.open();
                String mark = new EventLog(city.dataSource()).mark().text();
                out.println("Tileset " + theme.tileset() + ": " + tileset.build(mark) + " features");
                out.flush();
            }
        }
        return 0;
    }

    /** Before a city is opened, so that a slip of the pen costs nothing. */
    private void checkNames() {
        for (String name : names) {
            if (Theme.find(name).isEmpty()) {
                throw new ParameterException(
                        Objects.requireNonNull(spec).commandLine(),
                        "There is no tileset " + name + "; there are "
                                + Theme.ALL.stream().map(Theme::tileset).collect(Collectors.joining(", ")));
            }
        }
    }

    /** Those of layers that the catalogue has. */
    private List<Theme> wanted(City city) {
        return city.themes().stream()
                .filter(theme -> names.isEmpty() || names.contains(theme.tileset()))
                .toList();
    }
}
