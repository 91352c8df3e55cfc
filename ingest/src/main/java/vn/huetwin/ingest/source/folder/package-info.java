/** Files that others drop into a folder: each is taken once it is whole, and moved away when it is stored. */
@org.jspecify.annotations.NullMarked
package vn.huetwin.ingest.source.folder;
