/**
 * What all services of the OGC Web Services family share: requests as key-value pairs or XML, exception reports, names
 * of coordinate reference systems with their axis orders, and the way from {@code /ows} to the service that
 * {@code SERVICE=} names.
 */
@org.jspecify.annotations.NullMarked
package vn.huetwin.server.ows;
