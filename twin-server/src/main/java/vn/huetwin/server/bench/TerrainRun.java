package vn.huetwin.server.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.tiles.solid.TileFolder;
import vn.huetwin.tiles.terrain.TerrainMaker;

/** Makes terrain tiles of an elevation model, as {@code ./twin terrain} does, and says how many. */
final class TerrainRun {
    private TerrainRun() {}

    /** Arguments: GeoTIFF, a folder for tiles, a file for what is said of them. */
    public static void main(String[] arguments) throws Exception {
        TerrainMaker.Report report = TerrainMaker.make(
                new TerrainMaker.Request(Path.of(arguments[0]), null, null, -17, null, 0, null, null, null),
                new CrsRegistry(),
                new TileFolder(Path.of(arguments[1])),
                (stage, done, total) -> {});
        Files.writeString(
                Path.of(arguments[2]),
                report.tiles() + " " + report.deepest() + " " + report.error() + " " + report.vertices());
    }
}
