/** The product's own JSON API: what the viewer needs to know of the catalogue and of one feature. */
@org.jspecify.annotations.NullMarked
package vn.huetwin.server.api;
