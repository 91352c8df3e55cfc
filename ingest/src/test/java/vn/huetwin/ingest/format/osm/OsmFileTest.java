package vn.huetwin.ingest.format.osm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.locationtech.jts.geom.Envelope;
import vn.huetwin.ingest.format.FeatureFile;
import vn.huetwin.ingest.format.FeatureReader;
import vn.huetwin.ingest.format.FormatException;
import vn.huetwin.ingest.format.FormatLimits;
import vn.huetwin.ingest.format.Row;

class OsmFileTest {
    private static final OsmSelection AREAS =
            new OsmSelection("area", OsmSelection.Shape.AREA, List.of("building=*"), List.of("building=no"));
    private static final OsmSelection LINES =
            new OsmSelection("line", OsmSelection.Shape.LINE, List.of("highway=*"), List.of());
    private static final OsmSelection POINTS =
            new OsmSelection("point", OsmSelection.Shape.POINT, List.of("tourism=museum"), List.of());

    @TempDir
    Path folder;

    /** Nodes 1–4 a square of 0.3°, 5–8 a square inside it, 9 a museum. */
    private final Extract extract = new Extract()
            .node(1, 0, 0)
            .node(2, 30, 0)
            .node(3, 30, 30)
            .node(4, 0, 30)
            .node(5, 10, 10)
            .node(6, 20, 10)
            .node(7, 20, 20)
            .node(8, 10, 20)
            .node(9, 5, 5, "tourism", "museum", "name", "Bảo tàng")
            .way(1, new long[] {1, 2, 3}, "highway", "residential")
            .way(2, new long[] {1, 2, 3, 4, 1}, "building", "yes", "name", "Nhà")
            .way(3, new long[] {1, 2, 3, 4, 1}, "building", "no")
            .way(4, new long[] {1, 2, 99}, "building", "yes")
            .way(5, new long[] {1, 2, 3, 4}, "building", "yes")
            .way(10, new long[] {1, 2, 3})
            .way(11, new long[] {1, 4, 3})
            .way(12, new long[] {5, 6, 7, 8, 5})
            .relation(
                    7,
                    new long[] {10, 12, 11},
                    new String[] {"outer", "inner", ""},
                    "type",
                    "multipolygon",
                    "building",
                    "palace")
            .relation(
                    8, new long[] {10, 12}, new String[] {"outer", "inner"}, "type", "multipolygon", "building", "yes")
            .relation(
                    9, new long[] {10, 77}, new String[] {"outer", "outer"}, "type", "multipolygon", "building", "yes");

    @Test
    void buildsAreasLinesAndPoints() throws IOException {
        Path file = extract.write(folder.resolve("a.osm.pbf"));
        assertEquals(
                List.of(
                        "w2 POLYGON ((0 0, 0.3 0, 0.3 0.3, 0 0.3, 0 0)) {building=yes, name=Nhà, osm_type=way, osm_id=2}",
                        "!osm-incomplete",
                        "!ring-not-closed",
                        "r7 POLYGON ((0 0, 0.3 0, 0.3 0.3, 0 0.3, 0 0), (0.1 0.1, 0.2 0.1, 0.2 0.2, 0.1 0.2, 0.1 0.1))"
                                + " {type=multipolygon, building=palace, osm_type=relation, osm_id=7}",
                        "!ring-not-closed",
                        "!osm-incomplete"),
                read(file, AREAS, null));
        assertEquals(
                List.of("w1 LINESTRING (0 0, 0.3 0, 0.3 0.3) {highway=residential, osm_type=way, osm_id=1}"),
                read(file, LINES, null));
        assertEquals(
                List.of("n9 POINT (0.05 0.05) {tourism=museum, name=Bảo tàng, osm_type=node, osm_id=9}"),
                read(file, POINTS, null));
    }

    @Test
    void readsNothingOutsideTheBox() throws IOException {
        Path file = extract.write(folder.resolve("a.osm.pbf"));
        assertEquals(List.of(), read(file, POINTS, new Envelope(50, 60, 50, 60)));
    }

    @Test
    void refusesTruncatedAndBrokenExtracts() throws IOException {
        byte[] bytes = Files.readAllBytes(extract.write(folder.resolve("a.osm.pbf")));
        Path cut = Files.write(folder.resolve("cut.osm.pbf"), Arrays.copyOf(bytes, bytes.length - 3));
        assertEquals(
                "file-truncated",
                assertThrows(FormatException.class, () -> read(cut, AREAS, null))
                        .code());
        bytes[bytes.length - 40] = 0x7f;
        bytes[bytes.length - 41] = 0x7f;
        Path broken = Files.write(folder.resolve("broken.osm.pbf"), bytes);
        List<String> rows;
        try {
            rows = read(broken, AREAS, null);
            assertTrue(rows.size() < 20);
        } catch (FormatException e) {
            assertEquals("syntax-error", e.code());
        }
    }

    @Test
    void wantsNodesInOrder() throws IOException {
        Path file = new Extract().node(2, 0, 0).node(1, 1, 1).write(folder.resolve("b.osm.pbf"));
        assertEquals(
                "osm-unsorted",
                assertThrows(FormatException.class, () -> read(file, AREAS, null))
                        .code());
    }

    private static List<String> read(Path path, OsmSelection selection, Envelope box) throws IOException {
        List<String> rows = new ArrayList<>();
        try (FeatureFile file = new OsmFile(path, List.of(selection), box, FormatLimits.DEFAULT);
                FeatureReader reader = file.read(file.tables().get(0))) {
            for (Row row = reader.next(); row != null; row = reader.next()) {
                rows.add(
                        row instanceof Row.Read read
                                ? read.id() + " " + read.geometry().toText() + " " + read.attributes()
                                : "!" + ((Row.Broken) row).problem().code());
            }
        }
        return rows;
    }

    /** Writes small extracts by the same specification, uncompressed; places in hundredths of a degree. */
    private static final class Extract {
        private final List<String> strings = new ArrayList<>(List.of(""));
        private final Message group = new Message();

        Extract node(long id, int lon, int lat, String... tags) {
            Message node = new Message().zigzag(1, id);
            tags(node, tags);
            group.message(1, node.zigzag(8, lat * 100_000L).zigzag(9, lon * 100_000L));
            return this;
        }

        Extract way(long id, long[] nodes, String... tags) {
            Message way = new Message().number(1, id);
            tags(way, tags);
            group.message(3, way.packed(8, deltas(nodes)));
            return this;
        }

        Extract relation(long id, long[] ways, String[] roles, String... tags) {
            Message relation = new Message().number(1, id);
            tags(relation, tags);
            Message roleIds = new Message();
            Message types = new Message();
            for (String role : roles) {
                roleIds.varint(string(role));
                types.varint(1);
            }
            group.message(4, relation.packed(8, roleIds).packed(9, deltas(ways)).packed(10, types));
            return this;
        }

        private static Message deltas(long[] values) {
            Message packed = new Message();
            long last = 0;
            for (long value : values) {
                packed.varint(((value - last) << 1) ^ ((value - last) >> 63));
                last = value;
            }
            return packed;
        }

        private void tags(Message element, String... tags) {
            Message keys = new Message();
            Message values = new Message();
            for (int i = 0; i < tags.length; i += 2) {
                keys.varint(string(tags[i]));
                values.varint(string(tags[i + 1]));
            }
            element.packed(2, keys).packed(3, values);
        }

        private long string(String text) {
            if (!strings.contains(text)) {
                strings.add(text);
            }
            return strings.indexOf(text);
        }

        Path write(Path file) throws IOException {
            Message table = new Message();
            strings.forEach(s -> table.bytes(1, s.getBytes(StandardCharsets.UTF_8)));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.writeBytes(blob("OSMHeader", new Message().bytes(4, "DenseNodes".getBytes(StandardCharsets.UTF_8))));
            out.writeBytes(blob("OSMData", new Message().message(1, table).message(2, group)));
            return Files.write(file, out.toByteArray());
        }

        private static byte[] blob(String type, Message block) {
            byte[] blob = new Message().bytes(1, block.bytes()).bytes();
            byte[] header = new Message()
                    .bytes(1, type.getBytes(StandardCharsets.UTF_8))
                    .number(3, blob.length)
                    .bytes();
            return ByteBuffer.allocate(4 + header.length + blob.length)
                    .putInt(header.length)
                    .put(header)
                    .put(blob)
                    .array();
        }
    }

    private static final class Message {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Message varint(long value) {
            long rest = value;
            while ((rest & ~0x7fL) != 0) {
                out.write((int) ((rest & 0x7f) | 0x80));
                rest >>>= 7;
            }
            out.write((int) rest);
            return this;
        }

        Message number(int field, long value) {
            return varint((long) field << 3).varint(value);
        }

        Message zigzag(int field, long value) {
            return number(field, (value << 1) ^ (value >> 63));
        }

        Message bytes(int field, byte[] bytes) {
            varint(((long) field << 3) | 2).varint(bytes.length);
            out.writeBytes(bytes);
            return this;
        }

        Message message(int field, Message message) {
            return bytes(field, message.bytes());
        }

        Message packed(int field, Message message) {
            return bytes(field, message.bytes());
        }

        byte[] bytes() {
            return out.toByteArray();
        }
    }
}
