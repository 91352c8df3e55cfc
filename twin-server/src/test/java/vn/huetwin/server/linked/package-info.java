/** Linked data as clients see it. */
@org.jspecify.annotations.NullMarked
package vn.huetwin.server.linked;
