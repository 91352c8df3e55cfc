package vn.huetwin.ingest.format;

import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Coordinate;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.validate.Problem;

/** What a list of vertices needs to be a ring (RFC 7946 §3.1.6, OGC 06-103r4 §6.1.11). */
final class Rings {
    private Rings() {}

    /** @param number of the ring in its polygon, from 1 */
    static @Nullable Problem fault(Coordinate[] vertices, int number) {
        if (vertices.length == 0) {
            return null;
        }
        Coordinate first = vertices[0];
        Coordinate last = vertices[vertices.length - 1];
        boolean finite = Double.isFinite(first.x) && Double.isFinite(first.y);
        if (finite && (first.x != last.x || first.y != last.y)) {
            return new Problem(
                    "ring-not-closed",
                    "geometry",
                    new Text(
                            "Vòng " + number + " không khép kín: đỉnh đầu " + first.x + " " + first.y + ", đỉnh cuối "
                                    + last.x + " " + last.y,
                            "Ring " + number + " is not closed: it starts at " + first.x + " " + first.y
                                    + " and ends at " + last.x + " " + last.y));
        }
        if (!finite) {
            return new Problem(
                    "not-finite",
                    "geometry",
                    new Text(
                            "Vòng " + number + " có đỉnh không phải là số hữu hạn",
                            "Ring " + number + " has a vertex that is not a finite number"));
        }
        if (vertices.length < 4) {
            return new Problem(
                    "geometry-degenerate",
                    "geometry",
                    new Text(
                            "Vòng " + number + " chỉ có " + vertices.length + " đỉnh, cần ít nhất 4",
                            "Ring " + number + " has " + vertices.length + " vertices, at least 4 are needed"));
        }
        return null;
    }
}
