package vn.huetwin.ingest.format;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.algorithm.Area;
import org.locationtech.jts.algorithm.PointLocation;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.CoordinateXY;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Point;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.index.strtree.STRtree;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.validate.Problem;

/** Reads the main file of a shapefile from its beginning to its end. */
final class ShpReader implements AutoCloseable {
    /** @param number of the record, from 1 */
    record Shape(
            long number,
            @Nullable Geometry geometry,
            @Nullable Problem problem) {}

    private static final GeometryFactory FACTORY = new GeometryFactory();
    private static final int HEADER = 100;
    private static final int BUFFER = 1 << 16;

    private final InputStream in;
    private final FormatLimits limits;
    private final long length;
    private long position = HEADER;
    private long number;

    ShpReader(InputStream input, FormatLimits limits) throws IOException {
        this.in = new BufferedInputStream(input, BUFFER);
        this.limits = limits;
        ByteBuffer header = ByteBuffer.wrap(read(HEADER));
        if (header.getInt(0) != 9994) {
            throw new FormatException(
                    "shapefile-unreadable",
                    "Không phải tệp .shp",
                    "This is not a .shp file: it does not begin with 9994");
        }
        this.length = header.getInt(24) * 2L;
    }

    @Nullable
    Shape next() throws IOException {
        if (position >= length) {
            return null;
        }
        ByteBuffer header = ByteBuffer.wrap(read(8));
        int bytes = header.getInt(4) * 2;
        number++;
        position += 8L + bytes;
        if (bytes < 4 || position > length) {
            throw truncated(null);
        }
        if (bytes / 16 > limits.vertices()) {
            in.skipNBytes(bytes);
            return broken(
                    "feature-too-large",
                    "Hình có hơn " + limits.vertices() + " đỉnh; hãy chia nhỏ hoặc giản lược",
                    "The shape has more than " + limits.vertices() + " vertices; split or simplify it");
        }
        ByteBuffer content = ByteBuffer.wrap(read(bytes)).order(ByteOrder.LITTLE_ENDIAN);
        try {
            return shape(content);
        } catch (IndexOutOfBoundsException | IllegalArgumentException | java.nio.BufferUnderflowException e) {
            return broken(
                    "geometry-malformed",
                    "Không đọc được hình: " + e.getMessage(),
                    "The shape cannot be read: " + e.getMessage());
        }
    }

    private Shape shape(ByteBuffer content) {
        int type = content.getInt();
        int kind = type % 10;
        boolean z = type / 10 == 1;
        return switch (kind) {
            case 0 -> new Shape(number, null, null);
            case 1 -> {
                double x = content.getDouble();
                double y = content.getDouble();
                Coordinate at = z ? new Coordinate(x, y, content.getDouble()) : new CoordinateXY(x, y);
                yield new Shape(number, FACTORY.createPoint(at), null);
            }
            case 3, 5 -> parts(content, kind == 5, z);
            case 8 -> points(content, z);
            default ->
                broken(
                        "geometry-malformed",
                        "Kiểu hình " + type + " không được hỗ trợ",
                        "Shapes of type " + type + " are not supported");
        };
    }

    private Shape points(ByteBuffer content, boolean z) {
        content.position(content.position() + 32);
        int count = content.getInt();
        Coordinate[] vertices = vertices(content, count, z);
        Point[] points = new Point[count];
        for (int i = 0; i < count; i++) {
            points[i] = FACTORY.createPoint(vertices[i]);
        }
        return new Shape(number, FACTORY.createMultiPoint(points), null);
    }

    private static Coordinate[] vertices(ByteBuffer content, int count, boolean z) {
        if (count < 0 || (long) count * 16 > content.remaining()) {
            throw new IllegalArgumentException(count + " vertices in " + content.remaining() + " bytes");
        }
        int start = content.position();
        int heights = start + count * 16 + 16;
        Coordinate[] vertices = new Coordinate[count];
        for (int i = 0; i < count; i++) {
            double x = content.getDouble(start + i * 16);
            double y = content.getDouble(start + i * 16 + 8);
            vertices[i] = z ? new Coordinate(x, y, content.getDouble(heights + i * 8)) : new CoordinateXY(x, y);
        }
        return vertices;
    }

    private Shape parts(ByteBuffer content, boolean rings, boolean z) {
        content.position(content.position() + 32);
        int parts = content.getInt();
        int count = content.getInt();
        if (parts < 0 || (long) parts * 4 > content.remaining()) {
            throw new IllegalArgumentException(parts + " parts in " + content.remaining() + " bytes");
        }
        int[] starts = new int[parts + 1];
        for (int i = 0; i < parts; i++) {
            starts[i] = content.getInt();
        }
        starts[parts] = count;
        Coordinate[] vertices = vertices(content, count, z);
        List<Coordinate[]> pieces = new ArrayList<>(parts);
        for (int i = 0; i < parts; i++) {
            if (starts[i] < 0 || starts[i + 1] > count || starts[i + 1] < starts[i]) {
                throw new IllegalArgumentException("parts out of order");
            }
            pieces.add(java.util.Arrays.copyOfRange(vertices, starts[i], starts[i + 1]));
        }
        return rings ? polygons(pieces) : lines(pieces);
    }

    private Shape lines(List<Coordinate[]> pieces) {
        LineString[] lines = pieces.stream().map(FACTORY::createLineString).toArray(LineString[]::new);
        return new Shape(number, lines.length == 1 ? lines[0] : FACTORY.createMultiLineString(lines), null);
    }

    /** Clockwise rings are shells, others are holes of the smallest shell round them; a hole without one is a shell. */
    private Shape polygons(List<Coordinate[]> pieces) {
        List<Coordinate[]> shells = new ArrayList<>();
        List<Coordinate[]> holes = new ArrayList<>();
        for (int i = 0; i < pieces.size(); i++) {
            Problem fault = Rings.fault(pieces.get(i), i + 1);
            if (fault != null) {
                return new Shape(number, null, fault);
            }
            (Area.ofRingSigned(pieces.get(i)) >= 0 ? shells : holes).add(pieces.get(i));
        }
        List<List<LinearRing>> members = new ArrayList<>();
        for (int i = 0; i < shells.size(); i++) {
            members.add(new ArrayList<>());
        }
        STRtree index = holes.isEmpty() ? new STRtree() : index(shells);
        for (Coordinate[] hole : holes) {
            int owner = owner(hole, shells, index);
            if (owner < 0) {
                shells.add(hole);
            } else {
                members.get(owner).add(FACTORY.createLinearRing(hole));
            }
        }
        Polygon[] polygons = new Polygon[shells.size()];
        for (int i = 0; i < polygons.length; i++) {
            LinearRing[] inner = i < members.size() ? members.get(i).toArray(LinearRing[]::new) : new LinearRing[0];
            polygons[i] = FACTORY.createPolygon(FACTORY.createLinearRing(shells.get(i)), inner);
        }
        return new Shape(number, polygons.length == 1 ? polygons[0] : FACTORY.createMultiPolygon(polygons), null);
    }

    /** Land-use maps have thousands of holes in thousands of shells. */
    private static STRtree index(List<Coordinate[]> shells) {
        STRtree index = new STRtree();
        for (int i = 0; i < shells.size(); i++) {
            index.insert(box(shells.get(i)), i);
        }
        return index;
    }

    private static int owner(Coordinate[] hole, List<Coordinate[]> shells, STRtree index) {
        int best = -1;
        double bestArea = Double.POSITIVE_INFINITY;
        Envelope box = box(hole);
        for (Object found : index.query(box)) {
            int i = (Integer) found;
            double area = Math.abs(Area.ofRing(shells.get(i)));
            if (area < bestArea && box(shells.get(i)).contains(box) && inside(hole, shells.get(i))) {
                best = i;
                bestArea = area;
            }
        }
        return best;
    }

    private static Envelope box(Coordinate[] ring) {
        Envelope box = new Envelope();
        for (Coordinate vertex : ring) {
            box.expandToInclude(vertex);
        }
        return box;
    }

    private static boolean inside(Coordinate[] hole, Coordinate[] shell) {
        for (Coordinate vertex : hole) {
            if (!PointLocation.isOnLine(vertex, shell)) {
                return PointLocation.isInRing(vertex, shell);
            }
        }
        return true;
    }

    private Shape broken(String code, String vi, String en) {
        return new Shape(number, null, new Problem(code, "geometry", new Text(vi, en)));
    }

    private byte[] read(int bytes) throws IOException {
        byte[] read = in.readNBytes(bytes);
        if (read.length < bytes) {
            throw truncated(new EOFException());
        }
        return read;
    }

    private FormatException truncated(@Nullable EOFException cause) {
        String at = "byte " + position;
        FormatException e = new FormatException(
                "file-truncated",
                "Tệp .shp bị cắt cụt ở " + at + " (hình " + number + "); không lưu gì",
                "The .shp is truncated at " + at + " (shape " + number + "); nothing was stored");
        if (cause != null) {
            e.initCause(cause);
        }
        return e;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
