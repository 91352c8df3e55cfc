/**
 * OpenStreetMap extracts in PBF: nodes become a compact table of places, ways and multipolygon relations are built
 * from it, and tags say which of them a layer takes.
 */
@org.jspecify.annotations.NullMarked
package vn.huetwin.ingest.format.osm;
