package vn.huetwin.server.bench;

import java.nio.file.Path;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.tiles.solid.TileFolder;
import vn.huetwin.tiles.terrain.TerrainMaker;

/** Makes terrain tiles of an elevation model, as {@code ./twin terrain} does, and says how many. */
final class TerrainRun {
    private TerrainRun() {}

    /** Arguments: GeoTIFF, and a folder for tiles. */
    public static void main(String[] arguments) throws Exception {
        TerrainMaker.Report report = TerrainMaker.make(
                new TerrainMaker.Request(Path.of(arguments[0]), null, null, -17, null, 0, null, null, null),
                new CrsRegistry(),
                new TileFolder(Path.of(arguments[1])),
                (stage, done, total) -> {});
        System.out.println(report.tiles() + " " + report.deepest() + " " + report.error() + " " + report.vertices());
    }
}
