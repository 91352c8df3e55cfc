package vn.huetwin.ingest.format;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Shapefiles (ESRI white paper, July 1998) in a zip file, or one with its siblings in a folder. The CRS comes from
 * the {@code .prj}, the encoding from the {@code .cpg}, else from the language driver of the {@code .dbf}, else it is
 * UTF-8 if the whole table is and windows-1258 if not.
 */
final class ShapefileFile implements FeatureFile {
    private static final int BUFFER = 1 << 16;

    private final ZipSource source;
    private final @Nullable Charset encoding;
    private final FormatLimits limits;
    private final List<Table> tables = new ArrayList<>();
    private final List<String> stems = new ArrayList<>();

    ShapefileFile(Path path, @Nullable Charset encoding, FormatLimits limits) throws IOException {
        boolean bare = FeatureFiles.fileName(path).toLowerCase(Locale.ROOT).endsWith(".shp");
        this.source = bare ? ZipSource.beside(path, limits) : ZipSource.zip(path, limits);
        this.encoding = encoding;
        this.limits = limits;
        for (String name : source.names()) {
            if (name.endsWith(".shp")) {
                String stem = name.substring(0, name.length() - 4);
                stems.add(stem);
                tables.add(new Table(stem.substring(stem.lastIndexOf('/') + 1), crs(stem)));
            }
        }
        if (tables.isEmpty()) {
            source.close();
            throw new FormatException(
                    "no-features",
                    "Tệp zip không chứa .shp; chỉ đọc được Shapefile nén zip, tệp loại khác hãy giải nén rồi nhập",
                    "The zip file holds no .shp; only shapefiles are read zipped, so unpack other files and import them");
        }
    }

    private FileCrs crs(String stem) throws IOException {
        String prj = text(stem + ".prj", 1 << 16);
        return prj == null ? FileCrs.NONE : PrjCrs.parse(prj);
    }

    private @Nullable String text(String name, int most) throws IOException {
        if (!source.has(name)) {
            return null;
        }
        try (var in = source.open(name)) {
            return new String(in.readNBytes(most), StandardCharsets.UTF_8).strip();
        }
    }

    @Override
    public Format format() {
        return Format.SHAPEFILE;
    }

    @Override
    public List<Table> tables() {
        return List.copyOf(tables);
    }

    @Override
    public FeatureReader read(Table table) throws IOException {
        String stem = stems.get(tables.indexOf(table));
        CountingInput shapes = new CountingInput(source.open(stem + ".shp"));
        DbfReader attributes = null;
        if (source.has(stem + ".dbf")) {
            attributes = new DbfReader(new BufferedInputStream(source.open(stem + ".dbf"), BUFFER));
            attributes.decodeBy(charset(stem, attributes));
        }
        return new ShapefileReader(new ShpReader(shapes, limits), attributes, shapes);
    }

    private Charset charset(String stem, DbfReader header) throws IOException {
        if (encoding != null) {
            return encoding;
        }
        String cpg = text(stem + ".cpg", 100);
        if (cpg != null) {
            return named(cpg);
        }
        Charset driver = header.languageDriver();
        if (driver != null) {
            return driver;
        }
        try (DbfReader scan = new DbfReader(new BufferedInputStream(source.open(stem + ".dbf"), BUFFER))) {
            return scan.isUtf8() ? StandardCharsets.UTF_8 : Encoding.WINDOWS_1258;
        }
    }

    /** Code pages by name or number: {@code UTF-8}, {@code 65001}, {@code 1258}, {@code ANSI 1252}. */
    private static Charset named(String cpg) throws FormatException {
        String name = cpg.strip().replaceFirst("(?i)^ANSI ", "");
        try {
            if (name.equals("65001")) {
                return StandardCharsets.UTF_8;
            }
            if (name.matches("8859\\d+")) {
                return Charset.forName("ISO-8859-" + name.substring(4));
            }
            return Charset.forName(name.matches("\\d+") ? "windows-" + name : name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw new FormatException(
                    "wrong-encoding",
                    "Không biết bảng mã '" + cpg + "' trong tệp .cpg; hãy khai báo encoding trong tệp ánh xạ",
                    "The .cpg names the unknown encoding '" + cpg + "'; give the encoding in the mapping file",
                    e);
        }
    }

    @Override
    public long size(Table table) {
        try {
            return source.size(stems.get(tables.indexOf(table)) + ".shp");
        } catch (IOException e) {
            return 0;
        }
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
