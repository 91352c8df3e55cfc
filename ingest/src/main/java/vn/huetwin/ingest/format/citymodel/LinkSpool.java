package vn.huetwin.ingest.format.citymodel;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKBReader;
import org.locationtech.jts.io.WKBWriter;
import vn.huetwin.ontology.store.CityAppearance;
import vn.huetwin.ontology.store.CityMaterial;

/** What members link to in other members, in a temporary file: eight bytes of memory each. */
final class LinkSpool implements AutoCloseable {
    private static final GeometryFactory FACTORY = new GeometryFactory();

    private final WKBWriter writer = new WKBWriter(3);
    private final WKBReader reader = new WKBReader(FACTORY);
    private long[] places = new long[1 << 8];
    private int count;
    private long end;
    private @Nullable Path file;
    private @Nullable RandomAccessFile open;

    /** @return its number */
    int add(GmlLinks.Target target) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(target.shells().size());
            for (Map.Entry<Integer, List<Polygon>> shell : target.shells().entrySet()) {
                out.writeInt(shell.getKey());
                write(shell.getValue(), out);
            }
            write(target.surfaces(), out);
            out.writeInt(target.links().size());
            for (GmlShapes.Link link : target.links()) {
                text(link.target(), out);
                Integer shell = link.shell();
                out.writeInt(shell == null ? -1 : shell);
                out.writeBoolean(link.flipped());
            }
        }
        RandomAccessFile to = file();
        to.seek(end);
        to.writeInt(bytes.size());
        to.write(bytes.toByteArray());
        if (count == places.length) {
            places = Arrays.copyOf(places, places.length * 2);
        }
        places[count] = end;
        end += 4L + bytes.size();
        return count++;
    }

    private RandomAccessFile file() throws IOException {
        RandomAccessFile known = open;
        if (known == null) {
            Path fresh = Files.createTempFile("twin-city-links", ".bin");
            known = new RandomAccessFile(fresh.toFile(), "rw");
            file = fresh;
            open = known;
        }
        return known;
    }

    /** Bytes of the file. */
    long size() {
        return end;
    }

    private void write(List<Polygon> polygons, DataOutputStream out) throws IOException {
        Geometry all = FACTORY.createMultiPolygon(polygons.toArray(Polygon[]::new));
        CityAppearance appearance = Looks.of(all);
        byte[] wkb = writer.write(all);
        out.writeInt(wkb.length);
        out.write(wkb);
        text(appearance == null ? "" : appearance.json(), out);
    }

    private static void text(String text, DataOutputStream out) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    GmlLinks.Target get(int number) throws IOException {
        RandomAccessFile from = file();
        from.seek(places[number]);
        byte[] bytes = new byte[from.readInt()];
        from.readFully(bytes);
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            Map<Integer, List<Polygon>> shells = new HashMap<>();
            for (int i = in.readInt(); i > 0; i--) {
                shells.put(in.readInt(), polygons(in));
            }
            List<Polygon> surfaces = polygons(in);
            List<GmlShapes.Link> links = new ArrayList<>();
            for (int i = in.readInt(); i > 0; i--) {
                String target = text(in);
                int shell = in.readInt();
                links.add(new GmlShapes.Link(target, shell < 0 ? null : shell, in.readBoolean()));
            }
            return new GmlLinks.Target(shells, surfaces, links);
        }
    }

    private List<Polygon> polygons(DataInputStream in) throws IOException {
        Geometry all;
        try {
            all = reader.read(in.readNBytes(in.readInt()));
        } catch (ParseException e) {
            throw new IOException(e);
        }
        String json = text(in);
        CityAppearance appearance = json.isEmpty() ? null : CityAppearance.parse(json);
        List<Polygon> polygons = new ArrayList<>(all.getNumGeometries());
        for (int i = 0; i < all.getNumGeometries(); i++) {
            Polygon polygon = (Polygon) all.getGeometryN(i);
            if (appearance != null) {
                Map<String, CityMaterial> look = new LinkedHashMap<>();
                for (String theme : appearance.themes().keySet()) {
                    CityMaterial material = appearance.material(theme, i);
                    if (material != null) {
                        look.put(theme, material);
                    }
                }
                Looks.put(polygon, look);
            }
            polygons.add(polygon);
        }
        return polygons;
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        if (open != null) {
            open.close();
        }
        if (file != null) {
            Files.deleteIfExists(file);
        }
    }
}
