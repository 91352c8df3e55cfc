/**
 * Web hooks: each subscription has a place in the log and is sent what follows it, one event after the other, until the
 * sink has taken it. Nothing is lost over a restart; what a sink refuses for good is kept as a dead letter.
 */
@org.jspecify.annotations.NullMarked
package vn.huetwin.ingest.webhook;
