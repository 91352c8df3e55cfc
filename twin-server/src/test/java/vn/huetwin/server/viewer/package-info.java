/** The viewer as a browser and a reader of its files meet it. */
@org.jspecify.annotations.NullMarked
package vn.huetwin.server.viewer;
