/**
 * Rasters: GeoTIFF and cloud-optimized GeoTIFF (OGC 19-008r4, 21-026) read by window and resolution, so that of a file
 * of ten gigabytes only the tiles that a map needs leave the disk. Coordinates are those of the raster's own CRS, x before
 * y; rows run from the north.
 */
@org.jspecify.annotations.NullMarked
package vn.huetwin.tiles.raster;
