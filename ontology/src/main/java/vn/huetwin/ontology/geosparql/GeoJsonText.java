package vn.huetwin.ontology.geosparql;

import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryCollection;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.MultiLineString;
import org.locationtech.jts.geom.MultiPoint;
import org.locationtech.jts.geom.MultiPolygon;
import org.locationtech.jts.geom.Point;
import org.locationtech.jts.geom.Polygon;

/** A geometry as a GeoJSON object (RFC 7946, clause 3.1), lon before lat. */
final class GeoJsonText {
    private final StringBuilder text = new StringBuilder();

    private GeoJsonText() {}

    static String of(Geometry geometry) {
        GeoJsonText writer = new GeoJsonText();
        writer.object(geometry);
        return writer.text.toString();
    }

    private void object(Geometry geometry) {
        text.append("{\"type\":\"").append(geometry.getGeometryType().replace("LinearRing", "LineString"));
        if (geometry.getClass() == GeometryCollection.class) {
            text.append("\",\"geometries\":[");
            for (int i = 0; i < geometry.getNumGeometries(); i++) {
                comma(i);
                object(geometry.getGeometryN(i));
            }
            text.append("]}");
            return;
        }
        text.append("\",\"coordinates\":");
        coordinates(geometry);
        text.append('}');
    }

    private void coordinates(Geometry geometry) {
        if (geometry instanceof Point point) {
            if (point.isEmpty()) {
                text.append("[]");
            } else {
                position(point.getCoordinate());
            }
        } else if (geometry instanceof LineString line) {
            positions(line.getCoordinates());
        } else if (geometry instanceof Polygon polygon) {
            rings(polygon);
        } else if (geometry instanceof MultiPoint) {
            positions(geometry.getCoordinates()); // an empty point has no position
        } else if (geometry instanceof MultiLineString || geometry instanceof MultiPolygon) {
            text.append('[');
            for (int i = 0; i < geometry.getNumGeometries(); i++) {
                comma(i);
                coordinates(geometry.getGeometryN(i));
            }
            text.append(']');
        } else {
            throw new IllegalArgumentException("No GeoJSON for " + geometry.getGeometryType());
        }
    }

    private void rings(Polygon polygon) {
        text.append('[');
        if (!polygon.isEmpty()) {
            positions(polygon.getExteriorRing().getCoordinates());
            for (int i = 0; i < polygon.getNumInteriorRing(); i++) {
                text.append(',');
                positions(polygon.getInteriorRingN(i).getCoordinates());
            }
        }
        text.append(']');
    }

    private void positions(Coordinate[] coordinates) {
        text.append('[');
        for (int i = 0; i < coordinates.length; i++) {
            comma(i);
            position(coordinates[i]);
        }
        text.append(']');
    }

    private void position(Coordinate c) {
        text.append('[').append(c.x).append(',').append(c.y);
        if (!Double.isNaN(c.getZ())) {
            text.append(',').append(c.getZ());
        }
        text.append(']');
    }

    private void comma(int index) {
        if (index > 0) {
            text.append(',');
        }
    }
}
