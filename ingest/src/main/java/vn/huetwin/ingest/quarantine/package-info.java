/** What could not be taken in is kept here with its reason and its bytes, so that it can be mended and sent again. */
@org.jspecify.annotations.NullMarked
package vn.huetwin.ingest.quarantine;
