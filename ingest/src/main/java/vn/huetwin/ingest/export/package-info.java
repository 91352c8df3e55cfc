/** Exports: what a caller may see of a layer, streamed into a file that can be imported again. */
@org.jspecify.annotations.NullMarked
package vn.huetwin.ingest.export;
