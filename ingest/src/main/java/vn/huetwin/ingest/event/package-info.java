/** The live thread: CloudEvents in, one transaction for log, present and history, and a feed of what changed. */
@org.jspecify.annotations.NullMarked
package vn.huetwin.ingest.event;
