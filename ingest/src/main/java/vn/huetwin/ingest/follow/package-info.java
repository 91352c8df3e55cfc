/** Those who follow the log with a place of their own: what they make of an entry is there once, whatever crashes. */
@org.jspecify.annotations.NullMarked
package vn.huetwin.ingest.follow;
