package vn.huetwin.ingest.format.osm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Envelope;
import vn.huetwin.ingest.format.FeatureFile;
import vn.huetwin.ingest.format.FeatureReader;
import vn.huetwin.ingest.format.FileCrs;
import vn.huetwin.ingest.format.Format;
import vn.huetwin.ingest.format.FormatException;
import vn.huetwin.ingest.format.FormatLimits;

/**
 * An extract of OpenStreetMap. Its first pass keeps the places of the nodes within the box and the multipolygon
 * relations that a selection takes; each table is then one more pass over its ways.
 */
public final class OsmFile implements FeatureFile {
    /** Nodes held at most: 16 bytes each. A city has a million. */
    private static final long MOST_NODES = 16_000_000;

    private static final double MARGIN_DEGREES = 0.15;

    private final Path path;
    private final List<OsmSelection> selections;
    private final @Nullable Envelope box;
    private final FormatLimits limits;
    private @Nullable Extract extract;

    /** A multipolygon whose ways are still to come. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Relation(long id, long[] outer, long[] inner, Map<String, Object> tags) {}

    /**
     * What the first pass keeps.
     *
     * @param ways ids of all ways that relations are made of
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Extract(NodePlaces places, List<Relation> relations, Set<Long> ways, Map<Long, long[]> wayNodes) {}

    /** @param box only elements within it are read, with a margin; null for all */
    public OsmFile(Path path, List<OsmSelection> selections, @Nullable Envelope box, FormatLimits limits)
            throws IOException {
        if (selections.isEmpty()) {
            throw new FormatException(
                    "no-layer",
                    "Không có ánh xạ OSM nào cho lớp này; dùng --mapping với phần osm",
                    "No mapping takes this layer from OSM; use --mapping with an osm part");
        }
        this.path = path;
        this.selections = selections;
        this.limits = limits;
        this.box = box == null ? null : new Envelope(box);
        if (this.box != null) {
            refuseElsewhere(this.box);
            this.box.expandBy(MARGIN_DEGREES);
        }
    }

    /** An extract says in its header what it covers. */
    private void refuseElsewhere(Envelope city) throws IOException {
        try (PbfBlocks blocks = new PbfBlocks(path)) {
            PbfBlocks.Block block = blocks.next();
            Envelope covers = block == null || !block.type().equals("OSMHeader") ? null : bounds(block.bytes());
            if (covers != null && !covers.intersects(city)) {
                String where = String.format(
                        Locale.ROOT,
                        "%.3f–%.3f E, %.3f–%.3f N",
                        covers.getMinX(),
                        covers.getMaxX(),
                        covers.getMinY(),
                        covers.getMaxY());
                throw new FormatException(
                        "outside-city",
                        "Dữ liệu OSM này phủ " + where
                                + ", không có phần nào trong thành phố; vẫn nhập thì thêm --anywhere",
                        "This extract covers " + where
                                + ", nothing of it in the city; to import it all the same add --anywhere");
            }
        }
    }

    private static @Nullable Envelope bounds(byte[] header) {
        Wire wire = Wire.of(header);
        while (wire.hasMore()) {
            int tag = wire.tag();
            if (tag >>> 3 != 1) {
                wire.skip(tag);
                continue;
            }
            Wire bounds = wire.message();
            double[] nano = new double[5];
            while (bounds.hasMore()) {
                int side = bounds.tag();
                if (side >>> 3 >= 1 && side >>> 3 <= 4) {
                    nano[side >>> 3] = bounds.zigzag() / 1e9;
                } else {
                    bounds.skip(side);
                }
            }
            return new Envelope(nano[1], nano[2], nano[4], nano[3]);
        }
        return null;
    }

    private Extract extract() throws IOException {
        Extract known = extract;
        if (known == null) {
            known = new FirstPass().run();
            extract = known;
        }
        return known;
    }

    private final class FirstPass implements PbfData.Visitor {
        private final NodePlaces places = new NodePlaces();
        private final List<Relation> relations = new ArrayList<>();
        private final Set<Long> ways = new HashSet<>();

        Extract run() throws IOException {
            PbfData data = new PbfData(this);
            try (PbfBlocks blocks = new PbfBlocks(path)) {
                for (PbfBlocks.Block block = blocks.next(); block != null; block = blocks.next()) {
                    if (block.type().equals("OSMData")) {
                        decode(data, block);
                    }
                    refuseTooMuch();
                }
            }
            if (!places.isSorted()) {
                throw new FormatException(
                        "osm-unsorted",
                        "Các nút trong tệp .pbf không xếp theo mã; hãy chạy osmium sort",
                        "The nodes of the .pbf are not sorted by id; run osmium sort");
            }
            return new Extract(places, relations, ways, new HashMap<>());
        }

        private void refuseTooMuch() throws FormatException {
            if (places.size() > MOST_NODES || relations.size() > limits.relations()) {
                throw new FormatException(
                        "file-too-large",
                        "Dữ liệu OSM quá lớn; hãy cắt theo thành phố bằng osmium extract -b",
                        "The extract is too large; cut it to the city with osmium extract -b");
            }
        }

        @Override
        public boolean wantsNodes() {
            return true;
        }

        @Override
        public boolean wantsRelations() {
            return true;
        }

        @Override
        public void node(long id, int lon, int lat, Map<String, Object> tags) {
            if (box == null || box.contains(lon / 1e7, lat / 1e7)) {
                places.add(id, lon, lat);
            }
        }

        @Override
        public void relation(long id, long[] members, int[] types, String[] roles, Map<String, Object> tags) {
            boolean area = "multipolygon".equals(tags.get("type")) || "boundary".equals(tags.get("type"));
            if (!area || selections.stream().noneMatch(s -> s.shape() != OsmSelection.Shape.LINE && s.takes(tags))) {
                return;
            }
            List<Long> outer = new ArrayList<>();
            List<Long> inner = new ArrayList<>();
            for (int i = 0; i < members.length; i++) {
                if (types[i] == 1) {
                    (roles[i].equals("inner") ? inner : outer).add(members[i]);
                    ways.add(members[i]);
                }
            }
            relations.add(new Relation(id, array(outer), array(inner), tags));
        }

        private long[] array(List<Long> ids) {
            return ids.stream().mapToLong(Long::longValue).toArray();
        }
    }

    static void decode(PbfData data, PbfBlocks.Block block) throws FormatException {
        try {
            data.decode(block.bytes());
        } catch (IllegalArgumentException e) {
            throw new FormatException(
                    "syntax-error",
                    "Khối dữ liệu OSM hỏng: " + e.getMessage(),
                    "A block of the extract is broken: " + e.getMessage(),
                    e);
        }
    }

    @Override
    public Format format() {
        return Format.OSM_PBF;
    }

    @Override
    public List<Table> tables() {
        return selections.stream().map(s -> new Table(s.table(), FileCrs.CRS84)).toList();
    }

    @Override
    public FeatureReader read(Table table) throws IOException {
        OsmSelection selection = selections.stream()
                .filter(s -> s.table().equals(table.name()))
                .findFirst()
                .orElseThrow();
        return new OsmReader(path, selection, extract());
    }

    @Override
    public long size(Table table) {
        return FeatureFile.bytes(path);
    }

    @Override
    public void close() {
        extract = null;
    }
}
