/**
 * OGC API – Features (OGC 17-069r4, 18-058r1) at {@code /ogc}: every layer of the catalogue that the caller may see is
 * a collection, for machines as JSON and for people as pages.
 */
@org.jspecify.annotations.NullMarked
package vn.huetwin.server.ogc;
