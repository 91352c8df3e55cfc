@org.jspecify.annotations.NullMarked
package vn.huetwin.ingest.source.file;
