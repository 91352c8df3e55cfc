package vn.huetwin.ingest.format.citymodel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.citygml4j.core.model.core.AbstractFeature;
import org.citygml4j.core.visitor.ObjectWalker;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Polygon;
import org.xmlobjects.gml.model.geometry.AbstractGeometry;

/**
 * The surfaces that members link to in other members, by their {@code gml:id}; of two with one id the first. Only these
 * are kept, in a file, so that memory does not grow with them but for 20 bytes each.
 */
final class GmlLinks implements AutoCloseable {
    /** Of the temporary file; some ten million surfaces. */
    private static final long MOST_BYTES = 4L << 30;

    /** What stands behind an id: surfaces, those of solids by their shell, and what it links to in its turn. */
    record Target(Map<Integer, List<Polygon>> shells, List<Polygon> surfaces, List<GmlShapes.Link> links) {}

    private final @Nullable GmlShapes shapes;
    private final LinkSpool spool = new LinkSpool();
    /** id → number in the file. */
    private final IdTable targets;

    private final List<IdTable> sought = new ArrayList<>();
    private IdTable wanted;
    private int open;
    private IdTable next;
    private int openNext;
    private boolean full;

    /** @param wanted what members link to */
    GmlLinks(IdTable wanted, @Nullable GmlShapes shapes) {
        this.shapes = shapes;
        this.wanted = wanted;
        this.open = wanted.size();
        this.full = wanted.left() > 0;
        this.targets = new IdTable(CityGmlScan.MOST_LINKS);
        this.next = new IdTable(CityGmlScan.MOST_LINKS);
    }

    /** Nothing links to anything. */
    static GmlLinks none() {
        return new GmlLinks(new IdTable(0), null);
    }

    /** Whether something is still looked for. */
    boolean isOpen() {
        return open > 0;
    }

    /** Whether some were left out for their number. */
    boolean isFull() {
        return full;
    }

    /** Takes from a member what others link to. */
    void look(AbstractFeature member) {
        member.accept(new ObjectWalker() {
            @Override
            public void visit(AbstractGeometry geometry) {
                String id = geometry.getId();
                if (id != null && wanted.get(id) >= 0 && targets.get(id) < 0) {
                    keep(id, geometry);
                }
                super.visit(geometry);
            }
        });
    }

    private void keep(String id, AbstractGeometry geometry) {
        if (shapes == null || spool.size() > MOST_BYTES) {
            full = true;
            open = 0;
            return;
        }
        Target target = shapes.target(geometry);
        try {
            targets.put(id, spool.add(target));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        open--;
        if (next.get(id) >= 0) {
            openNext--;
        }
        for (GmlShapes.Link link : target.links()) {
            String on = link.target();
            boolean known = targets.get(on) >= 0
                    || wanted.get(on) >= 0
                    || next.get(on) >= 0
                    || sought.stream().anyMatch(ids -> ids.get(on) >= 0);
            if (!known) {
                next.put(on, 0);
                openNext++;
            }
        }
    }

    /** The file was read to its end: what was found may link on. */
    void passed() {
        sought.add(wanted);
        wanted = next;
        open = openNext;
        next = new IdTable(CityGmlScan.MOST_LINKS);
        openNext = 0;
    }

    /** Whether a link leads to at least one surface. */
    boolean has(String id) {
        Map<Integer, List<Polygon>> found = new HashMap<>();
        take(new GmlShapes.Link(id, null, false), found);
        return !found.isEmpty();
    }

    /** @param into by shell, -1 for what is of no solid */
    void take(GmlShapes.Link link, Map<Integer, List<Polygon>> into) {
        take(link, into, new HashSet<>());
    }

    private void take(GmlShapes.Link link, Map<Integer, List<Polygon>> into, Set<String> way) {
        int number = targets.get(link.target());
        if (number < 0 || !way.add(link.target())) {
            return;
        }
        Target target;
        try {
            target = spool.get(number);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Integer shell = link.shell();
        target.shells().forEach((inner, polygons) -> put(polygons, inner, link.flipped(), into));
        put(target.surfaces(), shell == null ? -1 : shell, link.flipped(), into);
        for (GmlShapes.Link on : target.links()) {
            take(
                    new GmlShapes.Link(
                            on.target(), on.shell() == null ? shell : on.shell(), on.flipped() != link.flipped()),
                    into,
                    way);
        }
    }

    private static void put(List<Polygon> polygons, int shell, boolean flipped, Map<Integer, List<Polygon>> into) {
        if (polygons.isEmpty()) {
            return;
        }
        List<Polygon> all = into.computeIfAbsent(shell, s -> new ArrayList<>());
        for (Polygon polygon : polygons) {
            all.add(flipped ? Looks.flipped(polygon) : polygon);
        }
    }

    @Override
    public void close() throws IOException {
        spool.close();
    }
}
