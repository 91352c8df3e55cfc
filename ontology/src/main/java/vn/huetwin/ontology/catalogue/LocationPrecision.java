package vn.huetwin.ontology.catalogue;

import java.util.Locale;

/** How closely the place of a feature is known, from the closest on. */
public enum LocationPrecision {
    /** It came with coordinates. */
    EXACT,
    /** Where two streets meet. */
    CROSSING,
    /** A place or building with a name. */
    PLACE,
    /** Somewhere along a street. */
    STREET,
    /** Somewhere in a ward. */
    WARD,
    /** Somewhere in the city: what was named is known, but not where, or there are several of that name. No geometry. */
    CITY,
    /** Nothing was recognised. No geometry. */
    UNKNOWN;

    /** As the code list {@code location-precision} has it. */
    public String notation() {
        return name().toLowerCase(Locale.ROOT);
    }
}
