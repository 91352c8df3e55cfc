package vn.huetwin.ingest.export;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ingest.format.CsvWriter;
import vn.huetwin.ingest.format.FeatureWriter;
import vn.huetwin.ingest.format.GeoJsonWriter;
import vn.huetwin.ingest.format.GeoPackageWriter;
import vn.huetwin.ingest.format.ShapefileWriter;
import vn.huetwin.ingest.format.TurtleWriter;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.ontology.query.FeatureCursor;
import vn.huetwin.ontology.query.FeatureQuery;
import vn.huetwin.ontology.store.CityGeometry;
import vn.huetwin.ontology.store.FeatureStore;

/** Writes what a query finds. A file appears under its name only when it is complete. */
public final class Exporter {
    /** What can be written. */
    public enum Format {
        GEOJSON,
        NDJSON,
        CSV,
        TTL,
        GPKG,
        SHAPEFILE,
        CITYJSON;

        /** @return null if there is no such format */
        public static @Nullable Format find(String name) {
            for (Format format : values()) {
                if (format.name().equals(name.toUpperCase(Locale.ROOT))) {
                    return format;
                }
            }
            return null;
        }
    }

    private final FeatureStore store;
    private final CityGeometry cityGeometry;
    private final CrsRegistry systems;
    private final Catalogue catalogue;
    private final InstantSource clock;

    public Exporter(
            FeatureStore store,
            CityGeometry cityGeometry,
            CrsRegistry systems,
            Catalogue catalogue,
            InstantSource clock) {
        this.store = store;
        this.cityGeometry = cityGeometry;
        this.systems = systems;
        this.catalogue = catalogue;
        this.clock = clock;
    }

    /**
     * @return how many features were written
     * @throws vn.huetwin.ontology.catalogue.UnknownLayerException if the caller sees no such layer
     */
    public long toFile(String layer, Format format, Access access, Path file) throws IOException {
        Layer found = access.get(catalogue, layer);
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException("Not a file: " + file);
        }
        Path part = Files.createTempFile(folder, ".export", ".part");
        Files.delete(part); // only its name was wanted: the file has the rights that others of the user have
        try {
            long count;
            if (format == Format.GPKG) {
                count = write(
                        found, access, new GeoPackageWriter(part, found, properties(found, access), clock.instant()));
            } else if (format == Format.SHAPEFILE) {
                count = write(
                        found,
                        access,
                        new ShapefileWriter(part, found, properties(found, access), systems.crs84(), clock.instant()));
            } else {
                try (OutputStream out = Files.newOutputStream(part)) {
                    count = toStream(layer, format, access, out);
                }
            }
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
            return count;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** Text formats only; the stream is closed at the end. */
    public long toStream(String layer, Format format, Access access, OutputStream out) throws IOException {
        Layer found = access.get(catalogue, layer);
        if (format == Format.CITYJSON) {
            return new CityJsonExport(store, cityGeometry, systems, access).write(found, out);
        }
        FeatureWriter writer = switch (format) {
            case GEOJSON -> new GeoJsonWriter(out, layer, false, 4326);
            case NDJSON -> new GeoJsonWriter(out, layer, true, 4326);
            case CSV -> new CsvWriter(out, found, properties(found, access));
            case TTL -> new TurtleWriter(out, catalogue, found, access);
            case CITYJSON -> throw new IllegalArgumentException("CityJSON has a writer of its own");
            case GPKG -> throw new IllegalArgumentException("A GeoPackage is a file, not a stream");
            case SHAPEFILE -> throw new IllegalArgumentException("A shapefile is a zip file, not a stream");
        };
        return write(found, access, writer);
    }

    private static List<Property> properties(Layer layer, Access access) {
        return access.properties(layer);
    }

    private long write(Layer layer, Access access, FeatureWriter writer) throws IOException {
        long count = 0;
        try (writer;
                FeatureCursor cursor = store.query(FeatureQuery.all(layer.name(), access))) {
            while (cursor.hasNext()) {
                writer.write(cursor.next());
                count++;
            }
        }
        return count;
    }
}
