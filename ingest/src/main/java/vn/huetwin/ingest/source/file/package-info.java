/** Recordings of events, played again: in their rhythm or faster, on from where a server that was killed had come. */
@org.jspecify.annotations.NullMarked
package vn.huetwin.ingest.source.file;
