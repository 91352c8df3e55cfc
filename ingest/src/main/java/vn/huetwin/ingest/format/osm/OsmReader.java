package vn.huetwin.ingest.format.osm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.CoordinateXY;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import vn.huetwin.ingest.format.FeatureReader;
import vn.huetwin.ingest.format.Row;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.validate.Problem;

/** One pass over an extract for one selection. Attributes are the tags, with {@code osm_type} and {@code osm_id}. */
final class OsmReader implements FeatureReader, PbfData.Visitor {
    private static final GeometryFactory FACTORY = new GeometryFactory();

    private final OsmSelection selection;
    private final OsmFile.Extract extract;
    private final PbfBlocks blocks;
    private final PbfData data = new PbfData(this);
    private final Queue<Row> ready = new ArrayDeque<>();
    private final boolean collectWays;
    private final Iterator<OsmFile.Relation> relations;
    private boolean blocksDone;
    private long number;

    OsmReader(Path path, OsmSelection selection, OsmFile.Extract extract) throws IOException {
        this.selection = selection;
        this.extract = extract;
        this.blocks = new PbfBlocks(path);
        this.collectWays = extract.wayNodes().isEmpty() && !extract.ways().isEmpty();
        this.relations = extract.relations().iterator();
    }

    @Override
    public @Nullable Row next() throws IOException {
        while (ready.isEmpty()) {
            if (!blocksDone) {
                PbfBlocks.Block block = blocks.next();
                if (block == null) {
                    blocksDone = true;
                } else if (block.type().equals("OSMData")) {
                    OsmFile.decode(data, block);
                }
            } else if (selection.shape() != OsmSelection.Shape.LINE && relations.hasNext()) {
                assemble(relations.next());
            } else {
                return null;
            }
        }
        return ready.remove();
    }

    @Override
    public boolean wantsNodes() {
        return selection.shape() == OsmSelection.Shape.POINT;
    }

    @Override
    public boolean wantsNodeTags() {
        return true;
    }

    @Override
    public boolean wantsWays() {
        return true;
    }

    @Override
    public void node(long id, int lon, int lat, Map<String, Object> tags) {
        if (selection.takes(tags) && extract.places().find(id) != null) {
            add("node", id, FACTORY.createPoint(new CoordinateXY(lon / 1e7, lat / 1e7)), tags);
        }
    }

    @Override
    public void way(long id, long[] nodes, Map<String, Object> tags) {
        if (collectWays && nodes.length > 1 && extract.ways().contains(id)) {
            extract.wayNodes().put(id, nodes);
        }
        if (!selection.takes(tags)) {
            return;
        }
        boolean closed = nodes.length > 3 && nodes[0] == nodes[nodes.length - 1];
        if (selection.shape() == OsmSelection.Shape.POINT && !closed) {
            return;
        }
        List<Coordinate> line = new ArrayList<>(nodes.length);
        for (long node : nodes) {
            Coordinate place = extract.places().find(node);
            if (place != null) {
                line.add(place);
            }
        }
        if (line.isEmpty()) {
            return;
        }
        if (line.size() < nodes.length) {
            broken("way", id, tags, "osm-incomplete", (nodes.length - line.size()) + "/" + nodes.length);
        } else if (selection.shape() == OsmSelection.Shape.LINE && line.size() > 1) {
            add("way", id, FACTORY.createLineString(line.toArray(Coordinate[]::new)), tags);
        } else if (closed) {
            add("way", id, FACTORY.createPolygon(line.toArray(Coordinate[]::new)), tags);
        } else {
            broken("way", id, tags, "ring-not-closed", nodes.length + "");
        }
    }

    private void assemble(OsmFile.Relation relation) {
        if (!selection.takes(relation.tags())) {
            return;
        }
        List<long[]> outer = nodes(relation.outer());
        List<long[]> inner = nodes(relation.inner());
        int found = outer.size() + inner.size();
        int wanted = relation.outer().length + relation.inner().length;
        boolean elsewhere = outer.stream()
                .flatMapToLong(java.util.Arrays::stream)
                .allMatch(n -> extract.places().find(n) == null);
        if (elsewhere) {
            return;
        }
        if (found < wanted) {
            broken("relation", relation.id(), relation.tags(), "osm-incomplete", (wanted - found) + "/" + wanted);
            return;
        }
        Geometry geometry = Multipolygon.assemble(outer, inner, extract.places());
        if (geometry == null) {
            broken("relation", relation.id(), relation.tags(), "ring-not-closed", wanted + "");
        } else {
            add("relation", relation.id(), geometry, relation.tags());
        }
    }

    private List<long[]> nodes(long[] ways) {
        List<long[]> nodes = new ArrayList<>(ways.length);
        for (long way : ways) {
            long[] found = extract.wayNodes().get(way);
            if (found != null) {
                nodes.add(found);
            }
        }
        return nodes;
    }

    private void add(String type, long id, Geometry geometry, Map<String, Object> tags) {
        Map<String, Object> attributes = new LinkedHashMap<>(tags);
        attributes.put("osm_type", type);
        attributes.put("osm_id", id);
        Geometry placed = selection.shape() == OsmSelection.Shape.POINT && geometry.getDimension() == 2
                ? geometry.getInteriorPoint()
                : geometry;
        ready.add(new Row.Read(++number, type.charAt(0) + Long.toString(id), placed, attributes));
    }

    private void broken(String type, long id, Map<String, Object> tags, String code, String count) {
        boolean incomplete = code.equals("osm-incomplete");
        Text text = incomplete
                ? new Text(
                        type + " " + id + " thiếu " + count + " thành phần: nó vượt ra ngoài vùng dữ liệu",
                        type + " " + id + " lacks " + count + " of its members: it leaves the extract")
                : new Text(
                        type + " " + id + " không khép kín thành vùng (" + count + ")",
                        type + " " + id + " does not close to an area (" + count + ")");
        ready.add(new Row.Broken(++number, new Problem(code, "geometry", text), type + " " + id + " " + tags));
    }

    @Override
    public long progress() {
        return blocks.position();
    }

    @Override
    public void close() throws IOException {
        blocks.close();
    }
}
