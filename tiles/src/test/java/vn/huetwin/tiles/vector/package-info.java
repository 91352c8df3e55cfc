/** Tests of vector tiles: those from memory beside those of PostGIS. */
@org.jspecify.annotations.NullMarked
package vn.huetwin.tiles.vector;
