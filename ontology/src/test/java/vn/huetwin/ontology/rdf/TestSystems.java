package vn.huetwin.ontology.rdf;

import org.locationtech.jts.geom.CoordinateSequence;
import org.locationtech.jts.geom.CoordinateSequenceFilter;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.proj4j.CRSFactory;
import org.locationtech.proj4j.CoordinateReferenceSystem;
import org.locationtech.proj4j.CoordinateTransform;
import org.locationtech.proj4j.CoordinateTransformFactory;
import org.locationtech.proj4j.ProjCoordinate;
import vn.huetwin.ontology.geosparql.ReferenceSystems;

/** EPSG:4326 and the city's grid. */
final class TestSystems implements ReferenceSystems {
    private static final String EPSG = "http://www.opengis.net/def/crs/EPSG/0/";
    private final CoordinateReferenceSystem world =
            new CRSFactory().createFromParameters("4326", "+proj=longlat +datum=WGS84 +no_defs");
    private final CoordinateReferenceSystem grid = new CRSFactory()
            .createFromParameters(
                    "9214",
                    "+proj=tmerc +lat_0=0 +lon_0=107 +k=0.9999 +x_0=500000 +y_0=0 +ellps=WGS84"
                            + " +towgs84=-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278"
                            + " +units=m +no_defs");

    @Override
    public Geometry toLonLat(Geometry geometry, String crsIri) {
        return switch (crsIri) {
            case EPSG + "4326" -> swapped(geometry);
            case EPSG + "9214" -> fromLocal(geometry);
            default -> null;
        };
    }

    @Override
    public Geometry fromLonLat(Geometry lonLat, String crsIri) {
        return switch (crsIri) {
            case EPSG + "4326" -> swapped(lonLat);
            case EPSG + "9214" -> toLocal(lonLat);
            default -> null;
        };
    }

    @Override
    public Geometry toLocal(Geometry lonLat) {
        return transformed(lonLat, new CoordinateTransformFactory().createTransform(world, grid));
    }

    @Override
    public Geometry fromLocal(Geometry local) {
        return transformed(local, new CoordinateTransformFactory().createTransform(grid, world));
    }

    private static Geometry swapped(Geometry geometry) {
        return mapped(geometry, c -> new ProjCoordinate(c.y, c.x));
    }

    private static Geometry transformed(Geometry geometry, CoordinateTransform transform) {
        return mapped(geometry, c -> transform.transform(c, new ProjCoordinate()));
    }

    private static Geometry mapped(Geometry geometry, java.util.function.UnaryOperator<ProjCoordinate> map) {
        Geometry copy = geometry.copy();
        copy.apply(new CoordinateSequenceFilter() {
            @Override
            public void filter(CoordinateSequence sequence, int i) {
                ProjCoordinate result = map.apply(new ProjCoordinate(sequence.getX(i), sequence.getY(i)));
                sequence.setOrdinate(i, 0, result.x);
                sequence.setOrdinate(i, 1, result.y);
            }

            @Override
            public boolean isDone() {
                return false;
            }

            @Override
            public boolean isGeometryChanged() {
                return true;
            }
        });
        return copy;
    }
}
