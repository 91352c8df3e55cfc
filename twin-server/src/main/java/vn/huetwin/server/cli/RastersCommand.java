package vn.huetwin.server.cli;

import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.huetwin.ontology.catalogue.RasterLayer;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.server.City;
import vn.huetwin.tiles.raster.RasterSheet;
import vn.huetwin.tiles.raster.RasterShelf;

/** {@code ./twin rasters}. */
@Command(
        name = "rasters",
        mixinStandardHelpOptions = true,
        description = {
            "Lists the files of raster layers: key, time, CRS, metres of a pixel and file name. --remove takes one",
            "out of its layer. ./twin import adds files."
        },
        footer = {"", "Exit code: 0 done; 1 there is no raster of this key."})
final class RastersCommand implements Callable<Integer> {
    @Mixin
    private CityOptions city = new CityOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--remove", paramLabel = "KEY", description = "key of the raster that is to go")
    private @Nullable String remove;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        try (City opened = City.openBesideServer(city.config())) {
            if (remove != null) {
                boolean there = opened.rasterImporter(city.config()).remove(remove);
                out.println(there ? remove + ": removed" : "There is no raster of the key " + remove);
                out.flush();
                return there ? 0 : 1;
            }
            try (RasterShelf shelf = new RasterShelf(
                    City.rasters(city.config()), opened.store(), opened.catalogue(), new CrsRegistry())) {
                for (RasterLayer layer : opened.catalogue().rasters()) {
                    shelf.sheets(layer.name()).forEach(sheet -> out.println(line(sheet)));
                }
            }
        }
        out.flush();
        return 0;
    }

    private static String line(RasterSheet sheet) {
        return String.join(
                "\t",
                sheet.key(),
                sheet.time() == null ? "-" : sheet.time().toString(),
                sheet.crs().shortName(),
                Double.toString(Math.rint(sheet.metres() * 1000) / 1000),
                sheet.fileName());
    }
}
