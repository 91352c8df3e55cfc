package vn.huetwin.ontology.catalogue;

/**
 * The colour of a raster from a value on.
 *
 * @param colour  {@code #rrggbb}
 * @param opacity 0–1
 * @param label   what the value means to people; empty for the value itself
 */
public record ColourStop(double value, String colour, double opacity, Text label) {}
