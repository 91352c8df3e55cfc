/** Where events come from, as HTTP shows it, and the door for sources that send. */
@org.jspecify.annotations.NullMarked
package vn.huetwin.server.source;
