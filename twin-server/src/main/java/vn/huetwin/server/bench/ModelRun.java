package vn.huetwin.server.bench;

import java.nio.file.Path;
import vn.huetwin.ingest.load.ImportReport;
import vn.huetwin.ingest.load.ImportRequest;
import vn.huetwin.server.City;
import vn.huetwin.server.config.ServerConfig;
import vn.huetwin.tiles.solid.Theme;
import vn.huetwin.tiles.solid.TileFolder;

/** Brings a city model into the database of a city that runs, or makes tiles of its buildings, or both. */
final class ModelRun {
    private ModelRun() {}

    /** Instead of a file: nothing is imported. */
    static final String NO_FILE = "-";

    /** Arguments: data directory, file, and perhaps a folder for tiles. */
    public static void main(String[] arguments) throws Exception {
        ServerConfig config = ServerConfig.of(Path.of(arguments[0])).build();
        try (City city = City.openBesideServer(config)) {
            if (!arguments[1].equals(NO_FILE)) {
                ImportReport report = ImportBench.load(
                        city, ImportRequest.of(Path.of(arguments[1])).anywhere(true));
                if (report.refused() != null || report.stored() == 0) {
                    throw new IllegalStateException("The import took nothing: " + report);
                }
            }
            if (arguments.length > 2) {
                city.tileset(Theme.BUILDINGS, new TileFolder(Path.of(arguments[2])))
                        .build();
            }
        }
    }
}
