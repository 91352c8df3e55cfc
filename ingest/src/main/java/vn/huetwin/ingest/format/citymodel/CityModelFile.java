package vn.huetwin.ingest.format.citymodel;

import com.fasterxml.jackson.core.JsonFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ingest.format.FeatureFile;
import vn.huetwin.ingest.format.FeatureReader;
import vn.huetwin.ingest.format.FileCrs;
import vn.huetwin.ingest.format.Format;
import vn.huetwin.ingest.format.FormatException;
import vn.huetwin.ingest.format.FormatLimits;
import vn.huetwin.ingest.format.Row;
import vn.huetwin.ontology.store.CityGeometry;
import vn.huetwin.ontology.validate.Problem;

/**
 * A city model, laid out: one table for each layer that it has rows for, named as the layer. Objects come before their
 * parts; whoever refuses an object calls {@link #refused}, and nothing of it comes afterwards.
 */
public final class CityModelFile implements FeatureFile {
    private static final List<String> ORDER = List.of(
            "building",
            "bridge",
            "tunnel",
            "traffic_area",
            "vegetation",
            "land_cover",
            "relief",
            "city_furniture",
            MemberRows.OTHER,
            MemberRows.PART,
            MemberRows.SURFACE,
            MemberRows.ATTRIBUTE);
    private static final Set<String> DEPENDENT = Set.of(MemberRows.PART, MemberRows.SURFACE, MemberRows.ATTRIBUTE);
    private static final Set<Integer> IN_DEGREES = Set.of(4326, 4258, 4756, 6668, 4612);

    private final Format format;
    private final FileCrs crs;
    private final Map<String, Spool> rows = new LinkedHashMap<>();
    private final Spool surfaces;
    private final Set<String> refused = new HashSet<>();
    private List<Problem> notes = List.of();

    private CityModelFile(Format format, FileCrs crs) throws IOException {
        this.format = format;
        this.crs = crs;
        this.surfaces = new Spool();
    }

    /**
     * Reads the whole file.
     *
     * @param epsg CRS that the user named, or null for what the file says
     * @throws FormatException if it breaks, or does not say its CRS
     */
    public static CityModelFile open(
            Path path, Format format, FormatLimits limits, JsonFactory factory, @Nullable Integer epsg)
            throws IOException {
        CityGmlScan scan = format == Format.CITYGML ? CityGmlScan.of(path) : null;
        CityJsonIndex index = format == Format.CITYJSON ? CityJsonIndex.of(path, factory, limits) : null;
        String name = scan != null
                ? oneSystem(scan)
                : index != null ? index.system() : CityJsonSeqReader.system(path, factory);
        CrsName said = CrsName.of(name);
        Integer code = epsg != null ? epsg : said.epsg();
        if (code == null) {
            throw unknownCrs(name);
        }
        // What the user names replaces the system, not the order of axes that the file's own name implies.
        boolean northingFirst = said.northingFirst();
        Ring3D rings = new Ring3D(IN_DEGREES.contains(code));
        CityModelFile file = new CityModelFile(format, new FileCrs(code, name.isEmpty() ? "EPSG:" + code : name));
        boolean done = false;
        try (MemberReader reader = scan != null
                ? new CityGmlReader(path, scan, rings, northingFirst)
                : index != null
                        ? new CityJsonReader(path, index, factory, rings, northingFirst)
                        : new CityJsonSeqReader(path, factory, rings, northingFirst)) {
            file.layOut(reader, new MemberRows(rings, "EPSG:" + code));
            done = true;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } finally {
            if (!done) {
                file.close();
            }
        }
        return file;
    }

    private static String oneSystem(CityGmlScan scan) throws FormatException {
        Set<Integer> codes = new HashSet<>();
        String first = "";
        for (String name : scan.systems()) {
            Integer code = CrsName.of(name).epsg();
            if (code != null && codes.add(code) && first.isEmpty()) {
                first = name;
            }
        }
        if (codes.size() > 1) {
            throw new FormatException(
                    "several-crs",
                    "Tệp trộn nhiều hệ tọa độ: " + codes + "; hãy tách ra",
                    "The file mixes reference systems: " + codes + "; split it");
        }
        return first.isEmpty() && !scan.systems().isEmpty()
                ? scan.systems().iterator().next()
                : first;
    }

    private static FormatException unknownCrs(String name) {
        return name.isEmpty()
                ? new FormatException(
                        "crs-missing",
                        "Tệp không cho biết hệ tọa độ; hãy nêu bằng --crs, ví dụ --crs 9214 (VN-2000 Huế)",
                        "The file does not say its CRS; name it by --crs, for example --crs 9214 (VN-2000 of Huế)")
                : new FormatException(
                        "crs-unknown",
                        "Không biết hệ tọa độ '" + name + "' của tệp; hãy nêu mã EPSG bằng --crs",
                        "The CRS '" + name + "' of the file is not known; name its EPSG code by --crs");
    }

    private void layOut(MemberReader reader, MemberRows layout) throws IOException {
        MemberRows.Sink sink = new MemberRows.Sink() {
            @Override
            public void row(String layer, String root, Row.Read row) {
                try {
                    spool(layer).write(root, row);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }

            @Override
            public void surface(CityGeometry.Entry entry) {
                try {
                    surfaces.write(entry);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
        for (Member member = reader.next(); member != null; member = reader.next()) {
            if (member instanceof Member.Read read) {
                layout.write(read, sink);
            } else if (member instanceof Member.Lost lost) {
                Row.Broken row = new Row.Broken(lost.number(), lost.problem(), lost.type() + " " + lost.id());
                spool(MemberRows.layer(lost.type())).write("", row);
            }
        }
        notes = reader.notes();
        for (Spool spool : rows.values()) {
            spool.finish();
        }
        surfaces.finish();
    }

    private Spool spool(String layer) throws IOException {
        Spool spool = rows.get(layer);
        if (spool == null) {
            spool = new Spool();
            rows.put(layer, spool);
        }
        return spool;
    }

    @Override
    public Format format() {
        return format;
    }

    @Override
    public boolean isLaidOut() {
        return true;
    }

    @Override
    public List<Table> tables() {
        return ORDER.stream()
                .filter(rows::containsKey)
                .map(layer -> new Table(layer, crs))
                .toList();
    }

    @Override
    public List<Problem> notes() {
        return notes;
    }

    /** Whether a table holds objects, not what belongs to them. */
    public static boolean isRoot(Table table) {
        return !DEPENDENT.contains(table.name());
    }

    /** An object was refused: its parts, surfaces and attributes are left out from now on. */
    @Override
    public void refused(String key) {
        refused.add(key);
    }

    @Override
    public FeatureReader read(Table table) throws IOException {
        Spool spool = rows.get(table.name());
        if (spool == null) {
            throw new NoSuchElementException(table.name());
        }
        Spool.Reader reader = spool.read();
        boolean dependent = !isRoot(table);
        return new FeatureReader() {
            @Override
            public @Nullable Row next() throws IOException {
                Spool.Reader.Owned owned = reader.row();
                while (owned != null && dependent && refused.contains(owned.root())) {
                    owned = reader.row();
                }
                return owned == null ? null : owned.row();
            }

            @Override
            public long progress() {
                return reader.position();
            }

            @Override
            public void close() throws IOException {
                reader.close();
            }
        };
    }

    /** All surfaces, in the CRS of the file; to be used up. */
    public Surfaces surfaces() throws IOException {
        return new Surfaces(surfaces.read());
    }

    /** An open stream of surfaces. */
    public static final class Surfaces implements Iterator<CityGeometry.Entry>, AutoCloseable {
        private final Spool.Reader reader;
        private CityGeometry.@Nullable Entry next;

        private Surfaces(Spool.Reader reader) throws IOException {
            this.reader = reader;
            this.next = reader.surface();
        }

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public CityGeometry.Entry next() {
            CityGeometry.Entry current = next;
            if (current == null) {
                throw new NoSuchElementException();
            }
            try {
                next = reader.surface();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return current;
        }

        @Override
        public void close() throws IOException {
            reader.close();
        }
    }

    @Override
    public long size(Table table) {
        Spool spool = rows.get(table.name());
        return spool == null ? 0 : spool.count();
    }

    @Override
    public void close() throws IOException {
        for (Spool spool : rows.values()) {
            spool.close();
        }
        surfaces.close();
    }
}
