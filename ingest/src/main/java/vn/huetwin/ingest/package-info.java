/** What comes in: events, files, the demo city; checked, located and written once. */
@org.jspecify.annotations.NullMarked
package vn.huetwin.ingest;
