/**
 * Buildings and other themes as 3D Tiles 1.1: the surfaces of city models, else footprints extruded to their height
 * (LoD1), one GLB a tile.
 */
@org.jspecify.annotations.NullMarked
package vn.huetwin.tiles.solid;
