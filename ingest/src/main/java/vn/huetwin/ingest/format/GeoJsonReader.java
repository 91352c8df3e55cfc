package vn.huetwin.ingest.format;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.validate.Problem;

/** Streams the features of a GeoJSON document; never holds more than one. */
final class GeoJsonReader implements FeatureReader {
    private static final int ORIGINAL = 1 << 16;
    /** Characters that a value of another kind than text counts for. */
    private static final int VALUE = 16;

    private static final Pattern EPSG = Pattern.compile("(?i)(?:urn:ogc:def:crs:)?EPSG:(?:[\\d.]*:)?(\\d{4,6})");
    private static final Pattern CRS84 = Pattern.compile("(?i)(?:urn:ogc:def:crs:)?OGC:(?:[\\d.]*:)?CRS84");

    /** Where the parser stands in the document. */
    private enum State {
        START,
        IN_COLLECTION,
        AFTER_FEATURES,
        SEQUENCE,
        END
    }

    private final Path path;
    private final JsonParser parser;
    private final CountingInput input;
    private final FormatLimits limits;
    private final GeoJsonGeometry geometryReader;
    private State state = State.START;
    private FileCrs crs;
    private boolean crsSaid;
    private boolean collection;
    private long number;
    private @Nullable Row pending;

    GeoJsonReader(Path path, JsonParser parser, CountingInput input, FormatLimits limits, FileCrs crs) {
        this.path = path;
        this.parser = parser;
        this.input = input;
        this.limits = limits;
        this.crs = crs;
        this.geometryReader = new GeoJsonGeometry(limits.vertices());
    }

    /** Reads up to the first feature, so that the members before it are known. */
    void peek() throws IOException {
        pending = next();
    }

    FileCrs crs() {
        return crs;
    }

    boolean isSequence() {
        return !collection;
    }

    @Override
    public @Nullable Row next() throws IOException {
        if (pending != null) {
            Row row = pending;
            pending = null;
            return row;
        }
        try {
            return advance();
        } catch (StreamConstraintsException e) {
            throw located("feature-too-large", "Một giá trị quá lớn", "A value is too large", e);
        } catch (JsonEOFException e) {
            throw located("file-truncated", "Tệp bị cắt cụt", "The file is truncated", e);
        } catch (CharConversionException e) {
            throw wrongEncoding(e);
        } catch (JsonProcessingException e) {
            String message = e.getOriginalMessage();
            if (message != null && message.contains("UTF-8")) {
                throw wrongEncoding(e);
            }
            throw located("syntax-error", "Sai cú pháp JSON", "The JSON is malformed", e);
        }
    }

    private @Nullable Row advance() throws IOException {
        if (state == State.START || state == State.AFTER_FEATURES || state == State.SEQUENCE) {
            return root();
        }
        if (state == State.END) {
            return null;
        }
        JsonToken token = parser.nextToken();
        if (token == JsonToken.END_ARRAY) {
            state = State.AFTER_FEATURES;
            return root();
        }
        if (token != JsonToken.START_OBJECT) {
            throw malformed("'features' phải gồm các đối tượng", "'features' must hold objects");
        }
        return feature();
    }

    /** Reads at the top level: the members round the features, or the next feature of a sequence. */
    private @Nullable Row root() throws IOException {
        if (state != State.AFTER_FEATURES) {
            JsonToken token = parser.nextToken();
            if (token == null) {
                if (state == State.START) {
                    throw new FormatException("empty-file", "Tệp rỗng", "The file is empty");
                }
                state = State.END;
                return null;
            }
            if (token != JsonToken.START_OBJECT) {
                throw malformed("GeoJSON phải là một đối tượng JSON", "GeoJSON must be a JSON object");
            }
        }
        return members(new Building());
    }

    private @Nullable Row members(Building feature) throws IOException {
        boolean after = state == State.AFTER_FEATURES;
        feature.start = parser.currentTokenLocation().getByteOffset();
        String type = null;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonToken token = parser.nextToken();
            if (name.equals("features") && token == JsonToken.START_ARRAY && !after) {
                collection = true;
                state = State.IN_COLLECTION;
                return advance();
            } else if (name.equals("crs")) {
                readCrs(after);
            } else if (name.equals("type") && token == JsonToken.VALUE_STRING) {
                type = parser.getText();
            } else {
                member(feature, name);
            }
        }
        if (after) {
            if (parser.nextToken() != null) {
                throw malformed("Có dữ liệu thừa sau bộ sưu tập", "There is something behind the collection");
            }
            state = State.END;
            return null;
        }
        if (!"Feature".equals(type)) {
            throw malformed(
                    "Cần FeatureCollection hoặc Feature, ở đây là " + type,
                    "A FeatureCollection or Feature is needed, this is " + type);
        }
        state = State.SEQUENCE;
        return finish(feature);
    }

    private Row feature() throws IOException {
        Building feature = new Building();
        feature.start = parser.currentTokenLocation().getByteOffset();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            member(feature, name);
        }
        return finish(feature);
    }

    /** What has been read of a feature. */
    private static final class Building {
        long start;

        @Nullable
        String id;

        @Nullable
        Geometry geometry;

        Map<String, Object> attributes = new LinkedHashMap<>();

        @Nullable
        Problem problem;

        /** Characters of names and values so far; what is no text counts for what it takes in memory. */
        long size;
    }

    private void member(Building feature, String name) throws IOException {
        switch (name) {
            case "id" -> {
                if (parser.currentToken().isScalarValue() && parser.currentToken() != JsonToken.VALUE_NULL) {
                    feature.id = parser.getText();
                } else {
                    parser.skipChildren();
                }
            }
            case "geometry" -> {
                geometryReader.reset();
                feature.geometry = geometryReader.read(parser);
                if (feature.problem == null) {
                    feature.problem = geometryReader.problem();
                }
            }
            case "properties" -> properties(feature);
            default -> parser.skipChildren();
        }
    }

    /** Whether there is room for so many characters more; if not, the feature is broken. */
    private boolean fits(Building feature, int characters) {
        feature.size += characters;
        if (feature.size <= limits.text()) {
            return true;
        }
        feature.problem = new Problem(
                "feature-too-large",
                "properties",
                new Text(
                        "Các thuộc tính của đối tượng dài hơn " + limits.text() + " ký tự",
                        "The properties of the feature are longer than " + limits.text() + " characters"));
        return false;
    }

    private void properties(Building feature) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            if (feature.attributes.size() >= limits.attributes()) {
                parser.skipChildren();
                feature.problem = new Problem(
                        "feature-too-large",
                        "properties",
                        new Text(
                                "Đối tượng có hơn " + limits.attributes() + " thuộc tính",
                                "The feature has more than " + limits.attributes() + " properties"));
                continue;
            }
            Object value = value(feature);
            if (value != null && fits(feature, name.length())) {
                feature.attributes.put(name, value);
            }
        }
    }

    private @Nullable Object value(Building feature) throws IOException {
        if (!fits(feature, parser.currentToken() == JsonToken.VALUE_STRING ? parser.getTextLength() : VALUE)) {
            parser.skipChildren();
            return null;
        }
        return switch (parser.currentToken()) {
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT ->
                parser.getNumberValue() instanceof Integer i ? (Object) (long) i : parser.getNumberValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case START_ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    Object member = value(feature);
                    if (list.size() < limits.attributes()) {
                        list.add(member);
                    }
                }
                yield list;
            }
            case START_OBJECT -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    Object member = value(feature);
                    if (map.size() < limits.attributes() && fits(feature, name.length())) {
                        map.put(name, member);
                    }
                }
                yield map;
            }
            default -> null;
        };
    }

    private Row finish(Building feature) throws IOException {
        number++;
        Problem problem = feature.problem;
        if (problem != null) {
            return new Row.Broken(number, problem, original(feature.start));
        }
        return new Row.Read(number, feature.id, feature.geometry, feature.attributes);
    }

    /** The bytes of the feature that was just read, from the file itself. */
    private String original(long start) throws IOException {
        long end = parser.currentLocation().getByteOffset();
        if (start < 0 || end <= start) {
            return "";
        }
        byte[] bytes = new byte[(int) Math.min(end - start, ORIGINAL)];
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            file.seek(start);
            file.readFully(bytes);
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        return end - start > ORIGINAL ? text + "… (" + (end - start) + " bytes)" : text;
    }

    private void readCrs(boolean afterFeatures) throws IOException {
        Object value = value(new Building());
        String name = "";
        if (value instanceof Map<?, ?> map && map.get("properties") instanceof Map<?, ?> properties) {
            Object given = properties.get("name") == null ? properties.get("code") : properties.get("name");
            name = given == null ? "" : given.toString();
        }
        if (name.isEmpty()) {
            return;
        }
        FileCrs said = parseCrs(name);
        if (afterFeatures && !crsSaid && !said.equals(crs) && !said.equals(FileCrs.epsg(4326))) {
            throw new FormatException(
                    "crs-after-features",
                    "Thành phần 'crs' (" + name + ") phải đứng trước 'features'; hoặc dùng --crs",
                    "The member 'crs' (" + name + ") must come before 'features'; or use --crs");
        }
        crsSaid = true;
        crs = said;
    }

    static FileCrs parseCrs(String name) {
        if (CRS84.matcher(name).matches()) {
            return FileCrs.CRS84;
        }
        Matcher epsg = EPSG.matcher(name);
        return epsg.matches() ? FileCrs.epsg(Integer.parseInt(epsg.group(1))) : new FileCrs(null, name);
    }

    private FormatException malformed(String vi, String en) {
        JsonLocation at = parser.currentTokenLocation();
        return new FormatException("syntax-error", vi + where(at, true), en + where(at, false));
    }

    private FormatException located(String code, String vi, String en, JsonProcessingException cause) {
        JsonLocation at = cause.getLocation();
        String detail = cause.getOriginalMessage();
        int cut = detail.indexOf(" (start marker");
        String reason = cut < 0 ? detail : detail.substring(0, cut);
        return new FormatException(
                code,
                vi + where(at, true) + "; không lưu gì: " + reason,
                en + where(at, false) + "; nothing was stored: " + reason,
                cause);
    }

    private FormatException wrongEncoding(IOException cause) {
        JsonLocation at = parser.currentLocation();
        return new FormatException(
                "wrong-encoding",
                "Tệp không phải UTF-8" + where(at, true) + "; hãy chuyển mã, ví dụ iconv -f windows-1258 -t utf-8",
                "The file is not UTF-8" + where(at, false) + "; convert it, for example iconv -f windows-1258 -t utf-8",
                cause);
    }

    private String where(@Nullable JsonLocation at, boolean vietnamese) {
        if (at == null) {
            return "";
        }
        return String.format(
                Locale.ROOT,
                vietnamese
                        ? " ở dòng %d cột %d (byte %d, sau %d đối tượng)"
                        : " at line %d column %d (byte %d, after %d features)",
                at.getLineNr(),
                at.getColumnNr(),
                at.getByteOffset() < 0 ? input.count() : at.getByteOffset(),
                number);
    }

    @Override
    public long progress() {
        return input.count();
    }

    @Override
    public void close() throws IOException {
        parser.close();
        input.close();
    }
}
