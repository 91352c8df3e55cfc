@org.jspecify.annotations.NullMarked
package vn.huetwin.tiles.terrain;
