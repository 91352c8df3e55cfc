package vn.huetwin.ontology.geosparql;

import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;

/** The coordinate reference systems that literals may use. Axis order is that of the authority. */
public interface ReferenceSystems {
    /**
     * @param geometry coordinates in the axis order that the CRS declares (EPSG:4326: latitude first)
     * @return WGS 84 with x = longitude, or null if the CRS is unknown
     */
    @Nullable
    Geometry toLonLat(Geometry geometry, String crsIri);

    /** The reverse of {@link #toLonLat}. */
    @Nullable
    Geometry fromLonLat(Geometry lonLat, String crsIri);

    /** From lon/lat to the city's metric CRS, x = east, in metres; the same numbers as the column geometry_local. */
    Geometry toLocal(Geometry lonLat);

    /** The reverse of {@link #toLocal}. */
    Geometry fromLocal(Geometry local);
}
