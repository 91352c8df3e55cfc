/**
 * What goes out of the log: which entries a listener or subscriber wants, and how an entry looks to a reader of some
 * clearance. A page of the log is read once and shared by all who wait for it.
 */
@org.jspecify.annotations.NullMarked
package vn.huetwin.ingest.subscription;
