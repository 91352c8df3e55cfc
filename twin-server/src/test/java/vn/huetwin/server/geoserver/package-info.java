/** Publishing on GeoServer, against a double that is strict about what GeoServer's documentation says. */
@org.jspecify.annotations.NullMarked
package vn.huetwin.server.geoserver;
