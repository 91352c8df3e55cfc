package vn.huetwin.ontology.catalogue;

import org.jspecify.annotations.Nullable;

/**
 * Default look of a layer on every map.
 *
 * @param fill     {@code #rrggbb}
 * @param stroke   {@code #rrggbb}
 * @param width    line width or point diameter in pixels
 * @param opacity  of the fill, 0–1
 * @param colourBy property whose code list gives the colours, if any
 * @param visible  whether the viewer shows the layer at first
 */
public record Style(
        String fill,
        String stroke,
        double width,
        double opacity,
        @Nullable String colourBy,
        boolean visible) {
    public static final Style DEFAULT = new Style("#8fa3ad", "#4b5b63", 1, 0.6, null, false);
}
