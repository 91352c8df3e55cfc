package vn.huetwin.ingest.format.citymodel;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKBReader;
import org.locationtech.jts.io.WKBWriter;
import vn.huetwin.ingest.format.Row;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.store.CityAppearance;
import vn.huetwin.ontology.store.CityGeometry;
import vn.huetwin.ontology.store.CitySurface;
import vn.huetwin.ontology.validate.Problem;

/**
 * Rows of one layer, or surfaces, in a temporary file: a city model is read once, but its rows go to several tables one
 * after the other.
 */
final class Spool implements AutoCloseable {
    private static final int BUFFER = 1 << 16;

    private final Path file;
    private final DataOutputStream out;
    private final WKBWriter flat = new WKBWriter(2);
    private final WKBWriter solid = new WKBWriter(3);
    private long count;

    Spool() throws IOException {
        file = Files.createTempFile("twin-city-model", ".bin");
        out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), BUFFER));
    }

    long count() {
        return count;
    }

    /** @param root key of the object that the row stands or falls with */
    void write(String root, Row row) throws IOException {
        count++;
        text(root);
        out.writeLong(row.number());
        if (row instanceof Row.Read read) {
            out.writeByte(1);
            text(read.id());
            bytes(read.geometry() == null ? null : flat.write(read.geometry()));
            out.writeInt(read.attributes().size());
            for (Map.Entry<String, Object> entry : read.attributes().entrySet()) {
                text(entry.getKey());
                value(entry.getValue());
            }
            out.writeInt(read.repairs().size());
            for (Problem problem : read.repairs()) {
                problem(problem);
            }
        } else if (row instanceof Row.Broken broken) {
            out.writeByte(0);
            problem(broken.problem());
            text(broken.original());
        }
    }

    void write(CityGeometry.Entry entry) throws IOException {
        count++;
        CitySurface surface = entry.surface();
        text(entry.model());
        out.writeInt(entry.number());
        text(surface.part());
        text(surface.surface());
        text(surface.lod());
        text(surface.role());
        Integer shell = surface.shell();
        out.writeInt(shell == null ? -1 : shell);
        bytes(solid.write(surface.geometry()));
        CityAppearance appearance = surface.appearance();
        text(appearance == null ? null : appearance.json());
    }

    private void problem(Problem problem) throws IOException {
        text(problem.code());
        text(problem.field());
        text(problem.message().vi());
        text(problem.message().en());
    }

    private void value(Object value) throws IOException {
        if (value instanceof Double number) {
            out.writeByte('d');
            out.writeDouble(number);
        } else if (value instanceof Long number) {
            out.writeByte('l');
            out.writeLong(number);
        } else if (value instanceof Boolean flag) {
            out.writeByte('b');
            out.writeBoolean(flag);
        } else if (value instanceof Instant instant) {
            out.writeByte('i');
            out.writeLong(instant.toEpochMilli());
        } else {
            out.writeByte('t');
            text(value.toString());
        }
    }

    private void text(@Nullable String text) throws IOException {
        bytes(text == null ? null : text.getBytes(StandardCharsets.UTF_8));
    }

    private void bytes(byte @Nullable [] bytes) throws IOException {
        out.writeInt(bytes == null ? -1 : bytes.length);
        if (bytes != null) {
            out.write(bytes);
        }
    }

    void finish() throws IOException {
        out.close();
    }

    Reader read() throws IOException {
        return new Reader();
    }

    @Override
    public void close() throws IOException {
        out.close();
        Files.deleteIfExists(file);
    }

    /** Gives back what was written, in its order. */
    final class Reader implements AutoCloseable {
        /** A row and the object it belongs to. */
        record Owned(String root, Row row) {}

        private final DataInputStream in =
                new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER));
        private final WKBReader wkb = new WKBReader();
        private long read;

        private Reader() throws IOException {}

        long position() {
            return read;
        }

        /** Null after the last. */
        @Nullable
        Owned row() throws IOException {
            if (read == count) {
                return null;
            }
            read++;
            String root = known();
            long number = in.readLong();
            if (in.readByte() == 0) {
                return new Owned(root, new Row.Broken(number, problem(), known()));
            }
            String id = known();
            byte[] geometry = bytes();
            Map<String, Object> attributes = new HashMap<>();
            for (int i = in.readInt(); i > 0; i--) {
                attributes.put(known(), value());
            }
            List<Problem> repairs = new ArrayList<>();
            for (int i = in.readInt(); i > 0; i--) {
                repairs.add(problem());
            }
            return new Owned(
                    root, new Row.Read(number, id, geometry == null ? null : geometry(geometry), attributes, repairs));
        }

        /** Null after the last. */
        CityGeometry.@Nullable Entry surface() throws IOException {
            if (read == count) {
                return null;
            }
            read++;
            String model = known();
            int number = in.readInt();
            String part = known();
            String surface = known();
            String lod = known();
            String role = known();
            int shell = in.readInt();
            byte[] geometry = bytes();
            if (geometry == null) {
                throw new IOException("A surface without geometry");
            }
            String appearance = known();
            return new CityGeometry.Entry(
                    model,
                    number,
                    new CitySurface(
                            part,
                            surface,
                            lod,
                            role,
                            shell < 0 ? null : shell,
                            geometry(geometry),
                            appearance.isEmpty() ? null : CityAppearance.parse(appearance)));
        }

        private Geometry geometry(byte[] bytes) throws IOException {
            try {
                return wkb.read(bytes);
            } catch (ParseException e) {
                throw new IOException(e);
            }
        }

        private Object value() throws IOException {
            return switch (in.readByte()) {
                case 'd' -> in.readDouble();
                case 'l' -> in.readLong();
                case 'b' -> in.readBoolean();
                case 'i' -> Instant.ofEpochMilli(in.readLong());
                default -> known();
            };
        }

        private Problem problem() throws IOException {
            return new Problem(known(), known(), new Text(known(), known()));
        }

        private String known() throws IOException {
            byte[] bytes = bytes();
            return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
        }

        private byte @Nullable [] bytes() throws IOException {
            int length = in.readInt();
            return length < 0 ? null : in.readNBytes(length);
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
