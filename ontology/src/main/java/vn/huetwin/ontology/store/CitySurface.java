package vn.huetwin.ontology.store;

import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;

/**
 * Surfaces, curves or points of one role, as a city model has them.
 *
 * @param part       key of the object or part that they bound
 * @param surface    key in the layer {@code city_surface}; empty if they carry no meaning of their own
 * @param lod        level of detail, such as {@code 2} or {@code 2.2}
 * @param role       notation of the code list {@code surface-role}; empty where the source says none
 * @param shell      of a solid: 0 its outer shell, 1… inner ones; null for surfaces that bound no volume
 * @param geometry   longitude, latitude in degrees and height in metres above sea level
 * @param appearance of its polygons; null where the source gives none
 */
public record CitySurface(
        String part,
        String surface,
        String lod,
        String role,
        @Nullable Integer shell,
        Geometry geometry,
        @Nullable CityAppearance appearance) {}
