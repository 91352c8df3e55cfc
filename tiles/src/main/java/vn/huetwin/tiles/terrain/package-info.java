/**
 * Terrain as quantized-mesh 1.0: heights of an elevation model are laid on the lattice of the tiles
 * ({@link vn.huetwin.tiles.terrain.HeightPyramid}), each tile becomes a network of triangles within an error bound
 * ({@link vn.huetwin.tiles.terrain.TriangleNetwork}), and what is served is also what buildings stand on
 * ({@link vn.huetwin.tiles.terrain.Terrain}).
 */
@org.jspecify.annotations.NullMarked
package vn.huetwin.tiles.terrain;
