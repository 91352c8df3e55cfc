/** The command line behind {@code ./twin}. */
@org.jspecify.annotations.NullMarked
package vn.huetwin.server.cli;
