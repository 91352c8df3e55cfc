/** Tiles over HTTP. */
@org.jspecify.annotations.NullMarked
package vn.huetwin.server.tile;
