/** Requests to the services as clients and strangers send them. */
@org.jspecify.annotations.NullMarked
package vn.huetwin.server.ows;
