/** Tiles for the browser: 3D Tiles of buildings, vector tiles of every layer. */
@org.jspecify.annotations.NullMarked
package vn.huetwin.tiles;
