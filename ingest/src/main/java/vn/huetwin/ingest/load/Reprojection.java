package vn.huetwin.ingest.load;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;

/** Brings geometries into WGS 84. */
public interface Reprojection {
    /**
     * @param epsg code of the CRS of the geometries; x before y in every CRS
     * @return what turns them into WGS 84 lon/lat, or null if the CRS is not known
     */
    @Nullable
    UnaryOperator<Geometry> from(int epsg);
}
