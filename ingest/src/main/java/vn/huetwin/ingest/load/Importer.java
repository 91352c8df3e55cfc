package vn.huetwin.ingest.load;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Envelope;
import vn.huetwin.ingest.event.EventLog;
import vn.huetwin.ingest.format.FeatureFile;
import vn.huetwin.ingest.format.FeatureFiles;
import vn.huetwin.ingest.format.FeatureReader;
import vn.huetwin.ingest.format.Format;
import vn.huetwin.ingest.format.FormatException;
import vn.huetwin.ingest.format.FormatLimits;
import vn.huetwin.ingest.format.citymodel.CityModelFile;
import vn.huetwin.ingest.format.osm.OsmSelection;
import vn.huetwin.ingest.mapping.Mapping;
import vn.huetwin.ingest.mapping.MappingChooser;
import vn.huetwin.ingest.mapping.MappingException;
import vn.huetwin.ingest.mapping.MappingReader;
import vn.huetwin.ingest.mapping.Sample;
import vn.huetwin.ingest.quarantine.Quarantine;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.LocationRule;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.crs.Crs;
import vn.huetwin.ontology.crs.CrsException;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.ontology.gazetteer.GazetteerStore;
import vn.huetwin.ontology.store.LayerWriter;
import vn.huetwin.ontology.validate.FeatureValidator;
import vn.huetwin.ontology.validate.Problem;

/**
 * Imports a file in one transaction: all rows that are fit, or nothing if the file cannot be read to its end. The
 * same file again changes nothing.
 */
public final class Importer {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final DataSource dataSource;
    private final Catalogue catalogue;
    private final LayerWriter writer;
    private final CrsRegistry systems;
    private final MappingChooser chooser;
    private final @Nullable Envelope city;
    private final FeatureValidator cityValidator;
    private final FeatureValidator anywhereValidator = new FeatureValidator(null);
    private final InstantSource clock;
    private final FormatLimits limits = FormatLimits.DEFAULT;
    private final Quarantine quarantine = new Quarantine();
    private final BatchRecord batches;
    private final GazetteerStore gazetteers;

    /** @param city WGS 84 lon/lat box in which features lie, or null for anywhere */
    public Importer(
            DataSource dataSource,
            Catalogue catalogue,
            LayerWriter writer,
            CrsRegistry systems,
            MappingChooser chooser,
            @Nullable Envelope city,
            InstantSource clock) {
        this.dataSource = dataSource;
        this.catalogue = catalogue;
        this.writer = writer;
        this.systems = systems;
        this.chooser = chooser;
        this.city = city;
        this.cityValidator = new FeatureValidator(city);
        this.clock = clock;
        this.batches = new BatchRecord(catalogue, writer);
        this.gazetteers = new GazetteerStore(catalogue);
    }

    /**
     * Never throws on a bad file: the report says why it was refused.
     *
     * @throws SQLException if the database fails; nothing was stored then
     */
    public ImportReport run(ImportRequest request, Progress progress) throws SQLException {
        // What GeoPackage and most others can say; so an export that comes back is the same.
        Instant start = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        long began = System.nanoTime();
        Run run = new Run(request, progress, start);
        ImportReport.Refusal refusal;
        try {
            run.execute();
            refusal = null;
        } catch (FormatException e) {
            refusal = new ImportReport.Refusal(e.code(), e.text());
        } catch (MappingException e) {
            refusal = new ImportReport.Refusal(e.code(), e.text());
        } catch (IOException e) {
            refusal = new ImportReport.Refusal(
                    "file-unreadable", new Text("Không đọc được tệp: " + e, "The file cannot be read: " + e));
        }
        return new ImportReport(
                request.file(),
                run.format,
                refusal == null && !request.dryRun() && run.tables.stream().anyMatch(t -> t.refused() == null)
                        ? run.batch
                        : null,
                refusal == null ? List.copyOf(run.tables) : List.of(),
                refusal == null ? run.notes : List.of(),
                refusal,
                request.dryRun(),
                Duration.ofNanos(System.nanoTime() - began));
    }

    /** One import. */
    private final class Run {
        private final ImportRequest request;
        private final Progress progress;
        private final Instant start;
        private final List<ImportReport.TableReport> tables = new ArrayList<>();
        private List<Problem> notes = List.of();
        private String format = "";
        private String batch = "";

        Run(ImportRequest request, Progress progress, Instant start) {
            this.request = request;
            this.progress = progress;
            this.start = start;
        }

        void execute() throws IOException, MappingException, SQLException {
            Mapping given = mapping(request.mapping());
            Charset encoding = given == null ? null : given.encoding();
            FeatureFiles files = new FeatureFiles(
                    limits,
                    encoding,
                    selections(given, request.layer()),
                    request.anywhere() ? null : city,
                    request.crs());
            try (FeatureFile file = files.open(request.file())) {
                format = file.format().name().toLowerCase(Locale.ROOT).replace('_', '-');
                notes = file.notes();
                String checksum = checksum(request.file());
                batch = STAMP.format(start) + "-" + checksum.substring(0, 12);
                try (Connection connection = dataSource.getConnection()) {
                    transaction(connection, file, given, checksum);
                }
            }
        }

        private void transaction(Connection connection, FeatureFile file, @Nullable Mapping given, String checksum)
                throws IOException, MappingException, SQLException {
            connection.setAutoCommit(false);
            try {
                store(connection, file, given, checksum);
            } catch (SQLException e) {
                takeBack(connection, e);
                throw nothingStored(e);
            } catch (IOException | MappingException | RuntimeException e) {
                takeBack(connection, e);
                throw e;
            }
            if (request.dryRun()) {
                connection.rollback();
            } else {
                commit(connection);
            }
            connection.setAutoCommit(true);
        }

        /** The database takes it back by itself if it does not hear us any more. */
        private void takeBack(Connection connection, Exception cause) {
            try {
                connection.rollback();
                connection.setAutoCommit(true);
            } catch (SQLException e) {
                cause.addSuppressed(e);
            }
        }

        private SQLException nothingStored(SQLException e) {
            return new SQLException(
                    "The database failed; nothing of " + request.file().getFileName() + " was stored: " + reason(e),
                    e.getSQLState(),
                    e);
        }

        private void commit(Connection connection) throws SQLException {
            try {
                connection.commit();
            } catch (SQLException e) {
                throw new SQLException(
                        "The database failed at the very end, so "
                                + request.file().getFileName()
                                + " may be stored or not. Import it again: what is stored stays as it is ("
                                + reason(e) + ")",
                        e.getSQLState(),
                        e);
            }
        }

        private void store(Connection connection, FeatureFile file, @Nullable Mapping given, String checksum)
                throws IOException, MappingException, SQLException {
            long position = EventLog.reserve(connection);
            Mapping.Origin origin = Mapping.Origin.UNKNOWN;
            String layers = "";
            String crs = "";
            for (FeatureFile.Table table : file.tables()) {
                Plan plan;
                try {
                    plan = plan(file, table, given);
                } catch (MappingException e) {
                    if (file.tables().size() == 1) {
                        throw e;
                    }
                    tables.add(ImportReport.TableReport.refused(
                            table.name(), new ImportReport.Refusal(e.code(), e.text())));
                    continue;
                }
                if (plan == null) {
                    continue;
                }
                tables.add(table(connection, file, table, plan, position));
                Mapping mapping = plan.choice().mapping();
                origin = mapping == null || !layers.isEmpty() ? origin : mapping.origin();
                layers = layers.isEmpty()
                        ? plan.layer().name()
                        : layers + " " + plan.layer().name();
                crs = plan.crs();
            }
            if (file instanceof CityModelFile model) {
                surfaces(connection, model, position);
            }
            if (tables.isEmpty()) {
                throw new FormatException("no-features", "Tệp không có đối tượng nào", "The file holds no features");
            }
            batches.write(
                    connection,
                    request,
                    origin,
                    batch,
                    layers,
                    crs,
                    checksum,
                    tables,
                    position,
                    start,
                    clock.instant());
        }

        /** The surfaces of what was stored; what objects no longer have goes into the history. */
        private void surfaces(Connection connection, CityModelFile file, long position)
                throws IOException, SQLException {
            CityModelSurfaces surfaces = new CityModelSurfaces(catalogue, systems);
            try (CityModelFile.Surfaces entries = file.surfaces()) {
                surfaces.write(connection, file, entries, position, start);
            }
        }

        /** Null if the table is empty and others are not. */
        private @Nullable Plan plan(FeatureFile file, FeatureFile.Table table, @Nullable Mapping given)
                throws IOException, MappingException {
            if (file.isLaidOut()) {
                boolean wanted = request.layer() == null
                        || !CityModelFile.isRoot(table)
                        || table.name().equals(request.layer());
                return wanted
                        ? Plan.of(chooser.laidOut(table.name()), table, Sample.LAID_OUT, request.crs(), systems)
                        : null;
            }
            Sample sample;
            try (FeatureReader reader = file.read(table)) {
                sample = Sample.of(reader);
            }
            if (sample.rows() == 0) {
                if (file.tables().size() > 1) {
                    return null;
                }
                throw new FormatException("no-features", "Tệp không có đối tượng nào", "The file holds no features");
            }
            Mapping named = given == null && file.format() == Format.OSM_PBF
                    ? chooser.builtIn().find(table.name())
                    : given;
            MappingChooser.Choice choice = chooser.choose(request.file(), table.name(), sample, request.layer(), named);
            return Plan.of(choice, table, sample, request.crs(), systems);
        }

        private ImportReport.TableReport table(
                Connection connection, FeatureFile file, FeatureFile.Table table, Plan plan, long position)
                throws IOException, SQLException {
            Layer layer = plan.layer();
            Tally tally = new Tally();
            String source = "file:" + request.file().getFileName();
            FeatureValidator validator = request.anywhere() ? anywhereValidator : cityValidator;
            long size = file.size(table);
            try (SetAside aside = new SetAside(layer.name())) {
                LayerWriter.Outcome outcome;
                try (FeatureReader reader = file.read(table);
                        RowPipeline rows = new RowPipeline(
                                reader,
                                plan.choice().mapper(),
                                plan.system(),
                                layer,
                                validator,
                                new FutureCheck(layer, start),
                                place(connection, layer),
                                aside,
                                tally,
                                file::refused,
                                () -> progress.advance(table.name(), reader.progress(), size, tally.rows()))) {
                    outcome = writer.write(connection, layer, rows, position, batch, start);
                } catch (RowPipeline.ReadFailedException e) {
                    throw unwrapped(e);
                }
                quarantine.clear(connection, source, layer.name());
                quarantine.write(connection, source, batch, aside.entries());
                return tally.report(table.name(), layer.name(), plan.choice().describe(), plan.crs(), outcome);
            }
        }
    }

    /** As the transaction sees the names of the city, those that came with this file among them. */
    private @Nullable ReportPlace place(Connection connection, Layer layer) throws SQLException {
        LocationRule rule = layer.location();
        return rule == null ? null : new ReportPlace(layer, rule, gazetteers.current(connection));
    }

    private static String reason(Throwable e) {
        Throwable cause = e.getCause();
        return cause == null || cause.getMessage() == null ? String.valueOf(e.getMessage()) : cause.getMessage();
    }

    private static IOException unwrapped(RowPipeline.ReadFailedException e) {
        Throwable cause = e.getCause();
        if (cause instanceof IOException io) {
            return io;
        }
        if (cause instanceof OutOfMemoryError) {
            return new FormatException("file-too-large", "Tệp cần quá nhiều bộ nhớ", "The file needs too much memory");
        }
        throw e;
    }

    private @Nullable Mapping mapping(@Nullable String nameOrFile) throws IOException, MappingException {
        if (nameOrFile == null) {
            return null;
        }
        Mapping known = chooser.builtIn().find(nameOrFile);
        Path path = Path.of(nameOrFile);
        if (known != null && !Files.exists(path)) {
            return known;
        }
        if (!Files.isReadable(path)) {
            String names = String.join(
                    ", ", chooser.builtIn().all().stream().map(Mapping::name).toList());
            throw new MappingException(
                    "unknown-mapping",
                    "Không có tệp ánh xạ '" + nameOrFile + "', cũng không có ánh xạ sẵn tên đó; có: " + names,
                    "There is no mapping file '" + nameOrFile + "' and no built-in mapping of that name; there are: "
                            + names);
        }
        try (InputStream in = Files.newInputStream(path)) {
            return new MappingReader().read(in, String.valueOf(path.getFileName()));
        }
    }

    private List<OsmSelection> selections(@Nullable Mapping given, @Nullable String layer) {
        List<Mapping> candidates =
                given != null ? List.of(given) : chooser.builtIn().all();
        List<OsmSelection> selections = new ArrayList<>();
        for (Mapping mapping : candidates) {
            OsmSelection osm = mapping.osm();
            boolean wanted = given != null || layer == null || layer.equals(mapping.layer());
            if (osm != null && wanted) {
                selections.add(osm);
            }
        }
        return selections;
    }

    private static String checksum(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * How a table is taken.
     *
     * @param system null if the coordinates are WGS 84 already
     * @param crs     for people
     */
    private record Plan(
            MappingChooser.Choice choice, @Nullable Crs system, String crs) {
        Layer layer() {
            return choice.layer();
        }

        static Plan of(
                MappingChooser.Choice choice,
                FeatureFile.Table table,
                Sample sample,
                @Nullable Integer wanted,
                CrsRegistry systems)
                throws FormatException {
            Mapping mapping = choice.mapping();
            Integer epsg = wanted;
            if (epsg == null
                    && mapping != null
                    && mapping.crs() != null
                    && table.crs().epsg() == null) {
                epsg = mapping.crs();
            }
            if (epsg == null) {
                epsg = table.crs().epsg();
            }
            boolean placed = choice.layer().hasGeometry() && (sample.dimension() != null || choice.hasPlace());
            if (!placed) {
                return new Plan(choice, null, "");
            }
            if (epsg == null) {
                String name = table.crs().name();
                throw name.isEmpty()
                        ? new FormatException(
                                "crs-missing",
                                "Tệp không cho biết hệ tọa độ; hãy nêu bằng --crs, ví dụ --crs 9214 (VN-2000 Huế) hoặc --crs 4326",
                                "The file does not say its CRS; name it by --crs, for example --crs 9214 (VN-2000 of Huế) or --crs 4326")
                        : new FormatException(
                                "crs-unknown",
                                "Không biết hệ tọa độ '" + name + "' của tệp; hãy nêu mã EPSG bằng --crs",
                                "The CRS '" + name + "' of the file is not known; name its EPSG code by --crs");
            }
            String described = "EPSG:" + epsg;
            if (epsg == 4326) {
                return new Plan(choice, null, described);
            }
            try {
                return new Plan(choice, systems.get(epsg), described);
            } catch (CrsException e) {
                throw new FormatException("crs-unknown", e.text().vi(), e.text().en(), e);
            }
        }
    }
}
