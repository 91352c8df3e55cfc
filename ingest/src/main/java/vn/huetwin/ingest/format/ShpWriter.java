package vn.huetwin.ingest.format;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.algorithm.Area;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.Polygon;

/**
 * The main file and the index of a shapefile (ESRI white paper, July 1998), two-dimensional. Records wait in temporary
 * files, since the headers tell length and bounds.
 */
final class ShpWriter implements AutoCloseable {
    /** What a file can hold, with its number in the header. */
    enum Kind {
        NULL(0, ""),
        POINT(1, "point"),
        LINE(3, "line"),
        POLYGON(5, "polygon"),
        MULTI_POINT(8, "multipoint");

        private final int type;
        private final String suffix;

        Kind(int type, String suffix) {
            this.type = type;
            this.suffix = suffix;
        }

        /** For the name of the file, where a layer needs several. */
        String suffix() {
            return suffix;
        }
    }

    private static final int HEADER = 100;

    private final Kind kind;
    private final long limit;
    private final Path records;
    private final Path index;
    private final OutputStream recordsOut;
    private final OutputStream indexOut;
    private final Envelope bounds = new Envelope();
    private long length = HEADER;
    private int count;

    /**
     * @param folder of the temporary files
     * @param limit  most bytes of the main file
     */
    ShpWriter(Path folder, String name, Kind kind, long limit) throws IOException {
        this.kind = kind;
        this.limit = limit;
        records = folder.resolve(name + ".shp");
        index = folder.resolve(name + ".shx");
        recordsOut = new BufferedOutputStream(Files.newOutputStream(records));
        indexOut = new BufferedOutputStream(Files.newOutputStream(index));
    }

    /**
     * @param geometry of this kind, x before y; null or empty for a null shape
     * @throws FormatException {@code shapefile-too-large}
     */
    void write(@Nullable Geometry geometry) throws IOException {
        byte[] content = geometry == null || geometry.isEmpty() || kind == Kind.NULL ? new byte[4] : content(geometry);
        if (length + 8 + content.length > limit) {
            throw tooLarge(".shp", limit);
        }
        ByteBuffer head = ByteBuffer.allocate(8).putInt(++count).putInt(content.length / 2);
        recordsOut.write(head.array());
        recordsOut.write(content);
        indexOut.write(ByteBuffer.allocate(8)
                .putInt((int) (length / 2))
                .putInt(content.length / 2)
                .array());
        length += 8 + content.length;
    }

    static FormatException tooLarge(String file, long limit) {
        return new FormatException(
                "shapefile-too-large",
                "Tệp " + file + " vượt " + limit + " byte, giới hạn của Shapefile; hãy lọc bớt (bbox, bộ lọc, count)"
                        + " hoặc dùng GeoPackage",
                "The " + file + " would exceed the " + limit + " bytes that a shapefile may have; ask for less (bbox,"
                        + " filter, count) or use GeoPackage");
    }

    private byte[] content(Geometry geometry) {
        bounds.expandToInclude(geometry.getEnvelopeInternal());
        return switch (kind) {
            case NULL -> new byte[4];
            case POINT -> {
                byte[] bytes = new byte[20];
                vertices(typed(bytes), new Coordinate[] {geometry.getCoordinate()});
                yield bytes;
            }
            case MULTI_POINT -> {
                Coordinate[] points = geometry.getCoordinates();
                byte[] bytes = new byte[40 + 16 * points.length];
                vertices(box(typed(bytes), geometry).putInt(points.length), points);
                yield bytes;
            }
            case LINE -> parts(geometry, lines(geometry));
            case POLYGON -> parts(geometry, rings(geometry));
        };
    }

    private ByteBuffer typed(byte[] content) {
        return ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).putInt(kind.type);
    }

    private static ByteBuffer box(ByteBuffer out, Geometry geometry) {
        Envelope box = geometry.getEnvelopeInternal();
        return out.putDouble(box.getMinX())
                .putDouble(box.getMinY())
                .putDouble(box.getMaxX())
                .putDouble(box.getMaxY());
    }

    private static void vertices(ByteBuffer out, Coordinate[] vertices) {
        for (Coordinate vertex : vertices) {
            out.putDouble(vertex.x).putDouble(vertex.y);
        }
    }

    private byte[] parts(Geometry geometry, List<Coordinate[]> parts) {
        int vertices = parts.stream().mapToInt(p -> p.length).sum();
        byte[] bytes = new byte[44 + 4 * parts.size() + 16 * vertices];
        ByteBuffer out = box(typed(bytes), geometry);
        out.putInt(parts.size()).putInt(vertices);
        int start = 0;
        for (Coordinate[] part : parts) {
            out.putInt(start);
            start += part.length;
        }
        parts.forEach(part -> vertices(out, part));
        return bytes;
    }

    private static List<Coordinate[]> lines(Geometry geometry) {
        List<Coordinate[]> parts = new ArrayList<>();
        for (int i = 0; i < geometry.getNumGeometries(); i++) {
            LineString line = (LineString) geometry.getGeometryN(i);
            if (!line.isEmpty()) {
                parts.add(line.getCoordinates());
            }
        }
        return parts;
    }

    /** Shells run clockwise, holes the other way round. */
    private static List<Coordinate[]> rings(Geometry geometry) {
        List<Coordinate[]> parts = new ArrayList<>();
        for (int i = 0; i < geometry.getNumGeometries(); i++) {
            Polygon polygon = (Polygon) geometry.getGeometryN(i);
            if (!polygon.isEmpty()) {
                parts.add(ring(polygon.getExteriorRing(), true));
                for (int hole = 0; hole < polygon.getNumInteriorRing(); hole++) {
                    parts.add(ring(polygon.getInteriorRingN(hole), false));
                }
            }
        }
        return parts;
    }

    private static Coordinate[] ring(LineString ring, boolean clockwise) {
        Coordinate[] vertices = ring.getCoordinates();
        boolean is = Area.ofRingSigned(vertices) >= 0;
        return is == clockwise ? vertices : ring.reverse().getCoordinates();
    }

    /**
     * The geometries of a geometry by kind.
     *
     * @return of this kind only, as one geometry; null if it has none
     */
    static @Nullable Geometry only(Geometry geometry, Kind kind) {
        List<Geometry> members = new ArrayList<>();
        collect(geometry, kind, members);
        if (members.size() < 2) {
            return members.isEmpty() ? null : members.get(0);
        }
        return new GeometryFactory().buildGeometry(members);
    }

    private static void collect(Geometry geometry, Kind kind, List<Geometry> members) {
        boolean fits = switch (geometry.getGeometryType()) {
            case Geometry.TYPENAME_POINT -> kind == Kind.MULTI_POINT || kind == Kind.POINT;
            case Geometry.TYPENAME_LINESTRING, Geometry.TYPENAME_LINEARRING -> kind == Kind.LINE;
            case Geometry.TYPENAME_POLYGON -> kind == Kind.POLYGON;
            default -> {
                for (int i = 0; i < geometry.getNumGeometries(); i++) {
                    collect(geometry.getGeometryN(i), kind, members);
                }
                yield false;
            }
        };
        if (fits && !geometry.isEmpty()) {
            members.add(geometry);
        }
    }

    /** All is written: what follows reads it. */
    void end() throws IOException {
        recordsOut.close();
        indexOut.close();
    }

    /** The main file, after {@link #end}. */
    void copyShapes(OutputStream out) throws IOException {
        out.write(header(length));
        Files.copy(records, out);
    }

    /** The index, after {@link #end}. */
    void copyIndex(OutputStream out) throws IOException {
        out.write(header(HEADER + 8L * count));
        Files.copy(index, out);
    }

    private byte[] header(long bytes) {
        ByteBuffer header = ByteBuffer.allocate(HEADER).putInt(0, 9994).putInt(24, (int) (bytes / 2));
        header.order(ByteOrder.LITTLE_ENDIAN).putInt(28, 1000).putInt(32, kind.type);
        if (!bounds.isNull()) {
            header.putDouble(36, bounds.getMinX())
                    .putDouble(44, bounds.getMinY())
                    .putDouble(52, bounds.getMaxX())
                    .putDouble(60, bounds.getMaxY());
        }
        return header.array();
    }

    @Override
    public void close() throws IOException {
        end();
        Files.deleteIfExists(records);
        Files.deleteIfExists(index);
    }
}
