package vn.huetwin.server.cli;

import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import vn.huetwin.server.City;
import vn.huetwin.server.config.ServerConfig;
import vn.huetwin.tiles.building.BuildingTileset;
import vn.huetwin.tiles.building.TileFolder;

/** {@code ./twin tiles}. */
@Command(
        name = "tiles",
        mixinStandardHelpOptions = true,
        description = {
            "Makes the 3D tiles of a city anew from its buildings. A running server keeps its tiles up to date by itself,",
            "so the city must not be in use."
        })
final class TilesCommand implements Callable<Integer> {
    @Mixin
    private CityOptions options = new CityOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        ServerConfig config = options.config();
        try (City city = City.open(config)) {
            TileFolder folder = City.buildingTiles(config);
            BuildingTileset tileset = city.buildingTileset(folder);
            tileset.open();
            out.println("Tileset buildings: " + tileset.build() + " buildings");
            out.flush();
        }
        return 0;
    }
}
