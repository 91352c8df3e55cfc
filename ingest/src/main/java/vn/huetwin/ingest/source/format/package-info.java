/** What messages mean: each format turns the bytes of one message into events of the city. */
@org.jspecify.annotations.NullMarked
package vn.huetwin.ingest.source.format;
