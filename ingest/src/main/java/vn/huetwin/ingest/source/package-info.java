/**
 * Where events come from. A {@link vn.huetwin.ingest.source.Source} brings in parcels of events; each parcel is stored in
 * one go with the position up to which the source was read, so that after any crash it goes on where its events end.
 */
@org.jspecify.annotations.NullMarked
package vn.huetwin.ingest.source;
