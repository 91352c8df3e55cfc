/** Files of raster layers on their way into the city. */
@org.jspecify.annotations.NullMarked
package vn.huetwin.server.raster;
