package vn.huetwin.ingest.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Separated text by RFC 4180 with a header line; the separator is found among comma, semicolon, tab and bar. UTF-8
 * unless told otherwise: a guess would store wrong names. Geometry is in columns, which a mapping names.
 */
final class CsvFile implements FeatureFile {
    private static final int HEAD = 1 << 16;
    private static final String SEPARATORS = ",;\t|";

    private final Path path;
    private final FormatLimits limits;
    private final Charset charset;
    private final int mark;
    private final char separator;
    private final Table table;

    CsvFile(Path path, @Nullable Charset encoding, FormatLimits limits) throws IOException {
        this.path = path;
        this.limits = limits;
        byte[] head;
        try (InputStream in = Files.newInputStream(path)) {
            head = in.readNBytes(HEAD);
        }
        if (encoding == null) {
            refuseOtherEncodings(head);
        }
        this.charset = encoding == null ? StandardCharsets.UTF_8 : encoding;
        this.mark = Encoding.markLength(head);
        String text = new String(head, mark, head.length - mark, charset);
        if (Encoding.isMojibake(text)) {
            throw wrong(
                    "Chữ Việt bị hỏng mã (ví dụ 'Huáº¿' thay cho 'Huế'): tệp đã được lưu sai bảng mã; hãy xuất lại bằng UTF-8",
                    "The Vietnamese text is garbled (like 'Huáº¿' for 'Huế'): the file was saved by a wrong encoding; export it"
                            + " again as UTF-8");
        }
        this.separator = separator(text);
        this.table = new Table(FeatureFiles.baseName(path), FileCrs.NONE);
    }

    private static void refuseOtherEncodings(byte[] head) throws FormatException {
        Charset utf16 = Encoding.utf16(head);
        if (utf16 != null) {
            throw wrong(
                    "Tệp là " + utf16 + "; hãy lưu lại bằng UTF-8 hoặc khai báo encoding trong tệp ánh xạ",
                    "The file is " + utf16 + "; save it as UTF-8, or give its encoding in the mapping file");
        }
        int bad = Encoding.firstNotUtf8(head, head.length);
        if (bad >= 0) {
            throw notUtf8(head, bad, line(head, bad));
        }
    }

    static FormatException notUtf8(byte[] head, long at, long line) {
        int from = (int) Math.max(0, Math.min(at, head.length) - 20);
        String sample =
                new String(head, from, Math.min(40, head.length - from), Encoding.WINDOWS_1258).replaceAll("\\s+", " ");
        return wrong(
                "Tệp không phải UTF-8 (byte " + at + ", dòng " + line + "); có thể là windows-1258: '" + sample
                        + "'. Hãy lưu lại bằng UTF-8 hoặc khai báo encoding trong tệp ánh xạ",
                "The file is not UTF-8 (byte " + at + ", line " + line + "); it may be windows-1258: '" + sample
                        + "'. Save it as UTF-8, or give its encoding in the mapping file");
    }

    private static FormatException wrong(String vi, String en) {
        return new FormatException("wrong-encoding", vi, en);
    }

    private static long line(byte[] head, int offset) {
        long line = 1;
        for (int i = 0; i < offset; i++) {
            if (head[i] == '\n') {
                line++;
            }
        }
        return line;
    }

    /** The separator that the header line has most of, outside quotes. */
    private static char separator(String text) {
        int[] counts = new int[SEPARATORS.length()];
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (c == '\n' || c == '\r') && i > 0) {
                break;
            } else if (!quoted && SEPARATORS.indexOf(c) >= 0) {
                counts[SEPARATORS.indexOf(c)]++;
            }
        }
        int best = 0;
        for (int i = 1; i < counts.length; i++) {
            if (counts[i] > counts[best]) {
                best = i;
            }
        }
        return SEPARATORS.charAt(best);
    }

    @Override
    public Format format() {
        return Format.CSV;
    }

    @Override
    public List<Table> tables() {
        return List.of(table);
    }

    @Override
    public FeatureReader read(Table which) throws IOException {
        InputStream in = Files.newInputStream(path);
        in.skipNBytes(mark);
        return new CsvReader(new CountingInput(in), charset, separator, limits);
    }

    @Override
    public long size(Table which) {
        return FeatureFile.bytes(path);
    }

    @Override
    public void close() {
        // Each reader has its own stream.
    }
}
