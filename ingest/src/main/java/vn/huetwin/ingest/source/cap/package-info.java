/** Warnings from feeds of others: an index in Atom or RSS that is asked again and again, and the CAP messages it links to. */
@org.jspecify.annotations.NullMarked
package vn.huetwin.ingest.source.cap;
