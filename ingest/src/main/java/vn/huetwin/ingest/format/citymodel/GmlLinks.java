package vn.huetwin.ingest.format.citymodel;

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
 * are held, up to a number of corners, so that memory does not grow with the file.
 */
final class GmlLinks {
    private static final int MOST_CORNERS = 1_000_000;
    static final GmlLinks NONE = new GmlLinks(Set.of(), null);

    /** What stands behind an id: surfaces, those of solids by their shell, and what it links to in its turn. */
    record Target(Map<Integer, List<Polygon>> shells, List<Polygon> surfaces, List<GmlShapes.Link> links) {
        long corners() {
            long corners = 0;
            for (Polygon polygon : surfaces) {
                corners += polygon.getNumPoints();
            }
            for (List<Polygon> shell : shells.values()) {
                for (Polygon polygon : shell) {
                    corners += polygon.getNumPoints();
                }
            }
            return corners;
        }
    }

    private final @Nullable GmlShapes shapes;
    private final Map<String, Target> targets = new HashMap<>();
    private final Set<String> sought = new HashSet<>();
    private Set<String> wanted;
    private long corners;
    private boolean full;

    GmlLinks(Set<String> wanted, @Nullable GmlShapes shapes) {
        this.shapes = shapes;
        this.wanted = new HashSet<>(wanted);
    }

    /** Whether something is still looked for. */
    boolean isOpen() {
        return !wanted.isEmpty() && !full;
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
                if (id != null && wanted.remove(id)) {
                    keep(id, geometry);
                }
                super.visit(geometry);
            }
        });
    }

    private void keep(String id, AbstractGeometry geometry) {
        if (shapes == null || full) {
            return;
        }
        Target target = shapes.target(geometry);
        corners += target.corners();
        full = corners > MOST_CORNERS;
        if (!full) {
            targets.put(id, target);
        }
    }

    /** The file was read to its end: what was found may link on. */
    void passed() {
        sought.addAll(wanted);
        Set<String> next = new HashSet<>();
        for (Target target : targets.values()) {
            for (GmlShapes.Link link : target.links()) {
                if (!targets.containsKey(link.target()) && !sought.contains(link.target())) {
                    next.add(link.target());
                }
            }
        }
        wanted = next;
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
        Target target = targets.get(link.target());
        if (target == null || !way.add(link.target())) {
            return;
        }
        Integer shell = link.shell();
        target.shells().forEach((number, polygons) -> put(polygons, number, link.flipped(), into));
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
            all.add(flipped ? Looks.flipped(polygon) : (Polygon) polygon.copy());
        }
    }
}
