@org.jspecify.annotations.NullMarked
package vn.huetwin.server.raster;
