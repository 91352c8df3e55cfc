package vn.huetwin.ingest.format.citymodel;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;

/**
 * An object of a city model, with the names of CityGML 3.0.
 *
 * @param type       local name of its class, such as {@code Building} or {@code BuildingPart}
 * @param parent     id of the object that it is a part of; null for the first of a member
 * @param facts      by the names of {@link Fact}; strings, numbers or dates
 * @param attributes generic ones, in their order
 * @param shapes     in the CRS of the file, x before y; heights as in the file
 */
record CityObject(
        String id,
        String type,
        @Nullable String parent,
        Map<Fact, Object> facts,
        List<Attribute> attributes,
        List<Shape> shapes) {

    /** What layers have a column for. */
    enum Fact {
        NAME,
        CLASS,
        FUNCTION,
        USAGE,
        HEIGHT,
        FLOORS,
        FLOORS_BELOW,
        YEAR_BUILT,
        ROOF_TYPE,
        ADDRESS,
        VALID_FROM
    }

    /**
     * @param of    id of the surface that has it, or null for the object itself
     * @param value a string, number or boolean
     */
    record Attribute(
            @Nullable String of,
            String name,
            Object value,
            @Nullable String unit) {}

    /**
     * Surfaces, curves or points of one role and level of detail.
     *
     * @param role  of the code list {@code surface-role}; empty for the object as a whole
     * @param id    of the thematic surface, if it has one
     * @param shell of a solid: 0 outer, 1… inner; null otherwise
     */
    record Shape(
            String lod,
            String role,
            @Nullable String id,
            @Nullable Integer shell,
            Geometry geometry) {}
}
