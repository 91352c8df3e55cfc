/** Documents of other servers, asked for again and again; what did not change since costs nothing. */
@org.jspecify.annotations.NullMarked
package vn.huetwin.ingest.source.poll;
