package vn.huetwin.ingest.load;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ingest.mapping.Mapping;

/**
 * What to import and how.
 *
 * @param layer    the layer meant, or null to find it
 * @param crs      EPSG code that overrides what the file says, or null
 * @param mapping  a mapping file or the name of a built-in mapping, or null to find one
 * @param dryRun   do all of it and take it back
 * @param anywhere take features outside the city too
 * @param origin   overrides what the mapping says of the source
 */
public record ImportRequest(
        Path file,
        @Nullable String layer,
        @Nullable Integer crs,
        @Nullable String mapping,
        boolean dryRun,
        boolean anywhere,
        Mapping.Origin origin) {
    public static ImportRequest of(Path file) {
        return new ImportRequest(file, null, null, null, false, false, Mapping.Origin.UNKNOWN);
    }

    public ImportRequest layer(@Nullable String name) {
        return new ImportRequest(file, name, crs, mapping, dryRun, anywhere, origin);
    }

    public ImportRequest crs(@Nullable Integer epsg) {
        return new ImportRequest(file, layer, epsg, mapping, dryRun, anywhere, origin);
    }

    public ImportRequest mapping(@Nullable String nameOrFile) {
        return new ImportRequest(file, layer, crs, nameOrFile, dryRun, anywhere, origin);
    }

    public ImportRequest dryRun(boolean dry) {
        return new ImportRequest(file, layer, crs, mapping, dry, anywhere, origin);
    }

    public ImportRequest anywhere(boolean everywhere) {
        return new ImportRequest(file, layer, crs, mapping, dryRun, everywhere, origin);
    }

    public ImportRequest origin(Mapping.Origin newOrigin) {
        return new ImportRequest(file, layer, crs, mapping, dryRun, anywhere, newOrigin);
    }
}
