package vn.huetwin.tiles.height;

import org.locationtech.jts.algorithm.locate.IndexedPointInAreaLocator;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Location;

/** What things stand on, as a globe draws it. */
public interface Ground {
    /** Changes when heights do; no white space. */
    String version();

    /** Metres above the ellipsoid of the ground that is drawn at a place in degrees. */
    double metresAboveEllipsoid(double longitude, double latitude);

    /** Whether the height of a place was measured, so that heights above sea level fit to it. */
    boolean isMeasured(double longitude, double latitude);

    /** By which heights above sea level stand beside it. */
    Geoid geoid();

    /** The ellipsoid itself: no terrain. */
    Ground FLAT = new Ground() {
        @Override
        public String version() {
            return "flat";
        }

        @Override
        public double metresAboveEllipsoid(double longitude, double latitude) {
            return 0;
        }

        @Override
        public boolean isMeasured(double longitude, double latitude) {
            return false;
        }

        @Override
        public Geoid geoid() {
            return Geoid.NONE;
        }
    };

    /** The ground below an area: metres above the ellipsoid. */
    record Footing(double lowest, double highest) {
        private Footing with(double metres) {
            return new Footing(Math.min(lowest, metres), Math.max(highest, metres));
        }
    }

    /** Points looked at along an edge are at most so far apart, about 5 m; long edges have at most 64. */
    double STEP_DEGREES = 5 / 110_000.0;

    /** Along the edges of an area, and inside it at up to 16 × 16 points. */
    default Footing below(Geometry area) {
        Coordinate[] corners = area.getCoordinates();
        double first = metresAboveEllipsoid(corners[0].x, corners[0].y);
        Footing footing = new Footing(first, first);
        for (int i = 1; i < corners.length; i++) {
            Coordinate from = corners[i - 1];
            Coordinate to = corners[i];
            int parts = (int) Math.min(64, Math.ceil(from.distance(to) / STEP_DEGREES));
            for (int p = 1; p <= parts; p++) {
                double part = (double) p / parts;
                footing = footing.with(
                        metresAboveEllipsoid(from.x + (to.x - from.x) * part, from.y + (to.y - from.y) * part));
            }
        }
        Envelope box = area.getEnvelopeInternal();
        int columns = inner(box.getWidth());
        int rows = inner(box.getHeight());
        if (columns == 0 || rows == 0 || area.getDimension() < 2) {
            return footing;
        }
        IndexedPointInAreaLocator inside = new IndexedPointInAreaLocator(area);
        for (int i = 1; i <= columns; i++) {
            for (int j = 1; j <= rows; j++) {
                Coordinate at = new Coordinate(
                        box.getMinX() + box.getWidth() * i / (columns + 1),
                        box.getMinY() + box.getHeight() * j / (rows + 1));
                if (inside.locate(at) == Location.INTERIOR) {
                    footing = footing.with(metresAboveEllipsoid(at.x, at.y));
                }
            }
        }
        return footing;
    }

    private static int inner(double degrees) {
        return (int) Math.min(16, Math.floor(degrees / STEP_DEGREES / 4));
    }
}
