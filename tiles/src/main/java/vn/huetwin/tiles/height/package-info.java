/**
 * Heights and what they count from. Cities measure metres above sea level, globes draw metres above the ellipsoid of
 * WGS 84; a {@link vn.huetwin.tiles.height.Geoid} is the only way from one to the other.
 */
@org.jspecify.annotations.NullMarked
package vn.huetwin.tiles.height;
