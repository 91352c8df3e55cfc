package vn.huetwin.server.raster;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.text.Normalizer;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import vn.huetwin.ingest.event.CityEvent;
import vn.huetwin.ingest.event.EventLog;
import vn.huetwin.ingest.subscription.EventView;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.AccessClass;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.FeatureId;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.RasterLayer;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.ontology.feature.Draft;
import vn.huetwin.ontology.feature.Feature;
import vn.huetwin.ontology.store.Database;
import vn.huetwin.ontology.store.FeatureStore;
import vn.huetwin.ontology.store.LayerWriter;
import vn.huetwin.ontology.store.VersionWriter;
import vn.huetwin.ontology.validate.FeatureValidator;
import vn.huetwin.ontology.validate.Verdict;
import vn.huetwin.tiles.raster.RasterException;
import vn.huetwin.tiles.raster.RasterFile;
import vn.huetwin.tiles.raster.RasterFolder;
import vn.huetwin.tiles.raster.RasterGrid;

/**
 * Brings files into raster layers: first the file is in its folder, then one transaction tells of it by a feature of the
 * layer {@code raster} and an entry of the log. Whatever breaks off in between leaves a file that nobody knows of.
 */
public final class RasterImporter {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final double METRES_PER_DEGREE = 6_378_137 * Math.PI / 180;
    private static final int LONGEST_NAME = 80;

    private final Database database;
    private final Catalogue catalogue;
    private final LayerWriter writer;
    private final CrsRegistry systems;
    private final RasterFolder folder;
    private final Envelope city;
    private final InstantSource clock;
    private final FeatureValidator validator = new FeatureValidator(null);

    /** @param city WGS 84 lon/lat box in which rasters lie */
    public RasterImporter(
            Database database,
            Catalogue catalogue,
            LayerWriter writer,
            CrsRegistry systems,
            RasterFolder folder,
            Envelope city,
            InstantSource clock) {
        this.database = database;
        this.catalogue = catalogue;
        this.writer = writer;
        this.systems = systems;
        this.folder = folder;
        this.city = city;
        this.clock = clock;
    }

    /** What became of a file. */
    public enum Outcome {
        NEW,
        REPLACED,
        UNCHANGED,
        LOOKED_AT
    }

    /**
     * What was found, and what became of it.
     *
     * @param key of the feature that tells of it
     */
    public record Report(String key, String layer, Outcome outcome, String crs, int columns, int rows, int bands) {}

    /** Whether a file begins as TIFFs do. */
    public static boolean isTiff(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] start = in.readNBytes(4);
            return start.length == 4
                    && ((start[0] == 'I' && start[1] == 'I' && (start[2] == 42 || start[2] == 43) && start[3] == 0)
                            || (start[0] == 'M'
                                    && start[1] == 'M'
                                    && start[2] == 0
                                    && (start[3] == 42 || start[3] == 43)));
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * @param progress gets the bytes copied so far
     * @throws RasterException if the file or the layer cannot be used; nothing is stored then
     */
    public Report run(RasterRequest request, LongConsumer progress) throws IOException, SQLException {
        RasterLayer layer = layer(request.layer());
        Map<String, Object> values = new HashMap<>();
        AtomicReference<@Nullable Found> seen = new AtomicReference<>();
        RasterFolder.Check look = file -> seen.set(look(request, file));
        String key = key(layer, request);
        values.put("layer", layer.name());
        values.put("file_name", fileName(request.file()));
        putIfSaid(values, "time", request.time());
        putIfSaid(values, "source", request.source());
        putIfSaid(values, "licence", request.licence());
        Outcome outcome = Outcome.LOOKED_AT;
        if (request.dryRun()) {
            try (RasterFile file = RasterFile.open(request.file(), systems, request.crs())) {
                look.check(file);
            }
        } else {
            RasterFolder.Kept kept = folder.keep(request.file(), systems, request.crs(), progress, look);
            values.put("bytes", kept.bytes());
            values.put("checksum", kept.checksum());
            Objects.requireNonNull(seen.get()).describe(values);
            outcome = store(new Draft(key, Objects.requireNonNull(seen.get()).area(), values, null));
        }
        Found found = Objects.requireNonNull(seen.get());
        return new Report(
                key,
                layer.name(),
                outcome,
                found.crs(),
                found.grid().width(),
                found.grid().height(),
                found.bands());
    }

    /**
     * What a file is.
     *
     * @param area   its footprint, WGS 84
     * @param metres width of a pixel on the ground
     */
    private record Found(Geometry area, String crs, RasterGrid grid, int bands, double metres) {
        void describe(Map<String, Object> values) {
            values.put("crs", crs);
            values.put("pixel_width", metres);
            values.put("columns", grid.width());
            values.put("rows", grid.height());
            values.put("bands", bands);
        }
    }

    private static void putIfSaid(Map<String, Object> values, String name, @Nullable Object value) {
        if (value != null) {
            values.put(name, value);
        }
    }

    private RasterLayer layer(@Nullable String name) throws RasterException {
        RasterLayer layer = name == null ? null : catalogue.findRaster(name);
        if (layer == null) {
            String known = catalogue.rasters().stream().map(RasterLayer::name).collect(Collectors.joining(", "));
            throw new RasterException(
                    name == null ? "layer-missing" : "unknown-raster-layer",
                    (name == null ? "Cần --layer" : "Không có lớp ảnh, lưới '" + name + "'") + "; có: " + known
                            + ". Lớp khác thì khai báo là def:RasterLayer (docs/rasters.md)",
                    (name == null ? "--layer is needed" : "There is no raster layer '" + name + "'") + "; there are: "
                            + known + ". Others are declared as def:RasterLayer (docs/rasters.md)");
        }
        return layer;
    }

    private static String fileName(Path file) {
        return String.valueOf(file.getFileName());
    }

    /** Layer, name of the file without its ending, and time: a file of the same takes the place of another. */
    private static String key(RasterLayer layer, RasterRequest request) throws RasterException {
        String name = fileName(request.file()).replaceFirst("\\.[A-Za-z0-9]{1,5}$", "");
        String plain = Normalizer.normalize(name, Normalizer.Form.NFD)
                .replaceAll("\\p{M}+", "")
                .replace('đ', 'd')
                .replace('Đ', 'D')
                .replaceAll("[^A-Za-z0-9_-]+", "-")
                .replaceAll("^-+|-+$", "");
        if (plain.isEmpty()) {
            throw new RasterException(
                    "bad-file-name",
                    "Tên tệp cần có chữ hoặc số: " + name,
                    "The name of the file needs a letter or a digit: " + name);
        }
        String shown = plain.substring(0, Math.min(plain.length(), LONGEST_NAME));
        return layer.name() + "." + shown + (request.time() == null ? "" : "." + STAMP.format(request.time()));
    }

    private Found look(RasterRequest request, RasterFile file) throws RasterException {
        Geometry area = file.crs().areaInWgs84(file.bounds());
        Envelope box = area.getEnvelopeInternal();
        boolean onEarth = box.getMinX() >= -180 && box.getMaxX() <= 180 && box.getMinY() >= -90 && box.getMaxY() <= 90;
        String place = String.format(
                Locale.ROOT, "%.3f–%.3f, %.3f–%.3f", box.getMinX(), box.getMaxX(), box.getMinY(), box.getMaxY());
        if (!onEarth) {
            throw new RasterException(
                    "not-on-earth",
                    "Theo " + file.crs() + " thì tệp nằm ngoài Trái Đất (" + place + "); hãy nêu hệ đúng bằng --crs",
                    "In " + file.crs() + " the file does not lie on the earth (" + place
                            + "); name the right system by --crs");
        }
        if (!request.anywhere() && !city.intersects(box)) {
            throw new RasterException(
                    "outside-city",
                    "Theo " + file.crs() + " thì tệp nằm ngoài thành phố (kinh độ, vĩ độ " + place
                            + "); hãy nêu hệ đúng bằng --crs, hoặc --anywhere nếu đúng là ở đó",
                    "In " + file.crs() + " the file lies outside of the city (longitude, latitude " + place
                            + "); name the right system by --crs, or say --anywhere if it does lie there");
        }
        double width = file.grid().pixelWidth();
        double degree = METRES_PER_DEGREE * Math.cos(Math.toRadians((box.getMinY() + box.getMaxY()) / 2));
        return new Found(
                area,
                file.crs().shortName(),
                file.grid(),
                file.bands(),
                file.crs().isGeographic() ? width * degree : width);
    }

    private Outcome store(Draft draft) throws SQLException {
        Layer files = catalogue.get(RasterLayer.FILES);
        Verdict verdict = validator.check(files, draft);
        if (!(verdict instanceof Verdict.Checked checked)) {
            throw new IllegalStateException("The raster does not fit its layer: " + verdict);
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        try (Connection connection = database.connection()) {
            connection.setAutoCommit(false);
            try {
                LayerWriter.Outcome written = write(connection, files, checked, now);
                connection.commit();
                return written.inserted() > 0
                        ? Outcome.NEW
                        : written.updated() > 0 ? Outcome.REPLACED : Outcome.UNCHANGED;
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    /**
     * Takes a file out of its layer; it stays in its folder until that is swept.
     *
     * @param key of the feature that tells of it
     * @return whether there is one
     */
    public boolean remove(String key) throws SQLException {
        Layer files = catalogue.get(RasterLayer.FILES);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        try (Connection connection = database.connection()) {
            connection.setAutoCommit(false);
            try {
                boolean there = FeatureStore.lock(connection, files, key) != null;
                if (there) {
                    Feature told = new FeatureStore(database.dataSource(), catalogue)
                            .find(new FeatureId(RasterLayer.FILES, key), Access.PERSONAL);
                    new VersionWriter(writer).supersede(connection, files, List.of(key), now);
                    Object layer = told == null ? null : told.properties().get("layer");
                    append(connection, "removed", key, access(layer), now);
                }
                connection.commit();
                return there;
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    private LayerWriter.Outcome write(Connection connection, Layer files, Verdict.Checked checked, Instant now)
            throws SQLException {
        long position = EventLog.reserve(connection);
        String batch = "raster-" + STAMP.format(now);
        LayerWriter.Outcome written =
                writer.write(connection, files, List.of(checked).iterator(), position, batch, now);
        if (written.inserted() + written.updated() > 0) {
            append(
                    connection,
                    "imported",
                    checked.key(),
                    access(checked.values().get(files.indexOf("layer"))),
                    now);
        }
        return written;
    }

    /** Who may hear of a file: who may know of its layer. */
    private AccessClass access(@Nullable Object layer) {
        RasterLayer raster = layer == null ? null : catalogue.findRaster(String.valueOf(layer));
        return raster == null ? AccessClass.INTERNAL : raster.layer().access();
    }

    /** Last, because it locks the log until the commit. */
    private static void append(Connection connection, String verb, String key, AccessClass access, Instant now)
            throws SQLException {
        EventLog.Draft draft = new EventLog.Draft(
                "//import",
                UUID.randomUUID().toString(),
                CityEvent.PREFIX + RasterLayer.FILES + "." + verb,
                RasterLayer.FILES,
                verb.equals("imported") ? null : key,
                now,
                null,
                "{\"raster\": \"" + key + "\"}",
                "{\"" + EventView.ACCESS + "\": \"" + access.keyword() + "\"}");
        EventLog.append(connection, List.of(draft), now);
    }
}
