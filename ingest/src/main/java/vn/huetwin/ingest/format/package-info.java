/** Files of features, whatever their format, read as one stream of rows and written from one stream of features. */
@org.jspecify.annotations.NullMarked
package vn.huetwin.ingest.format;
