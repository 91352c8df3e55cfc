/** Events over HTTP: in as CloudEvents, out as a stream of server-sent events. */
@org.jspecify.annotations.NullMarked
package vn.huetwin.server.event;
