/** The server: every byte of HTTP, the command line, and the one place where the object graph is built. */
@org.jspecify.annotations.NullMarked
package vn.huetwin.server;
