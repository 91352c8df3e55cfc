/** What all routes share: who calls, where blocking work runs, how errors look. */
@org.jspecify.annotations.NullMarked
package vn.huetwin.server.http;
