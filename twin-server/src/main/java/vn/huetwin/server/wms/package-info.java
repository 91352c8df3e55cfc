/**
 * WMS 1.3.0 (OGC 06-042) and 1.1.1 (OGC 01-068r3) at {@code /wms}: every layer of the catalogue that the caller may
 * see, alone or in the groups of the catalogue. What the caller may not see is not there: LayerNotDefined.
 */
@org.jspecify.annotations.NullMarked
package vn.huetwin.server.wms;
