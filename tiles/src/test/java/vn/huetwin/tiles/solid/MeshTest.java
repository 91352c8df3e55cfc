package vn.huetwin.tiles.solid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.io.WKTReader;

class MeshTest {
    /** 107.60 E lies 9.6 km from the middle of the tile: the Earth has curved 7 m away from its tangent plane. */
    private static final String COURTYARD =
            "POLYGON ((107.60 16.46, 107.601 16.46, 107.601 16.461, 107.60 16.461, 107.60 16.46),"
                    + " (107.6003 16.4603, 107.6003 16.4607, 107.6007 16.4607, 107.6007 16.4603, 107.6003 16.4603))";

    private final LocalFrame frame = new LocalFrame(107.51, 16.46);

    @Test
    void buildingsStandOnTheEllipsoidFarFromTheMiddleOfTheirTile() {
        double[] ground = frame.place(107.60, 16.46, 0);
        double[] roof = frame.place(107.60, 16.46, 30);
        assertEquals(-7.24, ground[2], 0.05);
        assertEquals(30, roof[2] - ground[2], 0.001);
        Mesh mesh = mesh();
        for (Corners corners : List.of(mesh.shared(), mesh.loose())) {
            assertTrue(corners.count() > 0);
            for (int i = 0; i < corners.count(); i++) {
                double up = corners.position(i, 1);
                assertTrue(Math.abs(up + 7.3) < 0.2 || Math.abs(up - 22.7) < 0.2, "corner " + i + " at " + up);
            }
        }
    }

    @Test
    void roofHasTheAreaOfTheFootprintWithoutItsCourtyard() {
        Mesh mesh = mesh();
        double area = 0;
        for (int t = 0; t < mesh.corners(); t += 3) {
            if (mesh.shared().normal(mesh.index(t), 1) == 127) {
                area += area(mesh, mesh.index(t), mesh.index(t + 1), mesh.index(t + 2));
            }
        }
        double metresPerLon = 106_791;
        double metresPerLat = 110_665;
        double expected = (1e-3 * 1e-3 - 4e-4 * 4e-4) * metresPerLon * metresPerLat;
        assertEquals(expected, area, expected * 0.001);
    }

    /** glTF 2.0, 4.4: the chunks fill the file, and the binary chunk is as long as its buffer says. */
    @Test
    void binaryChunkIsAsLongAsItsBuffer() throws Exception {
        PropertyColumn column = new PropertyColumn("id", PropertyColumn.Kind.TEXT, List.of("a building"));
        ByteBuffer glb =
                ByteBuffer.wrap(Glb.write(mesh(), 1, List.of(column), false)).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(0x46546C67, glb.getInt(0));
        assertEquals(glb.capacity(), glb.getInt(8));
        int json = glb.getInt(12);
        int binary = glb.getInt(20 + json);
        assertEquals(glb.capacity(), 28 + json + binary);
        byte[] text = new byte[json];
        glb.get(20, text);
        assertTrue(
                new String(text, java.nio.charset.StandardCharsets.UTF_8).contains("\"byteLength\":" + binary + "}]"));
    }

    private Mesh mesh() {
        Mesh mesh = new Mesh();
        mesh.extrude(read(COURTYARD), frame, new Standing.Block(0, 30, false), 0);
        return mesh;
    }

    private static Geometry read(String wkt) {
        try {
            return new WKTReader().read(wkt);
        } catch (org.locationtech.jts.io.ParseException e) {
            throw new IllegalArgumentException(wkt, e);
        }
    }

    private static double area(Mesh mesh, int a, int b, int c) {
        Corners corners = mesh.shared();
        double x1 = corners.position(b, 0) - corners.position(a, 0);
        double z1 = corners.position(b, 2) - corners.position(a, 2);
        double x2 = corners.position(c, 0) - corners.position(a, 0);
        double z2 = corners.position(c, 2) - corners.position(a, 2);
        return Math.abs(x1 * z2 - x2 * z1) / 2;
    }
}
