@org.jspecify.annotations.NullMarked
package vn.huetwin.ingest.webhook;
