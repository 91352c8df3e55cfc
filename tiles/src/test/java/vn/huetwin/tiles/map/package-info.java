/** Tests of map images: drawings in, drawings out. */
@org.jspecify.annotations.NullMarked
package vn.huetwin.tiles.map;
