/**
 * Map images: rows of PostGIS become paths on the screen without geometry objects between, paths become coverage of
 * pixels, and pixels become PNG with an exact palette where the colours fit. Everything is in pixels with y downwards;
 * geometries are WGS 84, longitude before latitude.
 */
@org.jspecify.annotations.NullMarked
package vn.huetwin.tiles.map;
