/** Tests of WMS over real layers. */
@org.jspecify.annotations.NullMarked
package vn.huetwin.server.wms;
