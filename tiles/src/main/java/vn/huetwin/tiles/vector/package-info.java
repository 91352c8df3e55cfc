/** Mapbox vector tiles, encoded by PostGIS. */
@org.jspecify.annotations.NullMarked
package vn.huetwin.tiles.vector;
