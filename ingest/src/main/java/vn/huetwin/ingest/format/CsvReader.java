package vn.huetwin.ingest.format;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.validate.Problem;

/** Reads records of separated text; quoted fields may hold separators, quotes and line ends. Values are text. */
final class CsvReader implements FeatureReader {
    private static final int BUFFER = 1 << 16;

    private final CountingInput input;
    private final Reader reader;
    private final char separator;
    private final FormatLimits limits;
    private final List<String> header;
    private final StringBuilder field = new StringBuilder();
    private final StringBuilder raw = new StringBuilder();
    private long line = 1;
    private int recordLength;
    private boolean ended;
    private boolean endedWithLine = true;

    CsvReader(CountingInput input, Charset charset, char separator, FormatLimits limits) throws IOException {
        this.input = input;
        this.separator = separator;
        this.limits = limits;
        this.reader = new BufferedReader(
                new InputStreamReader(
                        input,
                        charset.newDecoder()
                                .onMalformedInput(CodingErrorAction.REPORT)
                                .onUnmappableCharacter(CodingErrorAction.REPORT)),
                BUFFER);
        List<String> first = record();
        if (first == null) {
            throw new FormatException("empty-file", "Tệp rỗng", "The file is empty");
        }
        this.header = first.stream().map(String::strip).toList();
        checkHeader();
    }

    private void checkHeader() throws FormatException {
        Set<String> seen = new HashSet<>();
        for (String name : header) {
            if (!name.isEmpty() && !seen.add(name)) {
                throw new FormatException(
                        "duplicate-column",
                        "Dòng tiêu đề có hai cột '" + name + "'",
                        "The header line has two columns '" + name + "'");
            }
        }
        if (seen.isEmpty()) {
            throw new FormatException(
                    "header-missing", "Dòng đầu phải ghi tên các cột", "The first line must name the columns");
        }
    }

    List<String> header() {
        return header;
    }

    @Override
    public @Nullable Row next() throws IOException {
        long start = line;
        List<String> values = record();
        while (values != null && values.size() == 1 && values.get(0).isBlank()) {
            start = line;
            values = record();
        }
        if (values == null) {
            return null;
        }
        if (values.size() != header.size()) {
            return misfit(start, values.size());
        }
        Map<String, Object> attributes = new LinkedHashMap<>(values.size() * 2);
        for (int i = 0; i < values.size(); i++) {
            String value = values.get(i);
            if (!value.isEmpty() && !header.get(i).isEmpty()) {
                attributes.put(header.get(i), value);
            }
        }
        return new Row.Read(start, null, null, attributes);
    }

    private Row misfit(long start, int size) throws FormatException {
        if (ended && !endedWithLine && size < header.size()) {
            throw new FormatException(
                    "file-truncated",
                    "Tệp bị cắt cụt ở dòng " + start + ": chỉ có " + size + "/" + header.size() + " cột; không lưu gì",
                    "The file is truncated at line " + start + ": " + size + " of " + header.size()
                            + " columns; nothing was stored");
        }
        return new Row.Broken(
                start,
                new Problem(
                        "wrong-column-count",
                        "line",
                        new Text(
                                "Dòng có " + size + " cột, tiêu đề có " + header.size()
                                        + "; kiểm tra dấu ngoặc kép và dấu phân cách",
                                "The line has " + size + " columns, the header " + header.size()
                                        + "; check quotes and separators")),
                raw.toString());
    }

    /** The fields of the next record, or null at the end. */
    private @Nullable List<String> record() throws IOException {
        List<String> fields = new ArrayList<>();
        field.setLength(0);
        raw.setLength(0);
        recordLength = 0;
        boolean quoted = false;
        boolean wasQuoted = false;
        long start = line;
        while (true) {
            int c = read();
            if (c < 0) {
                return atEnd(fields, quoted, start, wasQuoted);
            }
            if (raw.length() < BUFFER) {
                raw.append((char) c);
            }
            if (quoted) {
                if (c != '"') {
                    append(c);
                } else if (peek() == '"') {
                    append(read());
                } else {
                    quoted = false;
                }
            } else if (c == '"' && field.isEmpty() && !wasQuoted) {
                quoted = true;
                wasQuoted = true;
            } else if (c == separator) {
                fields.add(field.toString());
                field.setLength(0);
                wasQuoted = false;
                refuseTooMany(fields);
            } else if (c == '\n' || c == '\r') {
                if (c == '\r' && peek() == '\n') {
                    read();
                }
                fields.add(field.toString());
                return fields;
            } else {
                append(c);
            }
        }
    }

    private @Nullable List<String> atEnd(List<String> fields, boolean quoted, long start, boolean wasQuoted)
            throws FormatException {
        if (quoted) {
            throw new FormatException(
                    "file-truncated",
                    "Dấu ngoặc kép mở ở dòng " + start + " không được đóng; không lưu gì",
                    "The quote opened at line " + start + " is never closed; nothing was stored");
        }
        ended = true;
        endedWithLine = fields.isEmpty() && field.isEmpty() && !wasQuoted;
        if (endedWithLine) {
            return null;
        }
        fields.add(field.toString());
        return fields;
    }

    private void append(int c) throws FormatException {
        if (++recordLength > limits.text()) {
            throw new FormatException(
                    "feature-too-large",
                    "Bản ghi đến dòng " + line + " dài hơn " + limits.text()
                            + " ký tự; có thể thiếu dấu ngoặc kép; không lưu gì",
                    "The record up to line " + line + " is longer than " + limits.text()
                            + " characters; a quote may be missing; nothing was stored");
        }
        field.append((char) c);
    }

    private void refuseTooMany(List<String> fields) throws FormatException {
        if (fields.size() > limits.attributes()) {
            throw new FormatException(
                    "feature-too-large",
                    "Dòng " + line + " có hơn " + limits.attributes() + " cột",
                    "Line " + line + " has more than " + limits.attributes() + " columns");
        }
    }

    private int peeked = -2;

    private int peek() throws IOException {
        if (peeked == -2) {
            peeked = readChar();
        }
        return peeked;
    }

    private int read() throws IOException {
        int c = peek();
        peeked = -2;
        if (c == '\n') {
            line++;
        }
        return c;
    }

    private int readChar() throws IOException {
        try {
            return reader.read();
        } catch (CharacterCodingException e) {
            throw new FormatException(
                    "wrong-encoding",
                    "Sai bảng mã ở gần dòng " + line
                            + "; hãy lưu lại bằng UTF-8 hoặc khai báo encoding trong tệp ánh xạ",
                    "Wrong encoding near line " + line + "; save it as UTF-8, or give its encoding in the mapping file",
                    e);
        }
    }

    @Override
    public long progress() {
        return input.count();
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
