package vn.huetwin.ontology.validate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.CoordinateSequence;
import org.locationtech.jts.geom.CoordinateSequenceFilter;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryCollection;
import vn.huetwin.ontology.catalogue.GeometryType;
import vn.huetwin.ontology.catalogue.Text;

/**
 * Checks a geometry against the geometry type of its layer and against the place where the city is. What comes
 * out is 2D, valid by OGC Simple Features, of the layer's type, with rings by the right-hand rule of RFC 7946 §3.1.6.
 */
final class GeometryCheck {
    private static final String FIELD = "geometry";
    private static final Envelope EARTH = new Envelope(-180, 180, -90, 90);

    private final @Nullable Envelope domain;
    private final @Nullable Envelope allowed;
    private final int maxVertices;

    GeometryCheck(@Nullable Envelope domain, FeatureValidator.Limits limits) {
        this.domain = domain;
        if (domain == null) {
            this.allowed = null;
        } else {
            this.allowed = new Envelope(domain);
            this.allowed.expandBy(limits.domainMargin());
        }
        this.maxVertices = limits.vertices();
    }

    @Nullable
    Geometry check(@Nullable Geometry geometry, GeometryType type, List<Problem> problems, List<Problem> repairs) {
        if (geometry == null) {
            if (type.dimension() > 0) {
                problems.add(problem(
                        "geometry-missing",
                        "Thiếu hình học; lớp cần " + type.simpleFeatures(),
                        "There is no geometry; the layer needs a " + type.simpleFeatures()));
            }
            return null;
        }
        Problem fault = faultOf(geometry, type);
        if (fault != null) {
            problems.add(fault);
            return null;
        }
        Scan scan = new Scan();
        geometry.apply(scan);
        fault = scan.fault();
        if (fault == null) {
            fault = misplaced(geometry.getEnvelopeInternal());
        }
        if (fault != null) {
            problems.add(fault);
            return null;
        }
        if (scan.with > 0) {
            repairs.add(problem(
                    "z-dropped",
                    "Bỏ độ cao của các đỉnh; lớp lưu hình 2D",
                    "The heights of the vertices were dropped; layers hold 2D geometry"));
        }
        return new Mending(type, problems, repairs).mend(geometry);
    }

    /** What can be told before looking at coordinates. */
    private @Nullable Problem faultOf(Geometry geometry, GeometryType type) {
        if (type == GeometryType.NONE) {
            return problem(
                    "geometry-not-allowed", "Lớp này không có hình học", "This layer has no geometry; leave it out");
        }
        if (geometry.isEmpty()) {
            return problem("geometry-empty", "Hình học rỗng", "The geometry is empty");
        }
        if (geometry.getNumPoints() > maxVertices) {
            return problem(
                    "too-many-vertices",
                    "Hình có " + geometry.getNumPoints() + " đỉnh, tối đa " + maxVertices
                            + "; hãy chia nhỏ hoặc giản lược",
                    "The geometry has " + geometry.getNumPoints() + " vertices, at most " + maxVertices
                            + " are allowed; split or simplify it");
        }
        return typeFault(geometry, type);
    }

    private static @Nullable Problem typeFault(Geometry geometry, GeometryType type) {
        if (type == GeometryType.GEOMETRY) {
            return null;
        }
        boolean fits;
        if (geometry.getClass() == GeometryCollection.class) {
            fits = geometry.getNumGeometries() == 1 && typeFault(geometry.getGeometryN(0), type) == null;
        } else {
            boolean single =
                    type == GeometryType.POINT || type == GeometryType.LINE_STRING || type == GeometryType.POLYGON;
            fits = geometry.getDimension() == type.dimension() && (!single || geometry.getNumGeometries() == 1);
        }
        return fits
                ? null
                : problem(
                        "wrong-geometry-type",
                        "Hình là " + geometry.getGeometryType() + ", lớp cần " + type.simpleFeatures(),
                        "The geometry is a " + geometry.getGeometryType() + ", the layer needs a "
                                + type.simpleFeatures());
    }

    /** Whether features may lie there: WGS 84 lon/lat. */
    boolean allows(Envelope box) {
        return (allowed == null ? EARTH : allowed).contains(box);
    }

    private @Nullable Problem misplaced(Envelope box) {
        if (allows(box)) {
            return null;
        }
        String where = position(box.getMinX(), box.getMinY());
        if (!box.equals(new Envelope(box.getMinX(), box.getMinX(), box.getMinY(), box.getMinY()))) {
            where += " … " + position(box.getMaxX(), box.getMaxY());
        }
        Envelope swapped = new Envelope(box.getMinY(), box.getMaxY(), box.getMinX(), box.getMaxX());
        if (allows(swapped)) {
            return problem(
                    "axes-swapped",
                    "Kinh độ và vĩ độ có vẻ bị đổi chỗ: " + where + "; cần kinh độ trước, vĩ độ sau",
                    "Latitude and longitude look swapped: " + where + "; longitude comes first");
        }
        if (!EARTH.contains(box)) {
            boolean metres = box.getMaxX() > 10_000 && box.getMaxY() > 10_000 && box.getMinX() > -1e8;
            return metres
                    ? problem(
                            "looks-projected",
                            "Tọa độ có vẻ tính bằng mét (VN-2000 hoặc UTM): " + where
                                    + "; hãy khai báo hệ tọa độ bằng --crs, ví dụ --crs 9214",
                            "The coordinates look like metres (VN-2000 or UTM): " + where
                                    + "; name their CRS with --crs, for example --crs 9214")
                    : problem(
                            "not-on-earth",
                            "Tọa độ ngoài phạm vi kinh độ ±180, vĩ độ ±90: " + where,
                            "The coordinates are beyond longitude ±180, latitude ±90: " + where);
        }
        Envelope city = domain == null ? EARTH : domain;
        String limits = position(city.getMinX(), city.getMinY()) + " … " + position(city.getMaxX(), city.getMaxY());
        return problem(
                "outside-city",
                "Nằm ngoài thành phố: " + where + "; thành phố ở " + limits,
                "It lies outside the city: " + where + "; the city lies at " + limits);
    }

    private static String position(double x, double y) {
        return String.format(Locale.ROOT, "(%s, %s)", shown(x), shown(y));
    }

    private static String shown(double ordinate) {
        String text = String.format(Locale.ROOT, "%.6f", ordinate);
        return text.contains(".") ? text.replaceAll("\\.?0+$", "") : text;
    }

    static Problem problem(String code, String vi, String en) {
        return new Problem(code, FIELD, new Text(vi, en));
    }

    /** Looks once at every vertex. */
    private static final class Scan implements CoordinateSequenceFilter {
        private int vertex;
        private int with;
        private int without;
        private int bad = -1;
        private @Nullable Coordinate badPosition;

        @Override
        public void filter(CoordinateSequence sequence, int i) {
            double x = sequence.getX(i);
            double y = sequence.getY(i);
            double z = sequence.hasZ() ? sequence.getZ(i) : Double.NaN;
            if (Double.isNaN(z)) {
                without++;
            } else {
                with++;
            }
            if (bad < 0 && !(Double.isFinite(x) && Double.isFinite(y) && !Double.isInfinite(z))) {
                bad = vertex;
                badPosition = new Coordinate(x, y, z);
            }
            vertex++;
        }

        @Nullable
        Problem fault() {
            if (bad >= 0) {
                return problem(
                        "not-finite",
                        "Đỉnh thứ " + (bad + 1) + " không phải là số hữu hạn: " + badPosition,
                        "Vertex " + (bad + 1) + " is not a finite number: " + badPosition);
            }
            if (with > 0 && without > 0) {
                return problem(
                        "mixed-dimensions",
                        "Hình trộn " + with + " đỉnh 3D với " + without
                                + " đỉnh 2D; hãy cho mọi đỉnh độ cao hoặc bỏ hết",
                        "The geometry mixes " + with + " 3D vertices with " + without
                                + " 2D vertices; give all a height or none");
            }
            return null;
        }

        @Override
        public boolean isDone() {
            return false;
        }

        @Override
        public boolean isGeometryChanged() {
            return false;
        }
    }

    /** The parts of any geometry that are not collections themselves. */
    static List<Geometry> parts(Geometry geometry) {
        List<Geometry> parts = new ArrayList<>(geometry.getNumGeometries());
        collect(geometry, parts);
        return parts;
    }

    private static void collect(Geometry geometry, List<Geometry> parts) {
        if (geometry instanceof GeometryCollection) {
            for (int i = 0; i < geometry.getNumGeometries(); i++) {
                collect(geometry.getGeometryN(i), parts);
            }
        } else {
            parts.add(geometry);
        }
    }
}
