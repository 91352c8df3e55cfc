/** OGC API Features asked over HTTP. */
@org.jspecify.annotations.NullMarked
package vn.huetwin.server.ogc;
