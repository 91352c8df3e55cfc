/**
 * WFS: features as GML and other formats for GIS clients. Requests of all versions become one
 * {@link vn.huetwin.server.wfs.FeatureRequest}, whose answer goes from rows to bytes in one pass.
 */
@org.jspecify.annotations.NullMarked
package vn.huetwin.server.wfs;
